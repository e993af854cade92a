package pointwise.tile;

import pointwise.text.Text;

/**
 * Where a feature map is cut into strips of full lines. A function of the map's shape alone, so
 * that neither partitions nor retries can move a boundary.
 */
public final class TilePlan {
  /** A float32 map up to this many bytes is one row. */
  static final long WHOLE_MAP_BYTES = 16L << 20;

  /** A larger one is cut into strips of about this many bytes. */
  static final long STRIP_BYTES = 2L << 20;

  /** A single line, of a map or of a file that is read by lines, may not be larger. */
  public static final long LINE_BYTES = 64L << 20;

  /** Lines of a file that is read by lines are read so many bytes at once, about. */
  public static final long READ_BYTES = 16L << 20;

  private TilePlan() {}

  /**
   * Lines per strip of a float32 map, at least one; {@code height} where the map is not cut.
   *
   * @throws IllegalArgumentException if a line is larger than 64 MiB
   */
  public static int lines(int height, int width, int channels) {
    long line = Float.BYTES * (long) width * channels;
    if (line > LINE_BYTES) {
      throw new IllegalArgumentException(
          Text.of(
              "a line of the feature map is too large, found %d bytes (%d pixels of %d float32), expected at most %d",
              line, width, channels, LINE_BYTES));
    }
    return line * height <= WHOLE_MAP_BYTES
        ? height
        : (int) Math.max(1, Math.min(height, STRIP_BYTES / line));
  }

  /** How many strips of {@code lines} lines an image of {@code height} lines has. */
  public static int count(int height, int lines) {
    return (height - 1) / lines + 1;
  }
}
