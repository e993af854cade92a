package pointwise.network.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import pointwise.kernel.Activation;
import pointwise.network.graph.Network;
import pointwise.network.layer.ActivationLayer;
import pointwise.network.layer.Concat;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Pool;
import pointwise.network.layer.Shape;
import pointwise.network.layer.WindowAxis;
import pointwise.network.run.RandomNetworks;

/** Against numbers by hand: k · k · D · N multiply-adds for each pixel of a result. */
class NetworkReportTest {
  private static final int PIXELS = 28 * 28;

  private static Saving saving(
      List<String> layers, String operator, List<Integer> channels, long taken, long direct) {
    return new Saving(layers, operator, channels, taken, direct, (double) direct / taken);
  }

  @Test
  void aBottleneckIsEightTimesLessThanOneConvolution() {
    NetworkReport report = NetworkReport.of(RandomNetworks.bottleneck(1), new Shape(28, 28, 256));
    assertThat(report.multiplyAdds()).isEqualTo(PIXELS * 69_632L);
    assertThat(report.parameters()).isEqualTo(69_632 + 64 + 64 + 256);
    assertThat(report.layers().stream().map(NetworkReport.Line::multiplyAdds))
        .containsExactly(PIXELS * 16_384L, PIXELS * 36_864L, PIXELS * 16_384L, 0L);
    assertThat(report.savings())
        .containsExactly(
            saving(
                List.of("layer0", "layer1"),
                "conv 3x3",
                List.of(256, 64, 64),
                PIXELS * 53_248L,
                PIXELS * 147_456L),
            saving(
                List.of("layer0", "layer1", "layer2"),
                "conv 3x3",
                List.of(256, 64, 64, 256),
                PIXELS * 69_632L,
                PIXELS * 589_824L));
    assertThat(report.savings().get(1).factor()).isCloseTo(8.47, within(0.005));
  }

  /** Inception 3a beside the module that reads 192 channels everywhere. */
  @Test
  void theReductionsOfInceptionAreItsDifferenceToTheNaiveModule() {
    NetworkReport reduced = NetworkReport.of(RandomNetworks.inception3a(1), new Shape(28, 28, 192));
    long one = 192 * 64;
    long three = 192 * 96 + 9 * 96 * 128;
    long five = 192 * 16 + 25 * 16 * 32;
    long pool = 192 * 32;
    assertThat(one + three + five + pool).isEqualTo(163_328);
    assertThat(reduced.multiplyAdds()).isEqualTo(PIXELS * 163_328L);
    assertThat(reduced.parameters()).isEqualTo(163_328 + 64 + 96 + 128 + 16 + 32 + 32);

    RandomNetworks net = new RandomNetworks(1, 192);
    WindowAxis axis = WindowAxis.of(3, 1, 1);
    int a = net.conv(-1, 192, 64, 1, 1, 0);
    int b = net.conv(-1, 192, 128, 3, 1, 1);
    int c = net.conv(-1, 192, 32, 5, 1, 2);
    int d = net.add(new Pool(Pool.Kind.MAX, axis, axis, false), -1);
    Network module = net.build(net.add(new Concat(), a, b, c, d));
    NetworkReport naive = NetworkReport.of(module, new Shape(28, 28, 192));
    long directThree = 9 * 192 * 128;
    long directFive = 25 * 192 * 32;
    assertThat(one + directThree + directFive).isEqualTo(387_072);
    assertThat(naive.multiplyAdds()).isEqualTo(PIXELS * 387_072L);
    assertThat(naive.parameters()).isEqualTo(387_072 + 64 + 128 + 32);
    assertThat(naive.layers().get(4).output()).isEqualTo(new Shape(28, 28, 64 + 128 + 32 + 192));
    assertThat(naive.savings()).isEmpty();

    assertThat(reduced.savings())
        .containsExactly(
            saving(
                List.of("layer1", "layer2"),
                "conv 3x3",
                List.of(192, 96, 128),
                PIXELS * three,
                PIXELS * directThree),
            saving(
                List.of("layer3", "layer4"),
                "conv 5x5",
                List.of(192, 16, 32),
                PIXELS * five,
                PIXELS * directFive));
    long saved = reduced.savings().stream().mapToLong(s -> s.direct() - s.multiplyAdds()).sum();
    assertThat(naive.multiplyAdds() - reduced.multiplyAdds())
        .isEqualTo(saved - PIXELS * pool); // the naive pool has no convolution behind it
  }

  /** 64 pixels; the first ReLU is folded into its convolution, the scale after a ReLU is not. */
  static Network small() {
    RandomNetworks net = new RandomNetworks(2, 4);
    int squeeze = net.add(net.convolution(4, 2, 1, 1, 0, 1, new Activation.Identity()), -1);
    int relu = net.add(new ActivationLayer(new Activation.Relu()), squeeze);
    int window = net.conv(relu, 2, 4, 3, 1, 1);
    int scale = net.add(net.affine(4, new Activation.Relu()), window);
    int expand = net.conv(scale, 4, 8, 1, 1, 0);
    WindowAxis axis = WindowAxis.of(2, 2, 0);
    return net.build(net.add(new Pool(Pool.Kind.MAX, axis, axis, false), expand));
  }

