package pointwise.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantilesTest {
  private static Quantiles of(float[] numbers) {
    Quantiles quantiles = new Quantiles();
    for (float number : numbers) {
      quantiles.add(number);
    }
    return quantiles;
  }

  private static float[] random(int count) {
    Random random = new Random(5);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** The definition by a plain sort. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 49, 50, 51, 4095, 4096})
  void areExactOfFewNumbers(int count) {
    float[] numbers = random(count);
    float[] sorted = numbers.clone();
    Arrays.sort(sorted);
    Quantiles quantiles = of(numbers);
    for (double share : new double[] {0.02, 0.5, 0.98, 1}) {
      assertThat(quantiles.at(share)).isEqualTo(sorted[(int) Math.ceil(share * count) - 1]);
    }
    assertThat(quantiles.min()).isEqualTo(sorted[0]);
    assertThat(quantiles.max()).isEqualTo(sorted[count - 1]);
  }

  /** 7 million: also where only some are taken; rising numbers are the hardest order. */
  @ParameterizedTest
  @ValueSource(ints = {5000, 300_000, 1_500_000, 7_000_000})
  void areNearOfMany(int count) {
    float[] numbers = random(count);
    float[] sorted = numbers.clone();
    Arrays.sort(sorted);
    for (float[] order : new float[][] {numbers, sorted}) {
      Quantiles quantiles = of(order);
      for (double share : new double[] {0.02, 0.5, 0.98}) {
        int found = Arrays.binarySearch(sorted, quantiles.at(share));
        assertThat(found).isNotNegative();
        assertThat(Math.abs(found / (double) count - share)).isLessThan(1 / 300.0);
      }
      assertThat(quantiles.min()).isEqualTo(sorted[0]);
      assertThat(quantiles.max()).isEqualTo(sorted[count - 1]);
    }
    assertThat(of(numbers).at(0.02)).isEqualTo(of(numbers).at(0.02));
  }

  @Test
  void noNumberHasNone() {
    assertThat(new Quantiles().at(0.5)).isNaN();
  }
}
