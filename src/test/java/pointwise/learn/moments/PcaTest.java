package pointwise.learn.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.mllib.linalg.Matrix;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.mllib.linalg.distributed.RowMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import pointwise.Spark;
import pointwise.blas.Blas;
import pointwise.blas.Lapack;
import pointwise.kernel.SampleRange;
import pointwise.learn.labels.Cubes;
import pointwise.network.graph.Network;
import pointwise.network.layer.Convolution;

class PcaTest {

  /** Along (1, 1) the samples vary by 8, along (1, -1) by 2: the sums below, by hand. */
  @ParameterizedTest
  @EnumSource(Blas.Kind.class)
  void fourPixelsByHand(Blas.Kind kind) {
    // Deviations from (10, 20): (2, 2), (-2, -2), (1, -1), (-1, 1).
    float[] samples = {12, 22, 8, 18, 11, 19, 9, 21};
    Pca pca = Pca.of(moments(samples, 2, kind), kind.loadLapack());
    double half = Math.sqrt(0.5);
    assertThat(pca.mean()).containsExactly(10, 20);
    assertThat(pca.variances()).containsExactly(new double[] {16 / 3., 4 / 3.}, within(1e-12));
    assertThat(pca.component(0)).containsExactly(new double[] {half, half}, within(1e-12));
    // As large as each other: the first is positive.
    assertThat(pca.component(1)).containsExactly(new double[] {half, -half}, within(1e-12));
    assertThat(pca.explained(1)).isCloseTo(0.8, within(1e-12));
    assertThat(pca.componentsFor(0.79)).isEqualTo(1);
    assertThat(pca.componentsFor(0.81)).isEqualTo(2);
    assertThat(pca.componentsFor(1)).isEqualTo(2);

    Convolution forward = layer(pca.projection(1));
    assertThat(forward.weights()).containsExactly((float) half, (float) half);
    assertThat(forward.bias()).containsExactly((float) (-30 * half));
    Convolution back = layer(pca.reconstruction(1));
    assertThat(back.weights()).containsExactly((float) half, (float) half);
    assertThat(back.bias()).containsExactly(10, 20);
    // What is dropped varies by 4/3, half of it in each channel.
    assertThat(pca.reconstructionError(1))
        .containsExactly(new double[] {Math.sqrt(2 / 3.), Math.sqrt(2 / 3.)}, within(1e-12));
    assertThat(pca.reconstructionError(2)).containsExactly(0, 0);
    assertThat(pca.metadata(1, SampleRange.UNIT))
        .containsEntry("pointwise.range", "unit")
        .containsEntry("pointwise.pca.mean", "[10.0,20.0]")
        .containsEntry("pointwise.pca.pixels", "4");
  }

  @Test
  void metadataAreJson() throws Exception {
    float[] samples = {1e-12f, 3e25f, 0, 1e25f, 2e-12f, -5e25f};
    Pca pca = Pca.of(moments(samples, 2, Blas.Kind.JAVA), Blas.Kind.JAVA.loadLapack());
    ObjectMapper json = new ObjectMapper();
    Map<String, String> metadata = pca.metadata(2, SampleRange.RAW);
    assertThat(json.readValue(metadata.get("pointwise.pca.mean"), double[].class))
        .isEqualTo(pca.mean());
    assertThat(json.readValue(metadata.get("pointwise.pca.explained_variance"), double[].class))
        .isEqualTo(pca.variances());
  }

  @Test
  void numbersThatAreNotFiniteAreRefused() {
    float[] samples = {1, 2, Float.POSITIVE_INFINITY, 4, 5, 6};
    assertThatIllegalStateException()
        .isThrownBy(() -> Pca.of(moments(samples, 2, Blas.Kind.JAVA), Blas.Kind.JAVA.loadLapack()))
        .withMessageContaining("not finite");
  }

  /** commons-math's QR iteration on covariances of two passes in double. */
  @ParameterizedTest
  @CsvSource({
    "NATIVE,1,500,1,0.1",
    "NATIVE,6,5000,6,0.01",
    "NATIVE,40,3000,3,0.1",
    "NATIVE,200,3000,10,0.01",
    "NATIVE,200,100,10,0.01",
    "NATIVE,60,2000,5,0.001",
    "JAVA,6,5000,6,0.01",
    "JAVA,60,2000,10,0.01"
  })
  void componentsAreThoseOfAnotherProgram(
      Blas.Kind kind, int channels, int pixels, int sources, double noise) {
    float[] samples = Cubes.spectra(pixels, channels, sources, noise, 5);
    Pca pca = Pca.of(moments(samples, channels, kind), kind.loadLapack());
    EigenDecomposition expected =
        new EigenDecomposition(new Array2DRowRealMatrix(TwoPass.covariance(samples, channels)));
    double[] values = expected.getRealEigenvalues();
    for (int i = 0; i < channels; i++) {
      assertThat(pca.variances()[i]).isCloseTo(values[i], within(1e-6 * values[0]));
    }
    int compared = 0;
    for (int from = 0, to; from < channels; from = to) {
      for (to = from + 1; to < channels && values[to - 1] - values[to] < 0.01 * values[to - 1]; ) {
        to++;
      }
      // The sine of the angle between subspaces, by Davis and Kahan: error over gap.
      double gap =
          Math.min(
              from == 0 ? Double.MAX_VALUE : values[from - 1] - values[from],
              to == channels ? Double.MAX_VALUE : values[to - 1] - values[to]);
      double tolerance = 2e-6 * values[0] / gap;
      if (tolerance < 0.01) {
        compared++;
        for (int i = from; i < to; i++) {
          assertThat(outside(pca.component(i), expected, from, to))
              .as("component %d of %d", i, channels)
              .isLessThan(tolerance);
        }
      }
      assertThat(pca.component(from)).satisfies(PcaTest::requireSigned);
    }
    assertThat(compared).isGreaterThanOrEqualTo(Math.min(5, Math.min(sources, channels)));
  }

