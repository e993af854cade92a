package pointwise.raster.npy;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import pointwise.raster.DecodeLimits;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.LineRuns;
import pointwise.raster.Raster;
import pointwise.raster.SampleType;
import pointwise.raster.Window;
import pointwise.text.Text;

/** The lines of a C-ordered NumPy file, read by seeking. */
final class NpyRaster implements Raster {
  /** Samples of other types than the engine's are converted in pieces of about this many bytes. */
  private static final int PIECE_BYTES = 1 << 20;

  private final String origin;
  private final NpyHeader header;
  private final FSDataInputStream in;
  private final NpySamples samples;
  private final LineRuns counted = new LineRuns();
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
    int y = window.requireLines(width()).y();
    int rows = window.rows();
    int n = header.storedBytes();
    long stored = rows * header.lineBytes();
    long bytes = stored / n * header.type().bytes();
    if (bytes > DecodeLimits.MAX_ARRAY) {
      throw new ImageException(
          origin,
          ErrorKind.MISMATCH,
          Text.of(
              "the lines do not fit one array, found %d of %d x %d samples, %d bytes, expected at most %d bytes",
              rows, header.width(), header.channels(), bytes, DecodeLimits.MAX_ARRAY));
    }
    byte[] out = new byte[(int) bytes];
    for (int line = y, end; line < y + rows; line = end) {
      end = counted.end(line, y + rows);
      long before = samples.inexact();
      read(line, end - line, out, (int) (bytes / rows * (line - y)));
      inexact += counted.has(line) ? 0 : samples.inexact() - before;
    }
    counted.add(y, y + rows);
    return out;
  }

  /** Reads lines into {@code out} from {@code at} on. */
  private void read(int y, int rows, byte[] out, int at) throws IOException {
    int n = header.storedBytes();
    long stored = rows * header.lineBytes();
    long from = header.dataOffset() + y * header.lineBytes();
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
