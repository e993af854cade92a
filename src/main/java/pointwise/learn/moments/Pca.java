package pointwise.learn.moments;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pointwise.blas.Lapack;
import pointwise.kernel.Activation;
import pointwise.kernel.SampleRange;
import pointwise.network.apply.RangeMetadata;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.WindowAxis;
import pointwise.text.Text;

/**
 * Principal components: the orthonormal directions v of largest variance, eigenvectors of the
 * covariance, in descending order of their eigenvalues λ. Immutable.
 *
 * <p>Of v and -v the one is taken whose weight of largest magnitude is positive; where several
 * weights are as large, within a millionth, the first of them.
 */
public final class Pca {
  /** Weights this close to the largest are as large, and rounding cannot choose between them. */
  private static final double TIE = 1e-6;

  /** Eigenvalues below this share of the largest are not told from rounding. */
  private static final double ACCURACY = 1e-6;

  private final long pixels;
  private final double[] mean;
  private final double[] variances;
  private final double[][] components;

  private Pca(long pixels, double[] mean, double[] variances, double[][] components) {
    this.pixels = pixels;
    this.mean = mean;
    this.variances = variances;
    this.components = components;
  }

  /**
   * All D components.
   *
   * @throws IllegalStateException if there are fewer than two samples, a sum is not finite, or
   *     every channel is constant
   */
  public static Pca of(Covariance moments, Lapack lapack) {
    int D = moments.channels();
    if (moments.count() < 2) {
      throw new IllegalStateException(
          Text.of(
              "Cannot fit components: there are too few pixels, found %d, expected at least 2",
              moments.count()));
    }
    Lapack.Eigen eigen = lapack.eigen(moments.covariance(), D);
    double[] variances = new double[D];
    double[][] components = new double[D][];
    for (int i = 0; i < D; i++) {
      int from = D - 1 - i;
      variances[i] = Math.max(0, eigen.values()[from]); // below zero by rounding only
      components[i] = signed(Arrays.copyOfRange(eigen.vectors(), from * D, (from + 1) * D));
    }
    if (variances[0] == 0) {
      throw new IllegalStateException(
          Text.of(
              "Cannot fit components: every channel is constant over %d pixels, found no variance",
              moments.count()));
    }
    return new Pca(moments.count(), moments.mean(), variances, components);
  }

  private static double[] signed(double[] vector) {
    double largest = Arrays.stream(vector).map(Math::abs).max().orElseThrow();
    double leading =
        Arrays.stream(vector).filter(w -> Math.abs(w) >= largest * (1 - TIE)).findFirst().orElse(0);
    return leading < 0 ? Arrays.stream(vector).map(w -> -w).toArray() : vector;
  }

  /** D. */
  public int channels() {
    return mean.length;
  }

  /** The mean of each channel, D; a copy. */
  public double[] mean() {
    return mean.clone();
  }

  /** The explained variances λ of all D components, descending; a copy. */
  public double[] variances() {
    return variances.clone();
  }

  /** Component {@code i}, D weights; a copy. */
  public double[] component(int i) {
    return components[i].clone();
  }

  /** The sum of the variances of the channels, which is that of all components. */
  public double totalVariance() {
    return Arrays.stream(variances).sum();
  }

  /** The share of the variance that the first {@code count} components explain. */
  public double explained(int count) {
    return Arrays.stream(variances, 0, count).sum() / totalVariance();
  }

  /** The components whose variance is told from rounding: a millionth of the largest, or more. */
  public int rank() {
    return (int) Arrays.stream(variances).filter(v -> v >= ACCURACY * variances[0]).count();
  }

  /** The smallest number of components that explain this share of the variance, up to 1. */
  public int componentsFor(double share) {
    int count = 1;
    while (count < channels() && explained(count) < share) {
      count++;
    }
    return count;
  }

  /**
   * The projection on the first K components: y = V · (x - mean), as one 1x1 convolution V · x + b
   * with b = -V · mean.
   */
  public Network projection(int K) {
    int D = channels();
    float[] weights = new float[K * D];
    float[] bias = new float[K];
    for (int k = 0; k < K; k++) {
      double shift = 0;
      for (int d = 0; d < D; d++) {
        weights[k * D + d] = (float) components[k][d];
        shift -= components[k][d] * mean[d];
      }
      bias[k] = (float) shift;
    }
    return network("pca", "components", D, weights, bias);
  }

  /** The way back from the first K components: x ≈ Vᵀ · y + mean, as one 1x1 convolution. */
  public Network reconstruction(int K) {
    int D = channels();
    float[] weights = new float[D * K];
    float[] bias = new float[D];
    for (int d = 0; d < D; d++) {
      bias[d] = (float) mean[d];
      for (int k = 0; k < K; k++) {
        weights[d * K + k] = (float) components[k][d];
      }
    }
    return network("pca-inverse", "reconstruction", K, weights, bias);
  }

  private static Network network(
      String name, String layer, int inputs, float[] weights, float[] bias) {
    Convolution convolution =
        new Convolution(
            WindowAxis.POINT,
            WindowAxis.POINT,
            inputs,
            1,
            weights,
            bias,
            new Activation.Identity());
    return new Network(
        name,
        new Network.Input(inputs, 0, 0),
        List.of(new Node(layer, convolution, List.of(Node.IMAGE))),
        List.of(0));
  }

  /**
   * What is lost of each channel when K components are kept: the root of the mean squared
   * difference, e(d) = √(Σ λ(i) v(i, d)²) over the components i that are dropped. It follows from
   * the covariance; no image is reconstructed for it.
   *
   * @return D, in units of the samples
   */
  public double[] reconstructionError(int K) {
    double[] error = new double[channels()];
    for (int d = 0; d < error.length; d++) {
      for (int i = K; i < channels(); i++) {
        error[d] += variances[i] * components[i][d] * components[i][d];
      }
      error[d] = Math.sqrt(error[d]);
    }
    return error;
  }

  /**
   * What the file of K components says of itself, as ONNX metadata; lists are JSON.
   *
   * @param range of the samples that go in
   */
  public Map<String, String> metadata(int K, SampleRange range) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(RangeMetadata.KEY, RangeMetadata.value(range));
    metadata.put("pointwise.pca.mean", list(mean));
    metadata.put("pointwise.pca.explained_variance", list(Arrays.copyOf(variances, K)));
    metadata.put(
        "pointwise.pca.explained_variance_ratio",
        list(Arrays.stream(variances, 0, K).map(v -> v / totalVariance()).toArray()));
    metadata.put("pointwise.pca.total_variance", Double.toString(totalVariance()));
    metadata.put("pointwise.pca.pixels", Long.toString(pixels));
    return metadata;
  }

  private static String list(double... numbers) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (double number : numbers) {
      list.add(number);
    }
    return list.toString();
  }
}
