package pointwise.preview;

/**
 * A diverging colour map: dark blue for -1, near white for 0, dark red for 1.
 *
 * <p>The anchors are ColorBrewer's 11-class RdBu (Cynthia Brewer, Apache License 2.0), from blue to
 * red, at even positions; between them each sRGB component is interpolated linearly.
 */
final class RedBlue {
  private static final int[] ANCHORS = {
    0x053061, 0x2166ac, 0x4393c3, 0x92c5de, 0xd1e5f0, 0xf7f7f7, 0xfddbc7, 0xf4a582, 0xd6604d,
    0xb2182b, 0x67001f
  };

  private RedBlue() {}

  /** The colour 0xRRGGBB at {@code t}, taken as -1 below -1 and as 1 above 1. */
  static int rgb(double t) {
    double position = (Math.min(Math.max(t, -1), 1) + 1) / 2 * (ANCHORS.length - 1);
    int below = Math.min((int) position, ANCHORS.length - 2);
    double part = position - below;
    return mix(below, 16, part) | mix(below, 8, part) | mix(below, 0, part);
  }

  private static int mix(int below, int shift, double part) {
    int low = ANCHORS[below] >> shift & 0xff;
    int high = ANCHORS[below + 1] >> shift & 0xff;
    return (int) Math.round(low + part * (high - low)) << shift;
  }
}
