package pointwise.bench;

import java.io.Closeable;
import java.io.IOException;

/** Where a plain program puts feature maps: a Parquet file. */
interface MapSink extends Closeable {
  /**
   * Writes one row. {@code data} may be reused afterwards.
   *
   * @param y the first line of the strip
   * @param rows lines in the strip
   */
  void write(String origin, int height, int width, int channels, int y, int rows, byte[] data)
      throws IOException;
}
