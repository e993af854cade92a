package pointwise.network.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import pointwise.CoreType;
import pointwise.blas.Blas;
import pointwise.kernel.Activation;
import pointwise.network.graph.Folding;
import pointwise.network.graph.Network;
import pointwise.network.layer.ActivationLayer;
import pointwise.network.layer.Elementwise;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.Pool;
import pointwise.network.layer.Shape;

class StripsTest {
  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of("inception", RandomNetworks.inception3a(1), new Shape(28, 28, 192)),
        Arguments.of("bottleneck", RandomNetworks.bottleneck(2), new Shape(20, 31, 256)),
        Arguments.of("seven layers", RandomNetworks.sevenLayers(3), new Shape(157, 113, 3)));
  }

  private static float[] strips(
      Network network, Shape image, float[] samples, int place, long budget, List<Integer> rows) {
    Inference inference =
        new Inference(network, image, List.of(place), new PackedWeights(Blas.nativeBlas()));
    Shape shape = inference.shape(place);
    float[] joined = new float[shape.height() * shape.line()];
    int[] next = {0};
    inference.open(
        budget,
        (begin, end) -> Arrays.copyOfRange(samples, begin * image.line(), end * image.line()));
    inference
        .strips(0)
        .forEachRemaining(
            strip -> {
              assertThat(strip.y()).isEqualTo(next[0]);
              assertThat(strip.hwc()).hasSize(strip.rows() * shape.line());
              System.arraycopy(
                  strip.hwc(), 0, joined, strip.y() * shape.line(), strip.hwc().length);
              next[0] += strip.rows();
              rows.add(strip.rows());
            });
    assertThat(next[0]).isEqualTo(shape.height());
    return joined;
  }

  /** The smallest budget that is not refused: the one that the refusal of the last one names. */
  private static long least(Network network, Shape image, float[] samples, int place) {
    for (long budget = 1; ; ) {
      try {
        strips(network, image, samples, place, budget, new ArrayList<>());
        return budget;
      } catch (IllegalArgumentException e) {
        Matcher least =
            Pattern.compile(
                    "Cannot run network random by strips: one line of (?:the image|layer layer\\d+ \\(.*\\)) takes (\\d+) samples on an image of .*, expected at most "
                        + budget
                        + ": give the JVM more memory or fewer tasks")
                .matcher(e.getMessage());
        assertThat(least.matches()).as(e.getMessage()).isTrue();
        budget = Long.parseLong(least.group(1));
      }
    }
  }

  /** Every layer of the network, at several heights of strips down to a single line. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void stripsAreTheWholeImage(String name, Network network, Shape image) {
    boolean exact = CoreType.bitForBit("strips of " + name + " = whole");
    float[] samples = LayerTest.numbers(new Random(4), image.height() * image.line(), 1);
    for (int place = 0; place < network.nodes().size(); place++) {
      float[] whole =
          new Inference(network, image, List.of(place), new PackedWeights(Blas.nativeBlas()))
              .run(samples)
              .get(0);
      double largest = 0;
      for (float sample : whole) {
        largest = Math.max(largest, Math.abs(sample));
      }
      long least = least(network, image, samples, place);
      for (long budget : new long[] {least, least + 60_000, least + 400_000, Long.MAX_VALUE}) {
        List<Integer> rows = new ArrayList<>();
        float[] strips = strips(network, image, samples, place, budget, rows);
        if (budget == least) {
          assertThat(rows).containsOnly(1);
        } else if (budget == Long.MAX_VALUE) {
          assertThat(rows).hasSize(1);
        }
        if (exact) {
          assertThat(Arrays.equals(strips, whole)).as("layer %d by %s", place, rows).isTrue();
        } else {
          for (int i = 0; i < whole.length; i++) {
            assertThat(Math.abs(strips[i] - whole[i]))
                .isLessThanOrEqualTo((float) (1e-5 * largest));
          }
        }
      }
    }
  }

  @Test
  void aGlobalPoolIsTheSameFromStrips() {
    RandomNetworks net = new RandomNetworks(5, 3);
    int map = net.conv(-1, 3, 8, 3, 1, 1);
    int pool = net.add(new GlobalPool(Pool.Kind.AVERAGE), map);
    int dense = net.conv(pool, 8, 5, 1, 1, 0);
    Network network = net.build(dense);
    Shape image = new Shape(61, 40, 3);
    float[] samples = LayerTest.numbers(new Random(6), 61 * 40 * 3, 1);
    float[] whole =
        new Inference(network, image, List.of(dense), new PackedWeights(Blas.nativeBlas()))
            .run(samples)
            .get(0);
    float[] strips =
        strips(
            network,
            image,
            samples,
            dense,
            least(network, image, samples, dense),
            new ArrayList<>());
    if (CoreType.bitForBit("global pool of strips = whole")) {
      assertThat(strips).isEqualTo(whole);
    } else {
      for (int k = 0; k < 5; k++) {
        assertThat(strips[k]).isCloseTo(whole[k], org.assertj.core.api.Assertions.within(1e-5f));
      }
    }
  }

  @Test
  void aMapMadeFromAGlobalPoolIsRefusedByName() {
    RandomNetworks net = new RandomNetworks(5, 4);
    int map = net.conv(-1, 4, 4, 3, 1, 1);
    int pool = net.add(new GlobalPool(Pool.Kind.AVERAGE), map);
    int gate = net.add(new ActivationLayer(new Activation.Sigmoid()), pool);
    int out =
        net.add(
            new Elementwise(Elementwise.Operator.MULTIPLY, new Activation.Identity()), map, gate);
    Network network = net.build(out);
    assertThatThrownBy(
            () -> strips(network, new Shape(9, 9, 4), new float[324], out, 1, new ArrayList<>()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot run network random by strips: layer layer3 makes a map of 9 x 9 x 4 from a global pool");
  }

  /** Folded and not, on every shape of layer that folding knows; at the border of padding too. */
  @Test
  void foldingKeepsTheFunction() {
    RandomNetworks net = new RandomNetworks(7, 3);
    Activation none = new Activation.Identity();
    int first = net.add(net.affine(3, none), -1);
    int padded = net.add(net.convolution(3, 12, 7, 1, 3, 1, none), first);
    int normed = net.add(net.affine(12, none), padded);
    int active = net.add(new ActivationLayer(new Activation.Relu()), normed);
    int scaled = net.add(net.affine(12, none), active);
    int grouped = net.add(net.convolution(12, 6, 3, 1, 0, 3, none), scaled);
    int soft = net.add(new ActivationLayer(new Activation.Softmax()), grouped);
    int depth = net.add(net.convolution(6, 6, 3, 2, 1, 6, none), soft);
    int depthNormed = net.add(net.affine(6, new Activation.LeakyRelu(0.1f)), depth);
    int sum = net.add(new Elementwise(Elementwise.Operator.ADD, none), depthNormed, depthNormed);
    int last = net.add(new ActivationLayer(new Activation.Tanh()), sum);
    Network network = net.build(last);
    Network folded = Folding.of(network, List.of(last));
    assertThat(folded.nodes().stream().map(node -> node.layer().label()))
        .containsExactly(
            "scale and shift", "conv 7x7", "conv 3x3 / 3", "softmax", "depthwise 3x3", "add");
    Shape image = new Shape(19, 23, 3);
    float[] samples = LayerTest.numbers(new Random(8), 19 * 23 * 3, 1);
    float[] a =
        new Inference(network, image, List.of(last), new PackedWeights(Blas.nativeBlas()))
            .run(samples)
            .get(0);
    float[] b =
        new Inference(folded, image, folded.outputs(), new PackedWeights(Blas.nativeBlas()))
            .run(samples)
            .get(0);
    for (int i = 0; i < a.length; i++) {
      assertThat(b[i]).isCloseTo(a[i], org.assertj.core.api.Assertions.within(1e-5f));
    }
    assertThat(Folding.of(network, List.of(padded, last)).nodes()).hasSize(6 + 1);
  }
}
