package pointwise.learn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import pointwise.learn.samples.Batch;
import pointwise.raster.SplitMix64;

/** Units 0 and 1 are images as they are, 2 a variant, 3 to 5 another. */
class VariantsTest {
  private static final List<Integer> BEGINS = List.of(0, 2, 3);
  private static final int IMAGES = 3000;

  private static int[] taken(Variants variants, Batch batch) {
    int[] taken = new int[6];
    for (int i = 0; i < IMAGES; i++) {
      long key = SplitMix64.key("0/" + i);
      for (int unit = 0; unit < taken.length; unit++) {
        taken[unit] += variants.takes(unit, key, batch) ? 1 : 0;
      }
    }
    return taken;
  }

  @Test
  void everyEpochTakesOneVariantOfEachImage() {
    for (int epoch = 1; epoch <= 3; epoch++) {
      int[] all = taken(new Variants(0, BEGINS), new Batch(7, epoch, 0, 1));
      assertThat(all[0] + all[2] + all[3]).isEqualTo(IMAGES);
      int[] others = taken(new Variants(1, BEGINS), new Batch(7, epoch, 1, 5));
      assertThat(others[0]).isZero();
      assertThat(others[2] + others[3]).isEqualTo(IMAGES);
      // Five deviations of a draw of a third, of a half.
      assertThat((double) all[0]).isCloseTo(IMAGES / 3.0, within(130.));
      assertThat((double) others[2]).isCloseTo(IMAGES / 2.0, within(137.));
    }
  }

  @Test
  void itDependsOnSeedEpochAndImageAlone() {
    Variants variants = new Variants(0, BEGINS);
    long key = SplitMix64.key("0/a");
    assertThat(
            IntStream.range(0, 9)
                .mapToObj(b -> variants.takes(2, key, new Batch(7, 4, b, 9)))
                .distinct())
        .hasSize(1);
    assertThat(
            IntStream.rangeClosed(1, 30)
                .mapToObj(epoch -> variants.takes(2, key, new Batch(7, epoch, 0, 9)))
                .distinct())
        .hasSize(2);
  }

  @Test
  void whatIsNoEpochTakesImagesAsTheyAre() {
    int[] taken = taken(new Variants(1, BEGINS), Batch.ALL);
    assertThat(taken).containsExactly(IMAGES, IMAGES, 0, 0, 0, 0);
  }
}
