package pointwise.learn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import pointwise.learn.labels.LabelUnit;
import pointwise.network.layer.Pool;
import pointwise.raster.SplitMix64;

class InitialParametersTest {
  /** The generator that the documentation of java.util.Random specifies, by its formulas. */
  private static final class Specified {
    private long seed;
    private double next = Double.NaN;

    Specified(long seed) {
      this.seed = (seed ^ 0x5DEECE66DL) & ((1L << 48) - 1);
    }

    private int bits(int count) {
      seed = (seed * 0x5DEECE66DL + 0xBL) & ((1L << 48) - 1);
      return (int) (seed >>> (48 - count));
    }

    private double uniform() {
      return (((long) bits(26) << 27) + bits(27)) * 0x1.0p-53;
    }

    /** The polar method of Box, Muller and Marsaglia, two numbers at a time. */
    double gaussian() {
      if (!Double.isNaN(next)) {
        double number = next;
        next = Double.NaN;
        return number;
      }
      double first;
      double second;
      double square;
      do {
        first = 2 * uniform() - 1;
        second = 2 * uniform() - 1;
        square = first * first + second * second;
      } while (square >= 1 || square == 0);
      double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
      next = second * factor;
      return first * factor;
    }
  }

  /** The first output of SplitMix64 for seed s is the mix of s + 0x9e3779b97f4a7c15. */
  @Test
  void seedsAreMixedAsPublished() {
    assertThat(SplitMix64.mix(1234567L + 0x9e3779b97f4a7c15L)).isEqualTo(6457827717110365317L);
  }

  @Test
  void numbersAreTheSpecifiedOnesOnEveryJava() {
    ModelShape shape = new ModelShape(LabelUnit.IMAGE, 3, List.of(4), Pool.Kind.AVERAGE, 2);
    double[] found = InitialParameters.of(shape, 7);
    Specified random = new Specified(SplitMix64.mix(7));
    double[] expected = new double[3 * 4 + 4 + 4 * 2 + 2];
    for (int i = 0; i < 12; i++) {
      expected[i] = Math.sqrt(2. / 3) * random.gaussian();
    }
    Arrays.fill(expected, 12, 16, 3 * Math.sqrt(2));
    for (int i = 16; i < 24; i++) {
      expected[i] = Math.sqrt(1. / 4) * random.gaussian();
    }
    assertThat(found).containsExactly(expected, within(1e-15));
  }
}
