package pointwise.raster;

/**
 * What decides where chance decides over an image or a pixel: numbers to numbers that look drawn
 * (Steele, Lea and Flood, 2014, with Stafford's constants of variant 13).
 */
public final class SplitMix64 {
  /** What sets apart the numbers that are mixed: 2⁶⁴ by the golden ratio. */
  public static final long GAMMA = 0x9e3779b97f4a7c15L;

  private SplitMix64() {}

  /** The mixing step. */
  public static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }

  /** The key of an image, the number of its root and the path below it, as a number. */
  public static long key(String image) {
    long key = 0;
    for (int i = 0; i < image.length(); i++) {
      key = mix(key + image.charAt(i));
    }
    return key;
  }
}
