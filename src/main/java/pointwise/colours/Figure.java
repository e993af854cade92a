package pointwise.colours;

import java.util.Random;

/** What is drawn. A shape of half size h lies in the square -h..h of both axes and touches it. */
@SuppressWarnings("ImmutableEnumChecker") // the regions are formulas without state
enum Figure {
  CIRCLE((x, y, h, inset) -> Math.sqrt(x * x + y * y) <= h - inset),
  SQUARE((x, y, h, inset) -> Math.max(Math.abs(x), Math.abs(y)) <= h - inset),
  /** As wide as high: the corners are (0, -h), (-h, h) and (h, h). */
  TRIANGLE((x, y, h, inset) -> Math.min(h - y, (h + y - 2 * Math.abs(x)) / Math.sqrt(5)) >= inset),
  DIAMOND((x, y, h, inset) -> (h - Math.abs(x) - Math.abs(y)) / Math.sqrt(2) >= inset),
  /** Half axes h and 0.6 h; its inner border is the ellipse with both half axes shorter. */
  ELLIPSE(
      (x, y, h, inset) -> {
        double a = h - inset;
        double b = 0.6 * h - inset;
        return b > 0 && x * x / (a * a) + y * y / (b * b) <= 1;
      }),
  /** Half as thick as its radius, at least 2 pixels; as an outline, two circles. */
  RING(
      (x, y, h, inset) -> {
        double r = Math.sqrt(x * x + y * y);
        return Math.min(h - r, r - Math.min(h / 2, h - 2)) >= inset;
      }),
  /** A third as high as wide. */
  BAR((x, y, h, inset) -> Math.min(h - Math.abs(x), h / 3 - Math.abs(y)) >= inset);

  private final Region region;

  Figure(Region region) {
    this.region = region;
  }

  /** Any of them, each as often. */
  static Figure any(Random random) {
    return values()[random.nextInt(values().length)];
  }

  /**
   * Whether a point lies in the shape, at least {@code inset} from its border.
   *
   * @param h half size
   */
  boolean contains(double x, double y, double h, double inset) {
    return region.contains(x, y, h, inset);
  }

  private interface Region {
    boolean contains(double x, double y, double h, double inset);
  }
}
