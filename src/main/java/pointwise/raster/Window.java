package pointwise.raster;

import pointwise.text.Text;

/**
 * A rectangle of pixels of an image.
 *
 * @param y the first line
 * @param rows how many lines
 * @param x the first pixel of each
 * @param columns how many pixels of each
 */
public record Window(int y, int rows, int x, int columns) {
  public Window {
    if (y < 0 || rows < 0 || x < 0 || columns < 0) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot take a window: found %d lines from %d, %d columns from %d, expected no negative number",
              rows, y, columns, x));
    }
  }

  /** Full lines of an image. */
  public static Window lines(int y, int rows, int width) {
    return new Window(y, rows, 0, width);
  }

  /** Whether it has pixels, and all of them are those of an image of this size. */
  public boolean isIn(int height, int width) {
    return rows > 0 && columns > 0 && rows <= height - y && columns <= width - x;
  }

  /** The window as full lines, for a reader that gives no others. */
  public Window requireLines(int width) {
    if (x != 0 || columns != width) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot read a window: found columns %d to %d, expected full lines of %d",
              x, x + columns, width));
    }
    return this;
  }

  /** How many pixels it has. */
  public int pixels() {
    return Math.multiplyExact(rows, columns);
  }

  @Override
  public String toString() {
    return Text.of("lines %d to %d, columns %d to %d", y, y + rows - 1, x, x + columns - 1);
  }
}
