package pointwise.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BlasTest {

  @Test
  void describesItself() {
    assertThat(Blas.nativeBlas().describe())
        .matches("OpenBLAS \\d+\\.\\d+\\.\\d+\\S*, core type [A-Z0-9]+, 1 thread per task");
    assertThat(Blas.javaBlas().describe()).startsWith("netlib ").contains("BLAS");
  }

  /** (1 2 3; 4 5 6) x (1 2; 3 4; 5 6) = (22 28; 49 64), row by row, operands swapped. */
  @ParameterizedTest
  @EnumSource(Blas.Kind.class)
  void rowMajorByHand(Blas.Kind kind) {
    float[] p = {9, 1, 2, 3, 4, 5, 6};
    float[] v = {9, 9, 1, 2, 3, 4, 5, 6};
    float[] o = new float[6];
    Arrays.fill(o, Float.NaN); // what it held before is not read
    kind.load().sgemm(2, 2, 3, v, 2, 2, p, 1, 3, o, 1, 2);
    assertThat(Arrays.copyOfRange(o, 1, 5)).containsExactly(22, 28, 49, 64);
    assertThat(o[0]).isNaN();
    assertThat(o[5]).isNaN();
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,1",
    "64,3,2",
    "4096,3,16",
    "192,64,64",
    "320,256,64",
    "256,512,512",
    "384,200,10"
  })
  void nativeAndJavaAgreeWithALoop(int n, int D, int N) {
    Random random = new Random(n);
    float[] p = new float[n * D];
    float[] v = new float[D * N];
    for (int i = 0; i < p.length; i++) {
      p[i] = random.nextFloat() * 2 - 1;
    }
    for (int i = 0; i < v.length; i++) {
      v[i] = random.nextFloat() * 2 - 1;
    }
    float[] ours = new float[n * N];
    float[] java = new float[n * N];
    Blas.nativeBlas().sgemm(N, n, D, v, 0, N, p, 0, D, ours, 0, N);
    Blas.javaBlas().sgemm(N, n, D, v, 0, N, p, 0, D, java, 0, N);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < N; k++) {
        double sum = 0;
        double size = 0;
        for (int d = 0; d < D; d++) {
          double product = (double) p[i * D + d] * v[d * N + k];
          sum += product;
          size += Math.abs(product);
        }
        double nativeError = Math.abs(ours[i * N + k] - sum);
        double javaError = Math.abs(java[i * N + k] - sum);
        if (!(nativeError <= 1e-5 * size && javaError <= 1e-5 * size)) {
          assertThat((double) ours[i * N + k])
              .as("native, %d %d", i, k)
              .isCloseTo(sum, within(1e-5 * size));
          assertThat((double) java[i * N + k])
              .as("java, %d %d", i, k)
              .isCloseTo(sum, within(1e-5 * size));
        }
      }
    }
  }
}
