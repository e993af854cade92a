package pointwise.learn.samples;

import java.io.Serializable;
import pointwise.raster.SplitMix64;

/**
 * Which samples take part: for validation those that the seed puts aside, in a step of training
 * those that fall into one of the batches of an epoch. Decided by a hash of seed, epoch, image and
 * place of the pixel alone, so it does not depend on how the work is cut. Every sample is in one
 * batch of each epoch.
 *
 * @param seed of the training
 * @param epoch from 1
 * @param number from 0
 * @param batches of an epoch
 */
public record Batch(long seed, int epoch, int number, int batches) implements Serializable {

  /** All samples. */
  public static final Batch ALL = new Batch(0, 0, 0, 1);

  /** The epoch in whose place the samples for validation are drawn. */
  private static final int VALIDATION = 0;

  /** Whether it holds every sample. */
  public boolean isWhole() {
    return batches == 1;
  }

  /** Where the hashes of an image begin. */
  public long start(long key) {
    return start(seed, epoch, key);
  }

  private static long start(long seed, int epoch, long key) {
    return SplitMix64.mix(SplitMix64.mix(seed + epoch * SplitMix64.GAMMA) + key);
  }

  /**
   * Whether a sample takes part.
   *
   * @param start of its image
   * @param pixel its number in the image; 0 for the image itself
   */
  public boolean takes(long start, long pixel) {
    // The upper half of the hash, scaled from 0..2³² to 0..batches.
    return (int)
            (((SplitMix64.mix(start + (pixel + 1) * SplitMix64.GAMMA) >>> 32) * batches) >>> 32)
        == number;
  }

  /**
   * Whether a sample is for validation.
   *
   * @param key of its image, by {@link SplitMix64#key}
   * @param pixel its number in the image; 0 for the image itself
   * @param share that is, 0..1
   */
  public static boolean isValidation(long seed, long key, long pixel, double share) {
    long hash = SplitMix64.mix(start(seed, VALIDATION, key) + (pixel + 1) * SplitMix64.GAMMA);
    return (hash >>> 11) * 0x1p-53 < share;
  }
}
