package pointwise.network.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import pointwise.blas.Blas;
import pointwise.kernel.Activation;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Flatten;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.Pool;
import pointwise.network.layer.Shape;
import pointwise.network.layer.WindowAxis;

/** A dense layer is a convolution: 1x1 on a vector, as large as the map on a flattened map. */
class DenseTest {
  private static final int H = 4;
  private static final int W = 5;
  private static final int C = 6;
  private static final int N = 7;

  private final Random random = new Random(9);

  private float[] numbers(int count) {
    return LayerTest.numbers(random, count, 1);
  }

  /** b(k) + Σ w(k, d) · v(d), in double, and how large its terms are. */
  private static void assertDense(float[] found, float[] weights, float[] bias, double[] vector) {
    assertThat(found).hasSize(bias.length);
    for (int k = 0; k < bias.length; k++) {
      double sum = bias[k];
      double size = Math.abs(sum);
      for (int d = 0; d < vector.length; d++) {
        double product = weights[k * vector.length + d] * vector[d];
        sum += product;
        size += Math.abs(product);
      }
      assertThat((double) found[k]).isCloseTo(sum, within(1e-5 * size));
    }
  }

  private static Convolution dense(int height, int width, float[] weights, float[] bias) {
    return new Convolution(
        WindowAxis.of(height, 1, 0),
        WindowAxis.of(width, 1, 0),
        C,
        1,
        weights,
        bias,
        new Activation.Identity());
  }

  /** The map as a vector of doubles in the order of ONNX (CHW), from (top, left). */
  private static double[] crop(float[] hwc, int width, int top, int left) {
    double[] chw = new double[C * H * W];
    for (int c = 0; c < C; c++) {
      for (int y = 0; y < H; y++) {
        for (int x = 0; x < W; x++) {
          chw[(c * H + y) * W + x] = hwc[((top + y) * width + left + x) * C + c];
        }
      }
    }
    return chw;
  }

  @Test
  void afterAGlobalMeanItIsTheProductWithTheMeans() {
    float[] weights = numbers(N * C);
    float[] bias = numbers(N);
    float[] map = numbers(H * W * C);
    double[] means = new double[C];
    for (int i = 0; i < map.length; i++) {
      means[i % C] += map[i] / (double) (H * W);
    }
    Network network =
        new Network(
            "dense",
            new Network.Input(C, 0, 0),
            List.of(
                new Node("mean", new GlobalPool(Pool.Kind.AVERAGE), List.of(Node.IMAGE)),
                new Node("dense", dense(1, 1, weights, bias), List.of(0))),
            List.of(1));
    Inference inference =
        new Inference(
            network, new Shape(H, W, C), List.of(1), new PackedWeights(Blas.nativeBlas()));
    assertDense(inference.run(map).get(0), weights, bias, means);
  }

  @Test
  void onAFlatMapItIsTheWindowAsLargeAsTheMap() {
    float[] weights = numbers(N * C * H * W);
    float[] bias = numbers(N);
    float[] map = numbers(H * W * C);
    Shape image = new Shape(H, W, C);
    float[] asWindow = LayerTest.run(dense(H, W, weights, bias), image, map);
    assertDense(asWindow, weights, bias, crop(map, W, 0, 0));
    Convolution onVector =
        new Convolution(
            WindowAxis.POINT,
            WindowAxis.POINT,
            C * H * W,
            1,
            weights,
            bias,
            new Activation.Identity());
    Network flat =
        new Network(
            "flat",
            new Network.Input(C, 0, 0),
            List.of(
                new Node("flat", new Flatten(), List.of(Node.IMAGE)),
                new Node("dense", onVector, List.of(0))),
            List.of(1));
    Inference inference =
        new Inference(flat, image, List.of(1), new PackedWeights(Blas.nativeBlas()));
    assertDense(inference.run(map).get(0), weights, bias, crop(map, W, 0, 0));
  }

  /** Fully convolutional: every pixel is the dense layer on the part of the map below it. */
  @Test
  void overALargerMapItSlides() {
    float[] weights = numbers(N * C * H * W);
    float[] bias = numbers(N);
    Shape image = new Shape(H + 6, W + 9, C);
    float[] map = numbers(image.height() * image.line());
    float[] slid = LayerTest.run(dense(H, W, weights, bias), image, map);
    assertThat(slid).hasSize(7 * 10 * N);
    for (int y = 0; y < 7; y++) {
      for (int x = 0; x < 10; x++) {
        float[] pixel = new float[N];
        System.arraycopy(slid, (y * 10 + x) * N, pixel, 0, N);
        assertDense(pixel, weights, bias, crop(map, image.width(), y, x));
      }
    }
  }
}
