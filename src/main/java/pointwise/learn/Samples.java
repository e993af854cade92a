package pointwise.learn;

import java.io.Serializable;

/**
 * Standardised samples of one image as executors keep them: the pixels of a run of lines with a
 * class each, or all pixels of an image, which has one class. Not changed once it is made.
 */
final class Samples implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of the image, by {@link PixelChoice#key}. */
  final long key;

  /** Whether they are for validation rather than for training. */
  final boolean validation;

  /** How many pixels. */
  final int pixels;

  /** pixels x D, row-major; may be longer. */
  final float[] values;

  /** The class of each pixel; of an image one alone. */
  final short[] classes;

  /** The number of each pixel in its image, y · width + x; of an image 0 alone. */
  final long[] numbers;

  Samples(
      long key, boolean validation, int pixels, float[] values, short[] classes, long[] numbers) {
    this.key = key;
    this.validation = validation;
    this.pixels = pixels;
    this.values = values;
    this.classes = classes;
    this.numbers = numbers;
  }
}
