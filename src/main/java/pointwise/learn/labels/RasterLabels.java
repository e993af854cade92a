package pointwise.learn.labels;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import pointwise.input.ImageFormats;
import pointwise.input.LocalFiles;
import pointwise.input.RasterReader;
import pointwise.raster.DecodeLimits;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.RasterOptions;
import pointwise.raster.ReadOptions;
import pointwise.raster.SampleType;
import pointwise.raster.SceneInfo;
import pointwise.raster.Window;
import pointwise.raster.envi.EnviNames;
import pointwise.text.Text;

/**
 * Labels in a TIFF or an ENVI image of one band of whole numbers, read by the blocks it is stored
 * in. Palettes are not applied. Numbers of 32 and 64 bits are rounded to float32, which keeps those
 * that can be labels, and makes none of another.
 */
final class RasterLabels implements LabelFile {
  /** More pixels than these are not held for the windows that follow. */
  private static final long MOST_HELD = 1 << 26;

  private static final Pattern WHOLE = Pattern.compile("u?int(8|16|32|64)");

  private static final RasterOptions AS_NUMBERS =
      new RasterOptions(List.of(), null, false, null, false, new ReadOptions(0, true));

  private final List<FileStatus> files;
  private final Raster raster;

  /** The window that was read last. */
  private Window held;

  private byte[] samples;
  private byte[] mask;

  private RasterLabels(List<FileStatus> files, Raster raster) {
    this.files = files;
    this.raster = raster;
  }

  /**
   * Opens a TIFF, or an ENVI image by its header or its data file.
   *
   * @throws ImageException if it is none, or has other than whole numbers in one band
   */
  static RasterLabels open(Configuration configuration, String name) throws IOException {
    Path path = new Path(name);
    FileSystem fs = LocalFiles.of(configuration, path);
    FileStatus given = fs.getFileStatus(path);
    if (given.isDirectory()) {
      throw new ImageException(name, "it is a folder, expected a file");
    }
    LocalFiles.requireRegular(fs, path);
    List<FileStatus> files = new ArrayList<>(List.of(given));
    if (EnviNames.isHeader(path.getName())) {
      addFirst(fs, path, EnviNames.dataFiles(path.getName()), files);
    } else if (!ImageFormats.hasKnownSuffix(path.getName())) {
      addFirst(fs, path, EnviNames.headers(path.getName()), files);
      path = files.get(files.size() - 1).getPath();
    }
    DecodeLimits limits =
        new DecodeLimits(
            Long.MAX_VALUE,
            Runtime.getRuntime().maxMemory() / 2 / Runtime.getRuntime().availableProcessors(),
            "the memory");
    Raster raster = new RasterReader(configuration, limits, AS_NUMBERS).open(path.toString());
    boolean sound = false;
    try {
      require(name, raster);
      sound = true;
      return new RasterLabels(files, raster);
    } finally {
      if (!sound) {
        raster.close();
      }
    }
  }

  private static void addFirst(FileSystem fs, Path path, List<String> names, List<FileStatus> files)
      throws IOException {
    for (String name : names) {
      Path beside = new Path(path.getParent(), new Path(null, null, name));
      if (fs.exists(beside)) {
        files.add(fs.getFileStatus(beside));
        return;
      }
    }
  }

  private static void require(String name, Raster raster) {
    if (raster.channels() != 1) {
      throw new ImageException(
          name, Text.of("found labels of %d bands, expected one band", raster.channels()));
    }
    Map<String, String> details = raster.info().details();
    String stored = details.getOrDefault("stored samples", details.get("stored type"));
    if (stored == null || !WHOLE.matcher(stored).matches()) {
      throw new ImageException(
          name,
          Text.of(
              "found %s, expected whole numbers of 8, 16, 32 or 64 bits in a .npy file, a TIFF or an ENVI image",
              stored == null ? "another kind of image" : stored));
    }
  }

  @Override
  public List<FileStatus> files() {
    return files;
  }

  @Override
  public Size size() {
    return new Size(raster.height(), raster.width());
  }

  @Override
  public SceneInfo info() {
    return raster.info();
  }

  @Override
  public long[] window(Window window) throws IOException {
    if (held == null || !holds(window)) {
      held = null;
      Window blocks = blocks(window);
      samples = raster.read(blocks);
      mask = raster.mask(blocks);
      held = blocks;
    }
    ByteBuffer buffer = ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN);
    SampleType type = raster.type();
    long[] numbers = new long[window.pixels()];
    int to = 0;
    for (int row = 0; row < window.rows(); row++) {
      int from = (window.y() - held.y() + row) * held.columns() + window.x() - held.x();
      for (int p = from; p < from + window.columns(); p++) {
        numbers[to++] = mask != null && mask[p] == 0 ? NONE : (long) type.sample(buffer, p);
      }
    }
    return numbers;
  }

  private boolean holds(Window window) {
    return window.y() >= held.y()
        && window.x() >= held.x()
        && window.y() + window.rows() <= held.y() + held.rows()
        && window.x() + window.columns() <= held.x() + held.columns();
  }

  /** The blocks that a window lies in, unless they are too large together. */
  private Window blocks(Window window) {
    int y = window.y() / raster.blockRows() * raster.blockRows();
    int x = window.x() / raster.blockColumns() * raster.blockColumns();
    long rows = end(window.y() + window.rows(), raster.blockRows(), raster.height()) - y;
    long columns = end(window.x() + window.columns(), raster.blockColumns(), raster.width()) - x;
    boolean fullLines = raster.blockColumns() == raster.width();
    return rows * columns <= MOST_HELD
        ? new Window(y, (int) rows, x, (int) columns)
        : fullLines ? Window.lines(window.y(), window.rows(), raster.width()) : window;
  }

  private static long end(long end, long block, long all) {
    return Math.min(all, (end + block - 1) / block * block);
  }

  /** As float32 has them both, where the file has more digits. */
  @Override
  public boolean equal(long number, long value) {
    return !isNone(number)
        && (raster.type().isFloating() ? (float) number == (float) value : number == value);
  }

  @Override
  public boolean isNone(long number) {
    return number == NONE;
  }

  @Override
  public String text(long number) {
    return Long.toString(number);
  }

  @Override
  public void close() throws IOException {
    raster.close();
  }
}
