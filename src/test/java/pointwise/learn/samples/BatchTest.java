package pointwise.learn.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import pointwise.raster.SplitMix64;

class BatchTest {
  private static final int SAMPLES = 100_000;
  private static final long KEY = SplitMix64.key("file:/a.npy");

  private static long count(Batch batch) {
    return LongStream.range(0, SAMPLES).filter(p -> batch.takes(batch.start(KEY), p)).count();
  }

  @Test
  void everySampleIsInOneBatchOfAnEpoch() {
    for (int p = 0; p < 1000; p++) {
      long pixel = p;
      assertThat(
              IntStream.range(0, 7)
                  .mapToObj(b -> new Batch(3, 5, b, 7))
                  .filter(batch -> batch.takes(batch.start(KEY), pixel)))
          .hasSize(1);
    }
  }

  /** Within five standard deviations of the binomial distribution. */
  @Test
  void batchesAreEquallyLargeAndIndependentOfEachOther() {
    double mean = SAMPLES / 7.;
    double deviation = Math.sqrt(mean * (1 - 1 / 7.));
    for (int b = 0; b < 7; b++) {
      assertThat((double) count(new Batch(3, 5, b, 7))).isCloseTo(mean, within(5 * deviation));
    }
    Batch one = new Batch(3, 5, 0, 7);
    Batch nextEpoch = new Batch(3, 6, 0, 7);
    Batch otherSeed = new Batch(4, 5, 0, 7);
    double both = SAMPLES / 49.;
    for (Batch other : new Batch[] {nextEpoch, otherSeed}) {
      long common =
          LongStream.range(0, SAMPLES)
              .filter(p -> one.takes(one.start(KEY), p) && other.takes(other.start(KEY), p))
              .count();
      assertThat((double) common).isCloseTo(both, within(5 * Math.sqrt(both)));
    }
  }

  @Test
  void validationIsItsShareAndAnotherForEachSeedAndImage() {
    long one = validation(1, KEY);
    assertThat((double) one).isCloseTo(20_000, within(5 * Math.sqrt(16_000)));
    long common =
        LongStream.range(0, SAMPLES)
            .filter(
                p ->
                    Batch.isValidation(1, KEY, p, 0.2)
                        && Batch.isValidation(1, SplitMix64.key("file:/b.npy"), p, 0.2))
            .count();
    assertThat((double) common).isCloseTo(4_000, within(5 * Math.sqrt(4_000)));
    assertThat(LongStream.range(0, SAMPLES).noneMatch(p -> Batch.isValidation(1, KEY, p, 0)))
        .isTrue();
  }

  private static long validation(long seed, long key) {
    return LongStream.range(0, SAMPLES).filter(p -> Batch.isValidation(seed, key, p, 0.2)).count();
  }
}
