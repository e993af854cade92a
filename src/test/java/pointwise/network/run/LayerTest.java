package pointwise.network.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.blas.Blas;
import pointwise.kernel.Activation;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.ActivationLayer;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Flatten;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.Layer;
import pointwise.network.layer.Lrn;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.Pool;
import pointwise.network.layer.RowRange;
import pointwise.network.layer.ScaleShift;
import pointwise.network.layer.Shape;
import pointwise.network.layer.WindowAxis;
import pointwise.network.layer.ZeroPad;
import pointwise.text.Text;

class LayerTest {
  private static final Activation RELU = new Activation.Relu();

  static float[] numbers(Random random, int count, double size) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (random.nextGaussian() * size);
    }
    return numbers;
  }

  static float[] run(Layer layer, Shape image, float[] samples) {
    Network network =
        new Network(
            "test",
            new Network.Input(image.channels(), 0, 0),
            List.of(new Node("layer", layer, List.of(Node.IMAGE))),
            List.of(0));
    return new Inference(network, image, List.of(0), new PackedWeights(Blas.nativeBlas()))
        .run(samples)
        .get(0);
  }

  private static void assertMap(float[] found, NaiveLayers.Map expected) {
    assertThat(found).hasSize(expected.data().length);
    double largest = 0;
    double apart = 0;
    for (int i = 0; i < found.length; i++) {
      largest = Math.max(largest, Math.abs(expected.data()[i]));
      apart = Math.max(apart, Math.abs(found[i] - expected.data()[i]));
    }
    assertThat(apart).isLessThanOrEqualTo(1e-5 * largest);
  }

  private static WindowAxis axis(int kernel, int stride, int dilation, int before, int after) {
    return new WindowAxis(kernel, stride, dilation, before, after, WindowAxis.Pad.EXPLICIT, false);
  }

  @ParameterizedTest
  @CsvSource({
    // H, W, C, N, groups, kernel, stride, dilation, before, after
    "9, 7, 3, 5, 1, 1, 1, 1, 0, 0",
    "9, 7, 3, 5, 1, 3, 1, 1, 1, 1",
    "13, 11, 4, 6, 2, 3, 2, 1, 1, 0",
    "13, 11, 6, 6, 6, 3, 1, 1, 1, 1",
    "13, 12, 6, 6, 6, 3, 2, 1, 0, 1",
    "13, 12, 6, 6, 6, 5, 3, 2, 4, 3",
    "17, 15, 5, 4, 1, 3, 1, 2, 2, 2",
    "17, 15, 3, 64, 1, 7, 2, 1, 3, 3",
    "5, 5, 8, 16, 1, 5, 1, 1, 0, 0",
    "4, 3, 8, 1, 1, 5, 1, 1, 4, 4",
    "70, 70, 2, 3, 1, 3, 1, 1, 1, 1",
    "6, 5, 3, 4, 1, 1, 2, 1, 0, 0",
    "6, 5, 3, 4, 1, 1, 1, 1, 1, 2",
    "12, 9, 12, 6, 3, 1, 1, 1, 0, 0",
    // windows in the padding alone, in their middle too
    "4, 3, 2, 3, 1, 1, 1, 1, 9, 8",
    "3, 3, 6, 6, 6, 3, 1, 5, 5, 5",
    "3, 3, 4, 2, 1, 3, 1, 5, 5, 5",
    "1, 1, 3, 3, 3, 2, 1, 3, 2, 2",
    "2, 5, 3, 3, 3, 3, 2, 7, 9, 8",
  })
  void convolutionIsTheDoubleLoop(
      int H, int W, int C, int N, int groups, int k, int s, int d, int before, int after) {
    Random random = new Random(H * 31 + W);
    float[] samples = numbers(random, H * W * C, 1);
    float[] weights = numbers(random, N * (C / groups) * k * k, 0.5);
    float[] bias = numbers(random, N, 0.5);
    WindowAxis axis = axis(k, s, d, before, after);
    Layer layer = new Convolution(axis, axis, C, groups, weights, bias, RELU);
    Shape image = new Shape(H, W, C);
    assertMap(
        run(layer, image, samples),
        NaiveLayers.convolution(
            NaiveLayers.of(image, samples),
            weights,
            bias,
            groups,
            new int[] {k, k},
            new int[] {s, s},
            new int[] {d, d},
            new int[] {before, before, after, after}));
  }

  @Test
  void aWindowNeedNotBeSquare() {
    Random random = new Random(5);
    Shape image = new Shape(8, 11, 3);
    float[] samples = numbers(random, 8 * 11 * 3, 1);
    float[] weights = numbers(random, 4 * 3 * 3 * 5, 1);
    float[] bias = numbers(random, 4, 1);
    Layer layer =
        new Convolution(axis(3, 1, 1, 0, 1), axis(5, 2, 1, 2, 1), 3, 1, weights, bias, RELU);
    assertMap(
        run(layer, image, samples),
        NaiveLayers.convolution(
            NaiveLayers.of(image, samples),
            weights,
            bias,
            1,
            new int[] {3, 5},
            new int[] {1, 2},
            new int[] {1, 1},
            new int[] {0, 2, 1, 1}));
  }

  @ParameterizedTest
  @CsvSource({
    "9, 7, 3, 2, 2, 0, 0",
    "9, 8, 3, 3, 1, 1, 1",
    "9, 8, 5, 3, 2, 1, 0",
    "6, 6, 1, 5, 3, 2, 2",
  })
  void poolsAreTheDoubleLoop(int H, int W, int C, int k, int s, int before, int after) {
    Shape image = new Shape(H, W, C);
    float[] samples = numbers(new Random(3), H * W * C, 1);
    WindowAxis axis = axis(k, s, 1, before, after);
    for (Pool.Kind kind : Pool.Kind.values()) {
      for (boolean countPadding : new boolean[] {false, true}) {
        assertMap(
            run(new Pool(kind, axis, axis, countPadding), image, samples),
            NaiveLayers.pool(
                NaiveLayers.of(image, samples),
                kind == Pool.Kind.MAX,
                countPadding,
                new int[] {k, k},
                new int[] {s, s},
                new int[] {before, before, after, after}));
      }
    }
  }

  /**
   * 1, 2, 3, ... pooled along a line; what ONNX Runtime 1.32 and the reference evaluator of onnx
   * 1.23 give, in operator sets 13 (dilated means: 19) to 22, and where padding is the same on both
   * sides PyTorch 1.13, which has no dilated means. Padding counts; what is beyond it does not.
   */
  @ParameterizedTest
  @CsvSource({
    // size, kernel, stride, dilation, before, after, maxima, means, means with padding
    "4, 3, 3, 1, 0, 2, 3 4, 2 4, 2 1.3333334", // not one from 6 on
    "5, 3, 4, 1, 1, 2, 2 5, 1.5 4.5, 1 3", // from -1, 3; not 7
    "6, 3, 3, 1, 1, 1, 2 5 6, 1.5 4 6, 1 4 3", // from -1, 2, 5
    "7, 4, 3, 1, 0, 3, 4 7 7, 2.5 5.5 7, 2.5 5.5 1.75", // from 0, 3, 6; not 9
    "6, 3, 2, 1, 0, 0, 3 5 6, 2 4 5.5, 2 4 5.5", // the last, from 4, reads 1 beyond
    "6, 5, 4, 1, 1, 1, 4 6, 2.5 5, 2 3.75",
    "8, 3, 2, 1, 1, 1, 2 4 6 8 8, 1.5 3 5 7 8, 1 3 5 7 4",
    "10, 5, 4, 1, 2, 2, 3 7 10, 2 5 8.5, 1.2 5 6.8",
    "8, 2, 3, 2, 0, 0, 3 6 7, 2 5 7, 2 5 7",
  })
  void windowsOfCeilThatBeginInPaddingAreAsOnnxHasThem(
      int size,
      int kernel,
      int stride,
      int dilation,
      int before,
      int after,
      String maxima,
      String means,
      String paddedMeans) {
    WindowAxis axis =
        new WindowAxis(kernel, stride, dilation, before, after, WindowAxis.Pad.EXPLICIT, true);
    Shape image = new Shape(1, size, 1);
    float[] samples = new float[size];
    for (int i = 0; i < size; i++) {
      samples[i] = i + 1;
    }
    assertThat(run(new Pool(Pool.Kind.MAX, WindowAxis.POINT, axis, false), image, samples))
        .containsExactly(floats(maxima));
    assertThat(run(new Pool(Pool.Kind.AVERAGE, WindowAxis.POINT, axis, false), image, samples))
        .containsExactly(floats(means));
    assertThat(run(new Pool(Pool.Kind.AVERAGE, WindowAxis.POINT, axis, true), image, samples))
        .containsExactly(floats(paddedMeans));
    Shape column = new Shape(size, 1, 1);
    assertThat(run(new Pool(Pool.Kind.AVERAGE, axis, WindowAxis.POINT, true), column, samples))
        .containsExactly(floats(paddedMeans));
  }

  private static float[] floats(String numbers) {
    String[] words = numbers.split(" ", -1);
    float[] floats = new float[words.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.parseFloat(words[i]);
    }
    return floats;
  }

  @Test
  void aPoolWindowInThePaddingAloneIsRefused() {
    for (int[] padding : new int[][] {{3, 0}, {0, 3}, {4, 4}}) {
      assertThatThrownBy(
              () ->
                  new Pool(
                      Pool.Kind.MAX,
                      WindowAxis.POINT,
                      axis(2, 1, 2, padding[0], padding[1]),
                      false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              Text.of(
                  "Cannot pool: the padding holds a whole window, found %d and %d, expected less than 3",
                  padding[0], padding[1]));
    }
    // Of an image of one sample, the windows from -2 on read -2, 1 and -1, 2.
    Pool gaps = new Pool(Pool.Kind.AVERAGE, WindowAxis.POINT, axis(2, 1, 3, 2, 2), true);
    WindowAxis same = new WindowAxis(2, 1, 3, 0, 0, WindowAxis.Pad.SAME_UPPER, false);
    for (Pool pool : List.of(gaps, new Pool(Pool.Kind.MAX, same, WindowAxis.POINT, false))) {
      assertThatThrownBy(() -> run(pool, new Shape(1, 1, 1), new float[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Cannot run layer layer (")
          .hasMessageEndingWith(
              "a window of 2 samples, each 3 apart, lies in the padding alone, found an image of 1, expected at least one sample of it in every window");
    }
    // Of three samples, windows read -2, 1; -1, 2; 0, 3; 1, 4.
    assertThat(run(gaps, new Shape(1, 3, 1), new float[] {2, 4, 8})).containsExactly(2, 4, 1, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "1048577, 1, 1, 0, 0, the kernel is out of range",
    "1, 1048577, 1, 0, 0, the stride is out of range",
    "1, 1, 1048577, 0, 0, the dilation is out of range",
    "65536, 1, 65536, 0, 0, the window with its dilation is out of range",
    "3, 1, 1, 1025, 0, the padding is out of range",
    "3, 1, 1, 0, 1025, the padding is out of range",
    "3, 1, 1, -1, 0, the padding is out of range",
  })
  void windowsAreBounded(
      int kernel, int stride, int dilation, int before, int after, String reason) {
    assertThatThrownBy(() -> axis(kernel, stride, dilation, before, after))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot slide a window: " + reason + ", found ");
  }

  /** Near 2^31 lines the sums pass an int. */
  @Test
  void shapesThatOverflowAreRefusedByName() {
    Shape tall = new Shape(Integer.MAX_VALUE, 1, 1);
    for (Layer layer :
        List.of(
            new ZeroPad(1, 0, 1, 0, 0),
            new Convolution(
                WindowAxis.of(1, 1, 1),
                WindowAxis.POINT,
                1,
                1,
                new float[1],
                new float[1],
                RELU))) {
      Network network =
          new Network(
              "tall",
              new Network.Input(1, 0, 0),
              List.of(new Node("wide", layer, List.of(Node.IMAGE))),
              List.of(0));
      assertThatThrownBy(() -> network.shapes(tall))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              Text.of(
                  "Cannot run layer wide (%s) of network tall on an image of 2147483647 x 1 x 1: its result is too large, expected sizes of at most 2147483647",
                  layer.label()));
    }
    WindowAxis axis = new WindowAxis(3, 2, 1, 1, 1, WindowAxis.Pad.EXPLICIT, false);
    assertThat(axis.outputs(Integer.MAX_VALUE)).isEqualTo(1 << 30);
    assertThat(axis.inputs(new RowRange((1 << 30) - 1, 1 << 30), Integer.MAX_VALUE))
        .isEqualTo(new RowRange(Integer.MAX_VALUE - 2, Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 30})
  void lrnIsTheDoubleLoop(int size) {
    Shape image = new Shape(3, 4, 11);
    float[] samples = numbers(new Random(size), 3 * 4 * 11, 3);
    for (float beta : new float[] {0.75f, 0.5f}) {
      assertMap(
          run(new Lrn(size, 0.3f, beta, 1.5f), image, samples),
          NaiveLayers.lrn(NaiveLayers.of(image, samples), size, 0.3f, beta, 1.5f));
    }
  }

  /** By hand: a map of 2 x 2 x 2. */
  @Test
  void smallLayersByHand() {
    Shape image = new Shape(2, 2, 2);
    float[] map = {1, 10, 2, 20, 3, 30, 4, 40};
    assertThat(run(new GlobalPool(Pool.Kind.AVERAGE), image, map)).containsExactly(2.5f, 25);
    assertThat(run(new GlobalPool(Pool.Kind.MAX), image, map)).containsExactly(4, 40);
    assertThat(run(new Flatten(), image, map)).containsExactly(1, 2, 3, 4, 10, 20, 30, 40);
    assertThat(run(new ScaleShift(new float[] {2, -1}, new float[] {-5, 15}, RELU), image, map))
        .containsExactly(0, 5, 0, 0, 1, 0, 3, 0);
    assertThat(run(new ActivationLayer(RELU), new Shape(1, 2, 1), new float[] {-1, 2}))
        .containsExactly(0, 2);
    assertThat(run(new ZeroPad(1, 0, 0, 1, 0f), new Shape(1, 2, 1), new float[] {7, 8}))
        .containsExactly(0, 0, 0, 7, 8, 0);
  }

  /** ONNX: the window of a ceil pool that would begin in the padding behind the image is not. */
  @ParameterizedTest
  @CsvSource({
    // size, kernel, stride, before, after, ceil, outputs
    "4, 3, 2, 0, 0, true, 2", // 0..2, 2..4
    "4, 3, 2, 0, 0, false, 1",
    "4, 2, 3, 0, 1, true, 2", // 0..1, 3..4
    "4, 1, 3, 0, 2, true, 2", // 0, 3; not 6
    "7, 3, 2, 1, 1, false, 4",
  })
  void outputsAreByHand(
      int size, int kernel, int stride, int before, int after, boolean ceil, int outputs) {
    WindowAxis axis =
        new WindowAxis(kernel, stride, 1, before, after, WindowAxis.Pad.EXPLICIT, ceil);
    assertThat(axis.outputs(size)).isEqualTo(outputs);
  }

  /** SAME: ceil(size / stride) outputs; 7 by 2 with a window of 4 pads (4 - 1) * 2 + 4 - 7 = 3. */
  @Test
  void samePaddingIsByHand() {
    WindowAxis upper = new WindowAxis(4, 2, 1, 0, 0, WindowAxis.Pad.SAME_UPPER, false);
    WindowAxis lower = new WindowAxis(4, 2, 1, 0, 0, WindowAxis.Pad.SAME_LOWER, false);
    assertThat(List.of(upper.outputs(7), upper.paddingBefore(7), upper.paddingAfter(7)))
        .containsExactly(4, 1, 2);
    assertThat(List.of(lower.outputs(7), lower.paddingBefore(7), lower.paddingAfter(7)))
        .containsExactly(4, 2, 1);
  }

  @Test
  void aMapThatDoesNotFitIsNamed() {
    Layer layer =
        new Convolution(
            WindowAxis.of(3, 1, 0),
            WindowAxis.of(3, 1, 0),
            3,
            1,
            new float[27],
            new float[1],
            RELU);
    assertThatThrownBy(() -> run(layer, new Shape(9, 9, 4), new float[324]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot run layer layer (conv 3x3) of network test on an image of 9 x 9 x 4: the channels do not fit, found 4, expected 3");
    assertThatThrownBy(() -> run(layer, new Shape(2, 9, 3), new float[54]))
        .hasMessageEndingWith(
            "the window is larger than the padded image, found 3, expected at most 2");
  }
}
