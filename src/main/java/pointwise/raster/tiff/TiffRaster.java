package pointwise.raster.tiff;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.DecodedRaster;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.SampleType;
import pointwise.raster.SceneInfo;
import pointwise.raster.Window;
import pointwise.raster.WindowRuns;
import pointwise.text.Text;

/** The windows of a picture whose strips or tiles are decoded one by one. */
final class TiffRaster implements Raster {
  /** A window is of so many bytes, about, where blocks are smaller. */
  private static final long WINDOW_BYTES = 16L << 20;

  /** Full lines are read where a row of blocks is no larger. */
  private static final long ROW_BYTES = 32L << 20;

  private final TiffScene scene;
  private final TiffPicture picture;
  private final Closeable file;
  private final TiffSamples samples;
  private final TiffBlocks blocks;
  private final int[] all;
  private final WindowRuns counted = new WindowRuns();
  private SceneInfo info;
  private TiffMask mask;
  private byte[] missing;
  private long inexact;

  /**
   * @param file what is closed with the raster; null where there is nothing to close
   */
  TiffRaster(TiffScene scene, Closeable file) {
    this.scene = scene;
    this.picture = scene.picture();
    this.file = file;
    this.samples = new TiffSamples(picture);
    this.blocks = new TiffBlocks(scene.origin(), scene.page(), picture);
    this.all = IntStream.range(0, picture.channels()).toArray();
  }

  @Override
  public int height() {
    return picture.height();
  }

  @Override
  public int width() {
    return picture.width();
  }

  @Override
  public int channels() {
    return picture.channels();
  }

  @Override
  public SampleType type() {
    return samples.type();
  }

  @Override
  public boolean inMemory() {
    return false;
  }

  /** Bytes of the whole picture when it is read. */
  double bytes() {
    return (double) height() * width() * pixelBytes();
  }

  /** As it is stored or as it is read, whichever is more. */
  private long pixelBytes() {
    return (long) channels() * TiffSamples.largest(picture.bits(), picture.format());
  }

  /** Whether any run of full lines can be had as fast as any other. */
  private boolean anyLines() {
    return picture.anyLines() && !picture.tiled();
  }

  /**
   * Those of the file, so many that a window is of about 16 MiB; 1 where every line can be had by
   * itself and all its channels lie together.
   */
  @Override
  public int blockRows() {
    if (anyLines() && !picture.apart()) {
      return 1;
    }
    long rows = anyLines() ? 1 : picture.segmentHeight();
    long row = rows * width() * pixelBytes();
    long times = fullLines() ? Math.max(1, WINDOW_BYTES / row) : 1;
    return (int) Math.min(height(), times * rows);
  }

  @Override
  public int blockColumns() {
    if (fullLines()) {
      return width();
    }
    long block = (long) picture.segmentHeight() * picture.segmentWidth() * pixelBytes();
    return (int) Math.min(width(), Math.max(1, WINDOW_BYTES / block) * picture.segmentWidth());
  }

  private boolean fullLines() {
    double row = (double) picture.segmentHeight() * width() * pixelBytes();
    return !picture.tiled() || row <= ROW_BYTES;
  }

  @Override
  public SceneInfo info() {
    info = info == null ? TiffInfo.of(scene, channels()) : info;
    return info;
  }

  @Override
  public int unreadPages() {
    return scene.unread();
  }

  @Override
  public long inexact() {
    return inexact;
  }

  @Override
  public byte[] read(Window window) throws IOException {
    return read(window, all);
  }

  @Override
  public byte[] read(Window window, int[] some) throws IOException {
    int[] channels = Arrays.equals(some, all) ? all : some;
    double bytes = (double) window.rows() * window.columns() * channels.length * type().bytes();
    if (bytes > DecodeLimits.MAX_ARRAY) {
      throw new ImageException(
          scene.origin(),
          ErrorKind.MISMATCH,
          Text.of(
              "a window of the image does not fit one array, found %d x %d x %d samples of %d bytes, expected at most %d bytes",
              window.rows(),
              window.columns(),
              channels.length,
              type().bytes(),
              DecodeLimits.MAX_ARRAY));
    }
    byte[] out = new byte[(int) bytes];
    if (out.length == 0) {
      return out;
    }
    List<WindowRuns.Part> parts =
        samples.asStored() ? List.of(new WindowRuns.Part(window, true)) : counted.add(window);
    try {
      for (WindowRuns.Part part : parts) {
        long before = samples.inexact();
        for (Window run : runs(part.window())) {
          read(run, channels, window, out);
        }
        inexact += part.had() ? 0 : samples.inexact() - before;
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return out;
  }

  /** Lines that are read alone are read so many at once, all their channels among them. */
  private List<Window> runs(Window part) {
    long line = width() * pixelBytes();
    int most = anyLines() ? (int) Math.max(1, WINDOW_BYTES / line) : part.rows();
    List<Window> runs = new ArrayList<>();
    for (int done = 0; done < part.rows(); done += most) {
      int rows = Math.min(most, part.rows() - done);
      runs.add(new Window(part.y() + done, rows, part.x(), part.columns()));
    }
    return runs;
  }

  /** Reads a part of a window into the samples of that. */
  private void read(Window part, int[] channels, Window window, byte[] out) {
    int[] planes = picture.apart() ? channels : new int[1];
    int size = type().bytes();
    int step = channels.length * size;
    blocks.read(
        part,
        planes,
        (taken, plane, block, at, column, lineBytes) -> {
          int stored = picture.bits() / 8;
          int pixel = picture.apart() ? stored : stored * channels();
          boolean together = !picture.apart() && channels == all;
          for (int y = 0; y < taken.rows(); y++) {
            int to =
                ((taken.y() - window.y() + y) * window.columns() + taken.x() - window.x()) * step;
            int from = at + y * lineBytes + column * pixel;
            if (block != null && together) {
              samples.copy(block, from, stored, out, to, size, taken.columns() * channels());
              continue;
            }
            for (int c = 0; c < channels.length; c++) {
              if (picture.apart() && channels[c] != plane) {
                continue;
              }
              if (block == null) {
                fill(channels[c], out, to + c * size, step, taken.columns());
              } else {
                int first = picture.apart() ? from : from + channels[c] * stored;
                samples.copy(block, first, pixel, out, to + c * size, step, taken.columns());
              }
            }
          }
        });
  }

  /** What the file leaves out. */
  private void fill(int channel, byte[] out, int at, int step, int n) {
    if (missing == null) {
      missing = TiffMissing.pixel(scene.origin(), scene.described(), picture);
    }
    int size = type().bytes();
    for (int i = 0; i < n; i++) {
      System.arraycopy(missing, channel * size, out, at + i * step, size);
    }
  }

  /** The whole picture, with what is known of it. The raster stays open. */
  DecodedRaster decoded() throws IOException {
    Window all = Window.lines(0, height(), width());
    byte[] samples = read(all);
    DecodedImage image =
        new DecodedImage(height(), width(), channels(), type(), samples, unreadPages(), inexact());
    return new DecodedRaster(image, info(), mask(all));
  }

  @Override
  public byte[] mask(Window window) throws IOException {
    mask = mask == null ? scene.mask() : mask;
    try {
      return mask == null ? null : mask.read(window);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void close() throws IOException {
    blocks.close();
    if (mask != null) {
      mask.close();
    }
    if (file != null) {
      file.close();
    }
  }
}
