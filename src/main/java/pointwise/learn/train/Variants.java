package pointwise.learn.train;

import java.io.Serializable;
import java.util.List;
import pointwise.learn.samples.Batch;
import pointwise.raster.SplitMix64;

/**
 * In which variant an image is learned from: each epoch in one of them, by a hash of seed, epoch
 * and image. What is no step of an epoch takes images as they are, which are variant 0.
 *
 * @param first variant to draw from, 0 or 1
 * @param begins the first unit of each variant, from 0 on
 */
record Variants(int first, List<Integer> begins) implements Serializable {
  /** Whether an image takes part as a unit has it. */
  boolean takes(int unit, long key, Batch batch) {
    int variant = begins.size() - 1;
    while (begins.get(variant) > unit) {
      variant--;
    }
    return variant == (batch.epoch() == 0 ? 0 : drawn(batch, key));
  }

  private int drawn(Batch batch, long key) {
    // The hash before those that decide over batches.
    long upper = SplitMix64.mix(batch.start(key)) >>> 32;
    return first + (int) ((upper * (begins.size() - first)) >>> 32);
  }
}
