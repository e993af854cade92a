package pointwise.learn.samples;

import java.io.Serializable;

/**
 * Standardised samples of one image as executors keep them: pixels of a run of lines with a class
 * each, or all pixels of an image, which has one class. Not changed once it is made.
 */
public final class Samples implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of the image, by {@link pointwise.raster.SplitMix64#key}. */
  public final long key;

  /** Whether they are for validation rather than for training. */
  public final boolean validation;

  /** How many pixels. */
  public final int pixels;

  /** pixels x D, row-major; may be longer. */
  public final float[] values;

  /** The class of each pixel; of an image one alone. */
  public final short[] classes;

  /** The number in the image, y · width + x, of the first pixel of the run. */
  private final long first;

  /** How far each pixel lies behind that one; of an image 0 alone. */
  private final int[] offsets;

  public Samples(
      long key,
      boolean validation,
      int pixels,
      float[] values,
      short[] classes,
      long first,
      int[] offsets) {
    this.key = key;
    this.validation = validation;
    this.pixels = pixels;
    this.values = values;
    this.classes = classes;
    this.first = first;
    this.offsets = offsets;
  }

  /** An image, all pixels of which are one sample. */
  static Samples image(long key, boolean validation, int pixels, float[] values, int truth) {
    return new Samples(
        key, validation, pixels, values, new short[] {(short) truth}, 0, new int[] {0});
  }

  /** The number in its image of a pixel, y · width + x; of an image, as pixel 0, 0. */
  public long number(int pixel) {
    return first + offsets[pixel];
  }
}
