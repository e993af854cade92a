package pointwise.raster;

import java.io.IOException;

/** Windows of a raster that are cut out of full lines where it is stored by those. */
public final class NarrowWindows {
  private final Raster raster;

  /** Lines that were read for a narrower window. */
  private byte[] lines;

  private Window linesOf;

  /**
   * @param raster whose samples are read, and which stays the caller's
   */
  public NarrowWindows(Raster raster) {
    this.raster = raster;
  }

  /** See {@link Raster#read(Window)}. */
  public byte[] read(Window window) throws IOException {
    if (raster.blockColumns() < raster.width() || window.columns() == raster.width()) {
      return raster.read(window);
    }
    if (lines == null || linesOf.y() != window.y() || linesOf.rows() != window.rows()) {
      linesOf = Window.lines(window.y(), window.rows(), raster.width());
      lines = raster.read(linesOf);
    }
    return window.cut(lines, linesOf, raster.channels() * raster.type().bytes());
  }
}
