package pointwise.raster;

import java.io.Closeable;
import java.io.IOException;

/** An open image whose windows can be had in any order. Not safe for concurrent use. */
public interface Raster extends Closeable {
  /** Lines. */
  int height();

  /** Pixels per line. */
  int width();

  /** Samples per pixel. */
  int channels();

  /** The type of the samples that {@link #read} gives, which may differ from the stored one. */
  SampleType type();

  /** Whether {@link #read} has the whole image in memory already. */
  boolean inMemory();

  /**
   * Lines of the blocks that the file is stored in. A window that cuts none of them is read without
   * decoding anything twice.
   */
  default int blockRows() {
    return 1;
  }

  /** Columns of those blocks; the width where {@link #read} gives full lines alone. */
  default int blockColumns() {
    return width();
  }

  /** Pages or frames of full size that the file has beside this one. */
  default int unreadPages() {
    return 0;
  }

  /**
   * How many of the samples read so far are rounded, because {@link #type} does not hold the stored
   * value. Lines that are read twice count once.
   */
  default long inexact() {
    return 0;
  }

  /**
   * The samples of a window, rows x columns x channels, little-endian. The whole image may be the
   * image's own array; the caller owns any other.
   *
   * @throws ImageException if so many samples do not fit one array
   * @throws IOException if the file cannot be read; what it holds was checked when it was opened
   */
  byte[] read(Window window) throws IOException;
}
