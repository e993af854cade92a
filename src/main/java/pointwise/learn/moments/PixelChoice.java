package pointwise.learn.moments;

import java.io.Serializable;
import pointwise.kernel.SampleRange;
import pointwise.raster.SampleType;
import pointwise.raster.SplitMix64;
import pointwise.text.Text;

/**
 * Which pixels of the images statistics are taken of, and how their samples are scaled. A pixel
 * that is no data is left out.
 *
 * @param range of the samples that are counted
 * @param share of the pixels that is looked at, above 0 and at most 1
 */
public record PixelChoice(SampleRange range, double share) implements Serializable {
  /** Every pixel that is data. */
  public static PixelChoice all(SampleRange range) {
    return new PixelChoice(range, 1);
  }

  /**
   * @throws IllegalArgumentException if the share is no share
   */
  public PixelChoice {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot sample pixels: found a share of %s, expected above 0 and at most 1", share));
    }
  }

  /** What the samples of a file are multiplied by. */
  float scale(SampleType type) {
    return range == SampleRange.UNIT ? 1f / type.full() : 1f;
  }

  /**
   * Whether a pixel is looked at: by a hash of the two numbers alone, so that it does not depend on
   * how the work is cut.
   *
   * @param image its key, by {@link SplitMix64#key}
   * @param pixel its number in the image, y · width + x
   */
  boolean takes(long image, long pixel) {
    return share == 1
        || (SplitMix64.mix(image + pixel * SplitMix64.GAMMA) >>> 11) * 0x1p-53 < share;
  }
}
