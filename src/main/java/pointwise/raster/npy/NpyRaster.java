package pointwise.raster.npy;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import pointwise.raster.DecodeLimits;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.SampleType;
import pointwise.raster.Window;
import pointwise.raster.WindowRuns;
import pointwise.text.Text;

/** The windows of a C-ordered NumPy file, read by seeking. */
final class NpyRaster implements Raster {
  /** Samples of other types than the engine's are converted in pieces of about this many bytes. */
  private static final int PIECE_BYTES = 1 << 20;

  private final String origin;
  private final NpyHeader header;
  private final FSDataInputStream in;
  private final NpySamples samples;
  private final WindowRuns counted = new WindowRuns();
  private long inexact;

  /**
   * @param in the open file, which is closed with the lines
   */
  NpyRaster(String origin, NpyHeader header, FSDataInputStream in) {
    this.origin = origin;
    this.header = header;
    this.in = in;
    this.samples = new NpySamples(header);
  }

  @Override
  public int height() {
    return header.height();
  }

  @Override
  public int width() {
    return header.width();
  }

  @Override
  public int channels() {
    return header.channels();
  }

  @Override
  public SampleType type() {
    return header.type();
  }

  @Override
  public boolean inMemory() {
    return false;
  }

  @Override
  public long inexact() {
    return inexact;
  }

  @Override
  public byte[] read(Window window) throws IOException {
    long bytes = (long) window.rows() * window.columns() * channels() * type().bytes();
    if (bytes > DecodeLimits.MAX_ARRAY) {
      throw new ImageException(
          origin,
          ErrorKind.MISMATCH,
          Text.of(
              "the lines do not fit one array, found %d of %d x %d samples, %d bytes, expected at most %d bytes",
              window.rows(), window.columns(), channels(), bytes, DecodeLimits.MAX_ARRAY));
    }
    byte[] out = new byte[(int) bytes];
    int pixel = channels() * type().bytes();
    for (WindowRuns.Part part : counted.add(window)) {
      long before = samples.inexact();
      Window of = part.window();
      boolean full = of.columns() == width();
      for (int row = 0, rows = full ? of.rows() : 1; row < of.rows(); row += rows) {
        int y = of.y() + row;
        int at = ((y - window.y()) * window.columns() + of.x() - window.x()) * pixel;
        read((long) y * width() + of.x(), (long) rows * of.columns(), out, at);
      }
      inexact += part.had() ? 0 : samples.inexact() - before;
    }
    return out;
  }

  /** Reads pixels that lie together into {@code out} from {@code at} on. */
  private void read(long first, long pixels, byte[] out, int at) throws IOException {
    int n = header.storedBytes();
    long stored = pixels * channels() * n;
    long from = header.dataOffset() + first * channels() * n;
    if (samples.asStored()) {
      in.readFully(from, out, at, (int) stored);
      samples.convert(out, at, (int) stored, out, at);
      return;
    }
    byte[] piece = new byte[(int) Math.min(stored, PIECE_BYTES)];
    for (long done = 0; done < stored; done += piece.length) {
      int length = (int) Math.min(piece.length, stored - done);
      in.readFully(from + done, piece, 0, length);
      samples.convert(piece, 0, length, out, at + (int) (done / n * header.type().bytes()));
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
