package pointwise.preview;

/**
 * The perceptually uniform colour map viridis: dark violet for the lowest value, yellow for the
 * highest.
 *
 * <p>The anchors are matplotlib's table ({@code _viridis_data} by Stéfan van der Walt and Nathaniel
 * Smith, released under CC0) at 33 even positions, rounded to 8 bits. Between them each sRGB
 * component is interpolated linearly, at most 2 of 255 from matplotlib's 256 colours.
 */
final class Viridis {
  private static final int[] ANCHORS = {
    0x440154, 0x470d60, 0x48186a, 0x482374, 0x472d7b, 0x453681, 0x424086, 0x3f4989, 0x3b528b,
    0x375a8d, 0x33638d, 0x2f6a8e, 0x2c728e, 0x297a8e, 0x26818e, 0x23898e, 0x21908c, 0x1f988b,
    0x1f9f88, 0x21a685, 0x28ae80, 0x31b57b, 0x3ebc74, 0x4cc26c, 0x5dc963, 0x6ece58, 0x82d34c,
    0x96d83f, 0xabdc32, 0xc0df24, 0xd5e21a, 0xeae51a, 0xfde725
  };

  private Viridis() {}

  /** The colour 0xRRGGBB at {@code t}, taken as 0 below 0 and as 1 above 1. */
  static int rgb(double t) {
    double position = Math.min(Math.max(t, 0), 1) * (ANCHORS.length - 1);
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