  /** The length of what a vector has outside the span of some eigenvectors. */
  private static double outside(double[] vector, EigenDecomposition eigen, int from, int to) {
    double[] rest = vector.clone();
    for (int i = from; i < to; i++) {
      double[] v = eigen.getEigenvector(i).toArray();
      double dot = 0;
      for (int d = 0; d < v.length; d++) {
        dot += v[d] * vector[d];
      }
      for (int d = 0; d < v.length; d++) {
        rest[d] -= dot * v[d];
      }
    }
    double sum = 0;
    for (double x : rest) {
      sum += x * x;
    }
    return Math.sqrt(sum);
  }

  private static void requireSigned(double[] vector) {
    double most = 0;
    double least = 0;
    for (double weight : vector) {
      most = Math.max(most, weight);
      least = Math.min(least, weight);
    }
    assertThat(most).isGreaterThanOrEqualTo(-least * (1 - 1e-6));
  }

  /**
   * MLlib finds the same directions, up to sign, and the same shares. Its {@code multiply}, which
   * is its transform too, does not subtract the mean: its results are ours less our bias.
   */
  @Test
  void mllibFindsTheSameAndKeepsTheMean() {
    int channels = 30;
    float[] samples = Cubes.spectra(2000, channels, 4, 0.01, 9);
    Pca pca = Pca.of(moments(samples, channels, Blas.Kind.NATIVE), Lapack.nativeLapack());
    List<Vector> rows = new ArrayList<>();
    for (int p = 0; p < 2000; p++) {
      double[] row = new double[channels];
      for (int d = 0; d < channels; d++) {
        row[d] = samples[p * channels + d];
      }
      rows.add(Vectors.dense(row));
    }
    RowMatrix matrix =
        new RowMatrix(
            JavaSparkContext.fromSparkContext(Spark.session().sparkContext())
                .parallelize(rows, 3)
                .rdd());
    scala.Tuple2<Matrix, Vector> theirs = matrix.computePrincipalComponentsAndExplainedVariance(4);
    Matrix components = theirs._1();
    Convolution ours = layer(pca.projection(4));
    Vector first = matrix.multiply(components).rows().first();
    for (int k = 0; k < 4; k++) {
      assertThat(pca.explained(k + 1) - (k == 0 ? 0 : pca.explained(k)))
          .isCloseTo(theirs._2().apply(k), within(1e-6));
      double dot = 0;
      double product = 0;
      for (int d = 0; d < channels; d++) {
        dot += components.apply(d, k) * pca.component(k)[d];
        product += ours.weights()[k * channels + d] * samples[d];
      }
      assertThat(Math.abs(dot)).isCloseTo(1, within(1e-6));
      assertThat(Math.signum(dot) * first.apply(k)).isCloseTo(product, within(1e-3));
      assertThat((double) ours.bias()[k]).isNotCloseTo(0, within(1e-3));
    }
  }

  /** A constant channel and one that is the sum of two others: three directions of five. */
  @ParameterizedTest
  @EnumSource(Blas.Kind.class)
  void dependentAndConstantChannelsHaveNoVarianceOfTheirOwn(Blas.Kind kind) {
    float[] base = Cubes.spectra(4000, 3, 3, 0.2, 4);
    float[] samples = new float[4000 * 5];
    for (int p = 0; p < 4000; p++) {
      for (int d = 0; d < 3; d++) {
        samples[p * 5 + d] = Math.round(base[p * 3 + d] * 1024); // sums are exact
      }
      samples[p * 5 + 3] = samples[p * 5] + samples[p * 5 + 1];
      samples[p * 5 + 4] = 7;
    }
    Pca pca = Pca.of(moments(samples, 5, kind), kind.loadLapack());
    assertThat(pca.rank()).isEqualTo(3);
    assertThat(pca.componentsFor(0.999999)).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      double[] component = pca.component(i);
      assertThat(component[4]).isCloseTo(0, within(1e-9));
      assertThat(component[3]).isCloseTo(component[0] + component[1], within(1e-4));
    }
    assertThat(pca.reconstructionError(3)[4]).isCloseTo(0, within(1e-3));
    for (double variance : pca.variances()) {
      assertThat(variance).isNotNegative();
    }
  }

  @Test
  void whatCannotBeFittedIsTold() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Pca.of(moments(new float[] {1, 2}, 2, Blas.Kind.JAVA), lapack()))
        .withMessage(
            "Cannot fit components: there are too few pixels, found 1, expected at least 2");
    assertThatIllegalStateException()
        .isThrownBy(
            () -> Pca.of(moments(new float[] {1, 2, 1, 2, 1, 2}, 2, Blas.Kind.JAVA), lapack()))
        .withMessage(
            "Cannot fit components: every channel is constant over 3 pixels, found no variance");
  }

  private static Lapack lapack() {
    return Lapack.javaLapack();
  }

  private static Convolution layer(Network network) {
    assertThat(network.nodes()).hasSize(1);
    return (Convolution) network.nodes().get(0).layer();
  }

  private static Covariance moments(float[] samples, int channels, Blas.Kind kind) {
    Covariance moments = new Covariance(channels);
    new CovarianceKernel(kind.load(), channels).add(samples, 0, samples.length / channels, moments);
    return moments;
  }
}
