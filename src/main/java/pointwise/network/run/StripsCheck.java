package pointwise.network.run;

import java.util.Arrays;
import java.util.List;
import pointwise.blas.Blas;
import pointwise.kernel.Activation;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.Shape;
import pointwise.network.layer.WindowAxis;
import pointwise.raster.SplitMix64;

/**
 * Whether a small network gives the same on this machine for an image as a whole and in strips of
 * any height: on some processors BLAS adds up a pixel's sums by the place of the pixel.
 */
public final class StripsCheck {
  private static final int SIZE = 61;
  private static final int CHANNELS = 3;
  private static final int KERNELS = 16;

  /** In floats: from one line to many of them. */
  private static final long[] BUDGETS = {20_000, 40_000, 80_000};

  private StripsCheck() {}

  /** The largest difference of a result, as a share of the largest result; 0 for equal bits. */
  public static double largestDifference(Blas blas) {
    List<Node> nodes =
        List.of(
            new Node("first", convolution(CHANNELS, KERNELS, 3, 1), List.of(-1)),
            new Node("second", convolution(KERNELS, KERNELS, 1, 2), List.of(0)),
            new Node("third", convolution(KERNELS, KERNELS, 3, 3), List.of(1)));
    Network network = new Network("check", new Network.Input(CHANNELS, 0, 0), nodes, List.of(2));
    Shape image = new Shape(SIZE, SIZE, CHANNELS);
    float[] samples = numbers(SIZE * image.line(), 4);
    float[] whole =
        new Inference(network, image, List.of(2), new PackedWeights(blas)).run(samples).get(0);
    double largest = 0;
    double difference = 0;
    for (long budget : BUDGETS) {
      float[] strips = strips(network, image, samples, budget, blas);
      for (int i = 0; i < whole.length; i++) {
        largest = Math.max(largest, Math.abs(whole[i]));
        difference = Math.max(difference, Math.abs(strips[i] - whole[i]));
      }
    }
    return difference / largest;
  }

  private static float[] strips(
      Network network, Shape image, float[] samples, long budget, Blas blas) {
    Inference inference = new Inference(network, image, List.of(2), new PackedWeights(blas));
    Shape shape = inference.shape(2);
    float[] joined = new float[shape.height() * shape.line()];
    inference.open(
        budget,
        (begin, end) -> Arrays.copyOfRange(samples, begin * image.line(), end * image.line()));
    inference
        .strips(0)
        .forEachRemaining(
            strip ->
                System.arraycopy(
                    strip.hwc(), 0, joined, strip.y() * shape.line(), strip.hwc().length));
    return joined;
  }

  private static Convolution convolution(int inputs, int kernels, int kernel, int seed) {
    WindowAxis axis = WindowAxis.of(kernel, 1, kernel / 2);
    return new Convolution(
        axis,
        axis,
        inputs,
        1,
        numbers(kernels * inputs * kernel * kernel, seed),
        numbers(kernels, -seed),
        new Activation.Relu());
  }

  /** From -0.5 to 0.5. */
  private static float[] numbers(int count, long seed) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) ((SplitMix64.mix(seed + i * SplitMix64.GAMMA) >>> 11) * 0x1p-53 - 0.5);
    }
    return numbers;
  }
}
