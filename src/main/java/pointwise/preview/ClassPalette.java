package pointwise.preview;

import java.awt.Color;

/**
 * A colour for each class of a class map. The first eight are those of Okabe and Ito, which people
 * with any kind of colour vision tell apart; further ones are hues a golden angle (137.5 degrees)
 * apart, in turn light, dark and between.
 *
 * @see <a href="https://jfly.uni-koeln.de/color/">Okabe and Ito, Color Universal Design</a>
 */
public final class ClassPalette {
  private static final int[] OKABE_ITO = {
    0xe69f00, 0x56b4e9, 0x009e73, 0xf0e442, 0x0072b2, 0xd55e00, 0xcc79a7, 0x000000
  };

  private static final float GOLDEN = 0.381966f;
  private static final float[] SATURATION = {0.45f, 0.95f, 0.75f};
  private static final float[] BRIGHTNESS = {1f, 0.5f, 0.75f};

  /** What is drawn where there is no class. */
  static final int NONE = BoxGrid.GREY;

  private ClassPalette() {}

  /** The colour 0xRRGGBB of the class at a place, from 0. */
  public static int rgb(int place) {
    if (place < OKABE_ITO.length) {
      return OKABE_ITO[place];
    }
    int i = place - OKABE_ITO.length;
    int tone = i % SATURATION.length;
    return Color.HSBtoRGB(i * GOLDEN % 1, SATURATION[tone], BRIGHTNESS[tone]) & 0xffffff;
  }
}
