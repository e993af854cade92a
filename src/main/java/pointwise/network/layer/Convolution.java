package pointwise.network.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import pointwise.blas.Blas;
import pointwise.kernel.Activation;
import pointwise.kernel.Gemm;
import pointwise.kernel.KernelBank;
import pointwise.text.Text;

/**
 * A convolution with bias and activation: O(y, x, k) = f(b(k) + Σ w(k, c, i, j) · I(y·s + i·d - p,
 * x·s + j·d - p, c)). A dense layer on a vector is the one with a 1 x 1 window, one on a flattened
 * map the one whose window is the map.
 *
 * @param y the window along the lines
 * @param x the window along a line
 * @param inputs channels of the input
 * @param groups both inputs and kernels are cut into; kernels read the inputs of their group
 * @param weights N x (inputs / groups) x y.kernel x x.kernel (OIHW); owned by the layer
 * @param bias N; owned by the layer
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Convolution(
    WindowAxis y,
    WindowAxis x,
    int inputs,
    int groups,
    float[] weights,
    float[] bias,
    Activation activation)
    implements Layer {

  /**
   * @throws IllegalArgumentException if the shapes do not fit or a number is not finite
   */
  public Convolution {
    if (groups < 1 || inputs % groups != 0 || bias.length == 0 || bias.length % groups != 0) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot make a convolution: found %d inputs and %d kernels in %d groups, expected multiples of the groups",
              inputs, bias.length, groups));
    }
    int ofGroup = inputs / groups;
    double expected = (double) bias.length * ofGroup * y.kernel() * x.kernel();
    if (weights.length != expected) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot make a convolution: found %d weights, expected %.0f",
              weights.length, expected));
    }
    if (groups > 1 && activation instanceof Activation.Softmax) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot make a convolution: softmax is over all channels, found %d groups, expected 1",
              groups));
    }
    requireFinite(weights);
    requireFinite(bias);
  }

  private static void requireFinite(float[] numbers) {
    for (float number : numbers) {
      if (!Float.isFinite(number)) {
        throw new IllegalArgumentException(
            "Cannot make a convolution: a weight or bias is not finite, found " + number);
      }
    }
  }

  /** N. */
  public int kernels() {
    return bias.length;
  }

  /** Whether it mixes channels and leaves places alone. */
  public boolean isPointwise() {
    return groups == 1
        && y.kernel() == 1
        && x.kernel() == 1
        && y.stride() == 1
        && x.stride() == 1
        && y.unpadded()
        && x.unpadded();
  }

  /** Whether every kernel reads one channel, its own. */
  boolean isDepthwise() {
    return groups == inputs && groups == kernels();
  }

  /** The weight of kernel {@code k} for channel {@code c} of its group at (i, j) of the window. */
  private float weight(int k, int c, int i, int j) {
    return weights[((k * (inputs / groups) + c) * y.kernel() + i) * x.kernel() + j];
  }

  /** A pointwise convolution as a bank of kernels. */
  public KernelBank asBank() {
    double[][] kernels = new double[bias.length][inputs];
    double[] biases = new double[bias.length];
    for (int k = 0; k < bias.length; k++) {
      biases[k] = bias[k];
      for (int c = 0; c < inputs; c++) {
        kernels[k][c] = weight(k, c, 0, 0);
      }
    }
    return new KernelBank(kernels, biases, activation);
  }

  @Override
  public String label() {
    return (isDepthwise() && groups > 1 ? "depthwise " : "conv ")
        + y.kernel()
        + "x"
        + x.kernel()
        + (groups > 1 && !isDepthwise() ? " / " + groups : "");
  }

  @Override
  public Shape output(List<Shape> shapes) {
    Shape input = shapes.get(0);
    if (input.channels() != inputs) {
      throw new IllegalArgumentException(
          Text.of("the channels do not fit, found %d, expected %d", input.channels(), inputs));
    }
    return new Shape(y.outputs(input.height()), x.outputs(input.width()), kernels());
  }

  @Override
  public int channels(List<Integer> channels) {
    return kernels();
  }

  @Override
  public Optional<Layer> then(Layer next) {
    if (!(activation instanceof Activation.Identity)) {
      return Optional.empty();
    }
    if (next instanceof ScaleShift scale) {
      return scale.after(this);
    }
    // Softmax is over all channels of a pixel, of which a group has some.
    return next instanceof ActivationLayer last
            && (groups == 1 || !(last.activation() instanceof Activation.Softmax))
        ? Optional.of(new Convolution(y, x, inputs, groups, weights, bias, last.activation()))
        : Optional.empty();
  }

  @Override
  public boolean writesChannels() {
    return true;
  }

  /** A bias of zeros, which is what a file without one is read as, counts as none. */
  @Override
  public long parameters() {
    boolean biased = false;
    for (float number : bias) {
      biased |= number != 0;
    }
    return (long) weights.length + (biased ? bias.length : 0);
  }

  @Override
  public long multiplyAdds(List<Shape> shapes) {
    return Math.multiplyExact(output(shapes).pixels(), (long) weights.length);
  }

  /** Of a depthwise one the weights are repeated for a whole line. */
  @Override
  public long scratch(List<Shape> shapes) {
    long window = (long) y.kernel() * x.kernel();
    return isDepthwise() ? (window + 3) * output(shapes).line() : 0;
  }

  @Override
  public Step step(List<Shape> shapes, PackedWeights packed) {
    Shape shape = shapes.get(0);
    return isDepthwise()
        ? new DepthwiseStep(y, x, weights, bias, activation, shape)
        : new ConvolutionStep(y, x, shape, isPointwise(), packed.of(this, this::products));
  }

  /** A product for each group: V has the kernels as columns, its rows in the order (i, j, c). */
  private List<Gemm> products(Blas blas) {
    List<Gemm> products = new ArrayList<>();
    int N = kernels() / groups;
    int C = inputs / groups;
    int K = y.kernel() * x.kernel() * C;
    for (int g = 0; g < groups; g++) {
      float[] v = new float[K * N];
      for (int k = 0; k < N; k++) {
        for (int c = 0; c < C; c++) {
          for (int i = 0; i < y.kernel(); i++) {
            for (int j = 0; j < x.kernel(); j++) {
              v[((i * x.kernel() + j) * C + c) * N + k] = weight(g * N + k, c, i, j);
            }
          }
        }
      }
      float[] b = Arrays.copyOfRange(bias, g * N, (g + 1) * N);
      products.add(new Gemm(K, N, v, b, activation, blas));
    }
    return List.copyOf(products);
  }
}
