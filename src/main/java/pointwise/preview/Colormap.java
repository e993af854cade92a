package pointwise.preview;

import java.awt.Color;

/**
 * Colours for numbers: anchors at even positions, between which each sRGB component is interpolated
 * linearly; and for classes.
 */
final class Colormap {
  /**
   * Perceptually uniform, dark violet for 0 and yellow for 1: matplotlib's table ({@code
   * _viridis_data} by Stéfan van der Walt and Nathaniel Smith, released under CC0) at 33 positions,
   * rounded to 8 bits; at most 2 of 255 from matplotlib's 256 colours.
   */
  static final Colormap VIRIDIS =
      new Colormap(
          0, 0x440154, 0x470d60, 0x48186a, 0x482374, 0x472d7b, 0x453681, 0x424086, 0x3f4989,
          0x3b528b, 0x375a8d, 0x33638d, 0x2f6a8e, 0x2c728e, 0x297a8e, 0x26818e, 0x23898e, 0x21908c,
          0x1f988b, 0x1f9f88, 0x21a685, 0x28ae80, 0x31b57b, 0x3ebc74, 0x4cc26c, 0x5dc963, 0x6ece58,
          0x82d34c, 0x96d83f, 0xabdc32, 0xc0df24, 0xd5e21a, 0xeae51a, 0xfde725);

  /**
   * Diverging, dark blue for -1, near white for 0, dark red for 1: ColorBrewer's 11-class RdBu
   * (Cynthia Brewer, Apache License 2.0), from blue to red.
   */
  static final Colormap RED_BLUE =
      new Colormap(
          -1, 0x053061, 0x2166ac, 0x4393c3, 0x92c5de, 0xd1e5f0, 0xf7f7f7, 0xfddbc7, 0xf4a582,
          0xd6604d, 0xb2182b, 0x67001f);

  /** Black for 0 and white for 1. */
  static final Colormap GREYS = new Colormap(0, 0x000000, 0xffffff);

  /** What is drawn where there is no class. */
  static final int NO_CLASS = BoxGrid.GREY;

  private static final int[] OKABE_ITO = {
    0xe69f00, 0x56b4e9, 0x009e73, 0xf0e442, 0x0072b2, 0xd55e00, 0xcc79a7, 0x000000
  };

  private static final float GOLDEN = 0.381966f;
  private static final float[] SATURATION = {0.45f, 0.95f, 0.75f};
  private static final float[] BRIGHTNESS = {1f, 0.5f, 0.75f};

  private final double low;
  private final int[] anchors;

  /**
   * @param low the number of the first colour; that of the last is 1
   */
  private Colormap(double low, int... anchors) {
    this.low = low;
    this.anchors = anchors;
  }

  /** The colour 0xRRGGBB at {@code t}, taken as the lowest below it and as 1 above 1. */
  int rgb(double t) {
    double position = (Math.min(Math.max(t, low), 1) - low) / (1 - low) * (anchors.length - 1);
    int below = Math.min((int) position, anchors.length - 2);
    double part = position - below;
    return mix(below, 16, part) | mix(below, 8, part) | mix(below, 0, part);
  }

  private int mix(int below, int shift, double part) {
    int from = anchors[below] >> shift & 0xff;
    int to = anchors[below + 1] >> shift & 0xff;
    return (int) Math.round(from + part * (to - from)) << shift;
  }

  /**
   * The colour 0xRRGGBB of the class at a place, from 0. The first eight are those of Okabe and
   * Ito, which people with any kind of colour vision tell apart; further ones are hues a golden
   * angle (137.5 degrees) apart, in turn light, dark and between.
   *
   * @see <a href="https://jfly.uni-koeln.de/color/">Okabe and Ito, Color Universal Design</a>
   */
  static int ofClass(int place) {
    if (place < OKABE_ITO.length) {
      return OKABE_ITO[place];
    }
    int i = place - OKABE_ITO.length;
    int tone = i % SATURATION.length;
    return Color.HSBtoRGB(i * GOLDEN % 1, SATURATION[tone], BRIGHTNESS[tone]) & 0xffffff;
  }
}
