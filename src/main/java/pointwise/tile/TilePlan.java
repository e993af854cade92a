package pointwise.tile;

import pointwise.raster.SampleType;
import pointwise.text.Text;

/**
 * Where a feature map is cut into strips of full lines. A function of the map's shape alone, so
 * that neither partitions, retries nor the type of its samples can move a boundary. A tile carries
 * what comes of it; see {@link Tile#getLines}.
 */
public final class TilePlan {
  /** A map up to this many bytes, as it is computed, is one row. */
  static final long WHOLE_MAP_BYTES = 16L << 20;

  /** A larger one is cut into strips of about this many bytes. */
  static final long STRIP_BYTES = 2L << 20;

  /** A single line, of a map or of a file that is read by lines, may not be larger. */
  public static final long LINE_BYTES = 64L << 20;

  /** Lines of a file that is read by lines are read so many bytes at once, about. */
  public static final long READ_BYTES = 16L << 20;

  private TilePlan() {}

  /** Lines per strip of a map, at least one; {@code height} where the map is not cut. */
  public static int lines(int height, int width, int channels) {
    long line = lineBytes(width, channels);
    return line * height <= WHOLE_MAP_BYTES
        ? height
        : (int) Math.max(1, Math.min(height, STRIP_BYTES / line));
  }

  /**
   * Requires that a line of a map is not too large.
   *
   * @throws IllegalArgumentException if it is larger than 64 MiB
   */
  public static void requireLine(int width, int channels) {
    long line = lineBytes(width, channels);
    if (line > LINE_BYTES) {
      throw new IllegalArgumentException(
          Text.of(
              "a line of the feature map is too large, found %d bytes (%d pixels of %d %s), expected at most %d",
              line, width, channels, SampleType.COMPUTED.dtype(), LINE_BYTES));
    }
  }

  private static long lineBytes(int width, int channels) {
    return SampleType.COMPUTED.bytes() * (long) width * channels;
  }

  /** How many strips of {@code lines} lines an image of {@code height} lines has. */
  public static int count(int height, int lines) {
    return (height - 1) / lines + 1;
  }
}
