package pointwise.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LapackTest {

  /** (2 1; 1 2) has 1 with (1, -1) and 3 with (1, 1), each by the root of a half. */
  @ParameterizedTest
  @EnumSource(Blas.Kind.class)
  void twoByTwoByHand(Blas.Kind kind) {
    Lapack.Eigen eigen = kind.loadLapack().eigen(new double[] {2, 1, 1, 2}, 2);
    assertThat(eigen.values()).containsExactly(new double[] {1, 3}, within(1e-15));
    double[] v = eigen.vectors();
    assertThat(v[0]).isCloseTo(-v[1], within(1e-15));
    assertThat(v[2]).isCloseTo(v[3], within(1e-15));
    for (double x : v) {
      assertThat(Math.abs(x)).isCloseTo(Math.sqrt(0.5), within(1e-15));
    }
  }

  /** Against commons-math's QR iteration; 60 takes the divide-and-conquer path of DSYEVD. */
  @ParameterizedTest
  @CsvSource({"NATIVE,1", "NATIVE,6", "NATIVE,60", "NATIVE,200", "JAVA,1", "JAVA,6", "JAVA,60"})
  void valuesAreThoseOfCommonsMathAndVectorsSolveTheEquation(Blas.Kind kind, int n) {
    double[] a = new double[n * n];
    double[][] rows = new double[n][n];
    Random random = new Random(n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        a[i * n + j] = a[j * n + i] = rows[i][j] = rows[j][i] = random.nextGaussian();
      }
    }
    double[] expected = new EigenDecomposition(new Array2DRowRealMatrix(rows)).getRealEigenvalues();
    Lapack.Eigen eigen = kind.loadLapack().eigen(a, n);
    for (int i = 0; i < n; i++) {
      assertThat(eigen.values()[i]).isCloseTo(expected[n - 1 - i], within(1e-12 * n));
      for (int j = 0; j < n; j++) {
        double product = 0;
        double dot = 0;
        for (int k = 0; k < n; k++) {
          product += rows[j][k] * eigen.vectors()[i * n + k];
          dot += eigen.vectors()[i * n + k] * eigen.vectors()[j * n + k];
        }
        // A v = λ v, and the vectors are orthonormal.
        assertThat(product)
            .isCloseTo(eigen.values()[i] * eigen.vectors()[i * n + j], within(1e-12 * n));
        assertThat(dot).isCloseTo(i == j ? 1 : 0, within(1e-13 * n));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Blas.Kind.class)
  void numbersThatAreNotFiniteAreRefused(Blas.Kind kind) {
    assertThatIllegalStateException()
        .isThrownBy(() -> kind.loadLapack().eigen(new double[] {1, 0, 0, Double.NaN}, 2))
        .withMessage("Cannot find eigenvectors: a number of the matrix is not finite, found NaN");
  }
}
