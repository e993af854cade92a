package pointwise.learn.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import pointwise.raster.ImageException;

class MetricsTest {
  /** Counted by hand: of 15 examples 8 are right; class c is never right. */
  @Test
  void accuracyPrecisionAndRecallAreThoseOfAMatrixCountedByHand() {
    Metrics metrics = new Metrics(new long[][] {{5, 2, 0}, {1, 3, 0}, {0, 4, 0}});
    assertThat(metrics.total()).isEqualTo(15);
    assertThat(metrics.right()).isEqualTo(8);
    assertThat(metrics.accuracy()).isCloseTo(8 / 15.0, within(1e-15));
    assertThat(metrics.support(0)).isEqualTo(7);
    assertThat(metrics.predicted(1)).isEqualTo(9);
    assertThat(metrics.precision(0)).isCloseTo(5 / 6.0, within(1e-15));
    assertThat(metrics.recall(0)).isCloseTo(5 / 7.0, within(1e-15));
    assertThat(metrics.precision(1)).isCloseTo(3 / 9.0, within(1e-15));
    assertThat(metrics.recall(1)).isCloseTo(3 / 4.0, within(1e-15));
    assertThat(metrics.recall(2)).isZero();
    assertThat(metrics.precision(2)).isNaN();
  }

  @Test
  void aClassWithoutExamplesHasNoRecall() {
    Metrics metrics = new Metrics(new long[][] {{1, 1}, {0, 0}});
    assertThat(metrics.recall(1)).isNaN();
    assertThat(metrics.precision(1)).isZero();
    assertThat(new Metrics(new long[][] {{0}}).accuracy()).isNaN();
  }

  @Test
  void mergeIsTheUnion() {
    Random random = new Random(1);
    Confusion all = new Confusion(4);
    Confusion[] parts = {new Confusion(4), new Confusion(4), new Confusion(4)};
    long[][] expected = new long[4][4];
    for (int i = 0; i < 1000; i++) {
      int truth = random.nextInt(4);
      int prediction = random.nextInt(4);
      expected[truth][prediction]++;
      all.add(truth, prediction);
      parts[random.nextInt(3)].add(truth, prediction);
    }
    parts[0].images().addFailed(new ImageException("b", "why"));
    parts[1].images().addFailed(new ImageException("d", "why"));
    parts[2].images().addFailed(new ImageException("a", "why"));
    parts[2].images().addFailed(new ImageException("c", "why"));
    Confusion merged = parts[2].merge(parts[0]).merge(parts[1]);
    assertThat(merged.matrix()).isDeepEqualTo(expected);
    assertThat(all.matrix()).isDeepEqualTo(expected);
    assertThat(merged.images().failed()).isEqualTo(4);
    assertThat(merged.images().failures().most()).hasSize(1);
    assertThat(merged.images().failures().most().get(0).example()).isEqualTo("a: why");
  }

  @Test
  void packedCountsAreSmallAndTheSame() throws IOException {
    for (int packed = 0; packed < 4; packed++) {
      Confusion first = new Confusion(2000);
      Confusion second = new Confusion(2000);
      long[][] expected = new long[2000][2000];
      for (int i = 0; i < 20; i++) {
        (i % 3 == 0 ? first : second).add(7 * i, 1999);
        (i % 3 == 0 ? second : first).add(7 * i, i % 2);
        expected[7 * i][1999]++;
        expected[7 * i][i % 2]++;
      }
      if ((packed & 1) != 0) {
        first.pack();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(first);
        assertThat(bytes.size()).isLessThan(2000);
      }
      if ((packed & 2) != 0) {
        second.pack();
      }
      assertThat(first.merge(second).matrix()).isDeepEqualTo(expected);
    }
  }
}
