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

  /** Whether it has pixels, and all of them are those of another. */
  public boolean isIn(Window other) {
    return y >= other.y
        && x >= other.x
        && new Window(y - other.y, rows, x - other.x, columns).isIn(other.rows, other.columns);
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

  /**
   * The bytes of the pixels of this window, in an array of their length.
   *
   * @param bytes of the pixels of a window that this one lies in; the result where it is the same
   * @param size bytes of a pixel
   */
  public byte[] cut(byte[] bytes, Window from, int size) {
    int length = Math.multiplyExact(pixels(), size);
    if (equals(from) && bytes.length == length) {
      return bytes;
    }
    byte[] part = new byte[length];
    int line = columns * size;
    for (int row = 0; row < rows; row++) {
      int at = ((y - from.y + row) * from.columns + x - from.x) * size;
      System.arraycopy(bytes, at, part, row * line, line);
    }
    return part;
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
