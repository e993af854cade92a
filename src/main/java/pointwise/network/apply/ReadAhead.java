package pointwise.network.apply;

import java.io.IOException;
import pointwise.raster.Raster;
import pointwise.raster.Window;

/**
 * Windows of an image that overlap, or lines that follow each other. Each is read with what lies to
 * its right, or lines to the end of their row of blocks, as far as memory goes, so that blocks of
 * the file are decoded less often.
 */
final class ReadAhead {
  private final Raster image;
  private final long most;

  /** What was read last. */
  private Window at;

  private byte[] samples;
  private byte[] mask;

  /**
   * @param most bytes that are read at once, where a window has no more
   */
  ReadAhead(Raster image, long most) {
    this.image = image;
    this.most = most;
  }

  /**
   * Reads a window, and what lies beside it.
   *
   * @throws IOException if the file cannot be read
   */
  void read(Window window) throws IOException {
    if (at == null || !window.isIn(at)) {
      at = wide(window);
      samples = null; // or both would be held
      samples = image.read(at);
      mask = image.mask(at);
    }
  }

  private Window wide(Window window) {
    if (image.inMemory()) {
      return Window.lines(0, image.height(), image.width());
    }
    if (window.columns() == image.width()) {
      long blocks = image.blockRows();
      long end = ((long) window.y() + window.rows() - 1 + blocks) / blocks * blocks;
      long rows = Math.min(end - window.y(), most / pixelBytes() / window.columns());
      int bottom = (int) Math.min(image.height(), window.y() + Math.max(window.rows(), rows));
      return Window.lines(window.y(), bottom - window.y(), image.width());
    }
    long columns = Math.max(window.columns(), most / pixelBytes() / window.rows());
    int right = (int) Math.min(image.width(), window.x() + columns);
    return new Window(window.y(), window.rows(), window.x(), right - window.x());
  }

  private int pixelBytes() {
    return image.channels() * image.type().bytes();
  }

  /** The samples of a window that was read. */
  byte[] samples(Window window) {
    return window.cut(samples, at, pixelBytes());
  }

  /** Its mask: one byte for each pixel, 0 where it is no data; null where all are. */
  byte[] mask(Window window) {
    return mask == null ? null : window.cut(mask, at, 1);
  }
}
