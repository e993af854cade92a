package pointwise.kernel;

import java.util.List;
import pointwise.blas.Blas;
import pointwise.text.Text;

/**
 * One layer: N kernels of D weights, a bias each, and an activation. Immutable.
 *
 * <p>Weights are held in double, so that folding and merging round once.
 */
public final class KernelBank {
  private final double[][] weights;
  private final double[] bias;
  private final Activation activation;

  /**
   * @param weights N x D, every row equally long
   * @param bias N
   * @param activation applied to the N results of a pixel
   * @throws IllegalArgumentException if the shapes do not fit or a number is not finite in float32
   */
  public KernelBank(double[][] weights, double[] bias, Activation activation) {
    if (weights.length == 0 || weights[0].length == 0) {
      throw new IllegalArgumentException("Cannot make kernels: there are none");
    }
    if (bias.length != weights.length) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot make kernels: the bias does not fit, found %d numbers, expected %d",
              bias.length, weights.length));
    }
    this.weights = new double[weights.length][];
    for (int k = 0; k < weights.length; k++) {
      if (weights[k].length != weights[0].length) {
        throw new IllegalArgumentException(
            Text.of(
                "Cannot make kernels: kernel %d does not fit, found %d weights, expected %d",
                k, weights[k].length, weights[0].length));
      }
      this.weights[k] = weights[k].clone();
      for (double weight : weights[k]) {
        requireFinite(weight);
      }
      requireFinite(bias[k]);
    }
    this.bias = bias.clone();
    this.activation = activation;
  }

  private static void requireFinite(double number) {
    if (!Float.isFinite((float) number)) {
      throw new IllegalArgumentException(
          "Cannot make kernels: a number is not finite as float32, found " + number);
    }
  }

  /** D, the channels a kernel reads. */
  public int inputChannels() {
    return weights[0].length;
  }

  /** N, the number of kernels. */
  public int outputChannels() {
    return weights.length;
  }

  /** The weight of input channel {@code d} in kernel {@code k}. */
  public double weight(int k, int d) {
    return weights[k][d];
  }

  /** The bias of kernel {@code k}. */
  public double bias(int k) {
    return bias[k];
  }

  /** What the products go through, after the bias. */
  public Activation activation() {
    return activation;
  }

  /** D * N. */
  public long multiplyAdds() {
    return (long) inputChannels() * outputChannels();
  }

  /** The bank as the tile loop takes it: the kernels transposed, rounded to float32. */
  Gemm gemm(Blas blas) {
    int N = outputChannels();
    float[] v = new float[inputChannels() * N];
    float[] b = new float[N];
    for (int k = 0; k < N; k++) {
      b[k] = (float) bias[k];
      for (int d = 0; d < inputChannels(); d++) {
        v[d * N + k] = (float) weights[k][d];
      }
    }
    return new Gemm(inputChannels(), N, v, b, activation, blas);
  }

  /**
   * The bank that normalises its input first: w·((x - mean) / std) + b = (w / std)·x + (b - Σ w
   * mean / std).
   */
  KernelBank normalising(List<Double> mean, List<Double> std) {
    double[][] folded = new double[outputChannels()][inputChannels()];
    double[] shifted = bias.clone();
    for (int k = 0; k < folded.length; k++) {
      for (int d = 0; d < folded[k].length; d++) {
        folded[k][d] = weights[k][d] / std.get(d);
        shifted[k] -= folded[k][d] * mean.get(d);
      }
    }
    return new KernelBank(folded, shifted, activation);
  }

  /** The one bank that equals this one and then {@code next}; this one has no activation. */
  KernelBank then(KernelBank next) {
    double[][] product = new double[next.outputChannels()][inputChannels()];
    double[] shifted = next.bias.clone();
    for (int k = 0; k < product.length; k++) {
      for (int m = 0; m < outputChannels(); m++) {
        for (int d = 0; d < inputChannels(); d++) {
          product[k][d] += next.weights[k][m] * weights[m][d];
        }
        shifted[k] += next.weights[k][m] * bias[m];
      }
    }
    return new KernelBank(product, shifted, next.activation);
  }
}