  /** Batch norm after a convolution without bias: 2 · 8 numbers are read, a bias of 8 is run. */
  @Test
  void parametersAreCountedAsReadAndAsRun() {
    RandomNetworks net = new RandomNetworks(6, 4);
    WindowAxis axis = WindowAxis.of(3, 1, 1);
    float[] weights = net.numbers(8 * 4 * 9, 0.1);
    Convolution plain =
        new Convolution(axis, axis, 4, 1, weights, new float[8], new Activation.Identity());
    int normed = net.add(net.affine(8, new Activation.Relu()), net.add(plain, -1));
    NetworkReport report = NetworkReport.of(net.build(normed), new Shape(5, 5, 4));
    assertThat(report.layers()).hasSize(1);
    assertThat(report.declaredParameters()).isEqualTo(8 * 4 * 9 + 2 * 8);
    assertThat(report.parameters()).isEqualTo(8 * 4 * 9 + 8);
  }

  @Test
  void theTableOfASmallNetwork() {
    assertThat(NetworkTable.of(NetworkReport.of(small(), new Shape(8, 8, 4))))
        .isEqualTo(
            """
            random: input 8 x 8 x 4
            layers folded for the outputs: 6 read, 5 run
            parameters: 134 read, 134 run

            layer     operator         output         parameters       multiply-adds   share
            layer1    conv 1x1         8 x 8 x 2              10                 512    6.9%
            layer2    conv 3x3         8 x 8 x 4              76               4,608   62.1%
            layer3    scale and shift  8 x 8 x 4               8                 256    3.4%
            layer4    conv 1x1         8 x 8 x 8              40               2,048   27.6%
            layer5    max pool 2x2     4 x 4 x 8               0                   0    0.0%
            total                                            134               7,424

            what 1x1 reductions save, in multiply-adds
            layer1, layer2: 4 -> 2 -> 4 takes 5,120; conv 3x3 4 -> 4 instead takes 9,216, 1.80 times as many
            layer1, layer2, layer4: 4 -> 2 -> 4 -> 8 takes 7,168; conv 3x3 4 -> 8 instead takes 18,432, 2.57 times as many
            """);
  }

  /** Both strides count: 16 of 256 pixels are left, and the direct layer makes no more. */
  @Test
  void aStrideInTheReductionCounts() {
    RandomNetworks net = new RandomNetworks(3, 8);
    int squeeze = net.conv(-1, 8, 4, 1, 2, 0);
    Network network = net.build(net.conv(squeeze, 4, 6, 3, 2, 1));
    NetworkReport report = NetworkReport.of(network, new Shape(16, 16, 8));
    assertThat(report.savings())
        .containsExactly(
            saving(
                List.of("layer0", "layer1"),
                "conv 3x3",
                List.of(8, 4, 6),
                64 * 8 * 4 + 16 * 9 * 4 * 6,
                16 * 9 * 8 * 6));
  }

  @Test
  void whatReducesNothingIsNoSaving() {
    RandomNetworks net = new RandomNetworks(4, 8);
    int same = net.conv(-1, 8, 8, 1, 1, 0);
    int three = net.conv(same, 8, 8, 3, 1, 1);
    int squeeze = net.conv(three, 8, 4, 1, 1, 0);
    int depthwise = net.add(net.convolution(4, 4, 3, 1, 1, 4, new Activation.Relu()), squeeze);
    Network network = net.build(net.conv(depthwise, 4, 8, 1, 1, 0));
    assertThat(NetworkReport.of(network, new Shape(5, 5, 8)).savings()).isEmpty();
  }

  @Test
  void imagesThatDoNotFitAreRefused() {
    Network fixed = new Network("fixed", new Network.Input(4, 8, 8), small().nodes(), List.of(5));
    assertThatThrownBy(() -> NetworkReport.of(fixed, new Shape(9, 8, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot inspect network fixed: the image does not fit, found 9 x 8 x 4, expected 8 x 8 x 4");
    assertThatThrownBy(() -> NetworkReport.of(small(), new Shape(1, 1, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot run layer layer5 (max pool 2x2) of network random");
    RandomNetworks net = new RandomNetworks(5, 1);
    Network wide = net.build(net.conv(net.conv(-1, 1, 100, 1, 1, 0), 100, 100, 1, 1, 0));
    Shape image = new Shape(Integer.MAX_VALUE, 21_000_000, 1); // 4.5e16 pixels of 1e4 each
    assertThatThrownBy(() -> NetworkReport.of(wide, image))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot inspect network random: the image is too large, found 2147483647 x 21000000 x 1, expected at most 9223372036854775807 multiply-adds");
  }
}
