package pointwise.learn.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.blas.Blas;

class CovarianceTest {

  /**
   * (1, 2), (3, 6), (5, 1): means 3 and 3, squares 8 and 14, products -2 · 2 + 2 · -2... by hand.
   */
  @ParameterizedTest
  @EnumSource(Blas.Kind.class)
  void threeSamplesByHand(Blas.Kind kind) {
    Covariance moments = new Covariance(2);
    new CovarianceKernel(kind.load(), 2)
        .add(new float[] {9, 9, 1, 2, 3, 6, 5, 1, 9, 9}, 1, 3, moments);
    assertThat(moments.count()).isEqualTo(3);
    assertThat(moments.mean()).containsExactly(3, 3);
    assertThat(moments.covariance()).containsExactly(4, -1, -1, 7);
    assertThat(moments.variance()).containsExactly(4, 7);
  }

  @ParameterizedTest
  @CsvSource({
    "NATIVE,1,1000,0",
    "NATIVE,3,5000,100",
    "NATIVE,6,255,0",
    "NATIVE,6,256,0",
    "NATIVE,6,257,0",
    "NATIVE,200,256,0",
    "NATIVE,200,3000,1000",
    "JAVA,3,5000,100",
    "JAVA,200,600,0"
  })
  void covarianceIsGoodToAMillionthOfTheLargestEigenvalue(
      Blas.Kind kind, int channels, int samples, float mean) {
    float[] tile = gaussian(samples, channels, mean, 7);
    Covariance moments = new Covariance(channels);
    new CovarianceKernel(kind.load(), channels).add(tile, 0, samples, moments);
    requireClose(moments, tile, channels, 1e-6);
  }

  /** Floats at 1e6 are 1/16 apart: the samples are what they are, their differences exact. */
  @Test
  void aLargeMeanCostsNoDigits() {
    float[] tile = gaussian(20_000, 4, 1e6f, 3);
    Covariance moments = new Covariance(4);
    new CovarianceKernel(Blas.nativeBlas(), 4).add(tile, 0, 20_000, moments);
    requireClose(moments, tile, 4, 1e-6);
    assertThat(moments.mean()).containsExactly(TwoPass.mean(tile, 4), within(1e-6));
    assertThat(moments.variance()).containsExactly(new double[] {1, 1, 1, 1}, within(0.05));
  }

  /** Squares of 1e30 overflow float, those of 1e-30 vanish. */
  @ParameterizedTest
  @ValueSource(floats = {1e-30f, 1e-22f, 1e19f, 1e30f})
  void samplesOfAnySizeAreSummed(float size) {
    float[] tile = gaussian(1000, 3, 0.5f, 5);
    for (int i = 0; i < tile.length; i++) {
      tile[i] *= i % 3 == 2 ? 1 : size;
    }
    Covariance moments = new Covariance(3);
    new CovarianceKernel(Blas.nativeBlas(), 3).add(tile, 0, 1000, moments);
    double[][] expected = TwoPass.covariance(tile, 3);
    double[] found = moments.covariance();
    for (int j = 0; j < 3; j++) {
      for (int k = 0; k < 3; k++) {
        double unit = Math.sqrt(expected[j][j] * expected[k][k]);
        assertThat(found[3 * j + k] / unit).isCloseTo(expected[j][k] / unit, within(1e-6));
      }
    }
  }

  @Test
  void theLargestFloatsDoNotOverflow() {
    float[] tile = new float[600];
    for (int i = 0; i < tile.length; i++) {
      tile[i] = i % 2 == 0 ? Float.MAX_VALUE : -Float.MAX_VALUE;
    }
    Covariance moments = new Covariance(1);
    new CovarianceKernel(Blas.nativeBlas(), 1).add(tile, 0, 600, moments);
    double max = Float.MAX_VALUE;
    assertThat(moments.mean()[0]).isZero();
    assertThat(moments.variance()[0] / (max * max)).isCloseTo(600 / 599., within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"1,1", "300,700", "256,256", "999,1"})
  void mergedPartsAreTheWhole(int first, int second) {
    int channels = 5;
    float[] tile = gaussian(first + second, channels, 50, 11);
    // The parts differ in mean by many deviations.
    for (int i = first * channels; i < tile.length; i++) {
      tile[i] += 1000;
    }
    CovarianceKernel tiles = new CovarianceKernel(Blas.nativeBlas(), channels);
    Covariance merged = new Covariance(channels);
    merged.merge(new Covariance(channels));
    for (int[] part : new int[][] {{0, first}, {first, second}}) {
      Covariance moments = new Covariance(channels);
      tiles.add(tile, part[0], part[1], moments);
      merged.merge(moments);
      merged.merge(new Covariance(channels));
    }
    assertThat(merged.count()).isEqualTo(first + second);
    assertThat(merged.mean()).containsExactly(TwoPass.mean(tile, channels), within(1e-4));
    requireClose(merged, tile, channels, 1e-6);
  }

  @Test
  void aConstantChannelHasNoVarianceAtAll() {
    float[] tile = gaussian(1000, 3, 0, 2);
    for (int i = 1; i < tile.length; i += 3) {
      tile[i] = 0.1f;
    }
    Covariance moments = new Covariance(3);
    new CovarianceKernel(Blas.nativeBlas(), 3).add(tile, 0, 1000, moments);
    assertThat(moments.mean()[1]).isEqualTo(0.1f);
    assertThat(moments.variance()[1]).isZero();
    assertThat(Arrays.copyOfRange(moments.covariance(), 3, 6)).containsOnly(0);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Covariance(0))
        .withMessage("Cannot take moments: found 0 channels, expected 1 to 4096");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Covariance(2).merge(new Covariance(3)))
        .withMessage("Cannot merge moments: the channels do not fit, found 3, expected 2");
    assertThatIllegalStateException()
        .isThrownBy(() -> new Covariance(2).covariance())
        .withMessage("Cannot take variances: found 0 samples, expected at least 2");
  }

  private static float[] gaussian(int samples, int channels, float mean, long seed) {
    Random random = new Random(seed);
    float[] tile = new float[samples * channels];
    for (int i = 0; i < tile.length; i++) {
      tile[i] = mean + (float) random.nextGaussian();
    }
    return tile;
  }

  private static void requireClose(
      Covariance moments, float[] tile, int channels, double tolerance) {
    double[][] expected = TwoPass.covariance(tile, channels);
    double[] found = moments.covariance();
    double[][] difference = new double[channels][channels];
    for (int j = 0; j < channels; j++) {
      for (int k = 0; k < channels; k++) {
        difference[j][k] = found[j * channels + k] - expected[j][k];
      }
    }
    assertThat(TwoPass.norm(difference)).isLessThan(tolerance * TwoPass.norm(expected));
  }
}
