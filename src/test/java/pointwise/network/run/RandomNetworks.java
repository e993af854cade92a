package pointwise.network.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import pointwise.kernel.Activation;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Concat;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Elementwise;
import pointwise.network.layer.Layer;
import pointwise.network.layer.Pool;
import pointwise.network.layer.ScaleShift;
import pointwise.network.layer.WindowAxis;

/** Networks with random weights of He's size, built a layer at a time. */
public final class RandomNetworks {
  private final Random random;
  private final List<Node> nodes = new ArrayList<>();
  private final int channels;

  public RandomNetworks(long seed, int channels) {
    this.random = new Random(seed);
    this.channels = channels;
  }

  /** Adds a layer that reads these, and gives its place. */
  public int add(Layer layer, Integer... inputs) {
    nodes.add(new Node("layer" + nodes.size(), layer, List.of(inputs)));
    return nodes.size() - 1;
  }

  /** A convolution with ReLU and a square window. */
  public int conv(int from, int inputs, int kernels, int kernel, int stride, int padding) {
    return add(
        convolution(inputs, kernels, kernel, stride, padding, 1, new Activation.Relu()), from);
  }

  public Convolution convolution(
      int inputs, int kernels, int kernel, int stride, int padding, int groups, Activation f) {
    WindowAxis axis = WindowAxis.of(kernel, stride, padding);
    int fan = inputs / groups * kernel * kernel;
    return new Convolution(
        axis,
        axis,
        inputs,
        groups,
        numbers(kernels * fan, Math.sqrt(2.0 / fan)),
        numbers(kernels, 0.1),
        f);
  }

  public ScaleShift affine(int channels, Activation f) {
    float[] scale = numbers(channels, 0.3);
    for (int c = 0; c < channels; c++) {
      scale[c] += 1;
    }
    return new ScaleShift(scale, numbers(channels, 0.3), f);
  }

  public float[] numbers(int count, double size) {
    return LayerTest.numbers(random, count, size);
  }

  public Network build(int... outputs) {
    List<Integer> places = new ArrayList<>();
    for (int output : outputs) {
      places.add(output);
    }
    return new Network("random", new Network.Input(channels, 0, 0), nodes, places);
  }

  /** Inception 3a: 1x1; 1x1 then 3x3; 1x1 then 5x5; pool then 1x1; side by side. */
  public static Network inception3a(long seed) {
    RandomNetworks net = new RandomNetworks(seed, 192);
    int one = net.conv(-1, 192, 64, 1, 1, 0);
    int three = net.conv(net.conv(-1, 192, 96, 1, 1, 0), 96, 128, 3, 1, 1);
    int five = net.conv(net.conv(-1, 192, 16, 1, 1, 0), 16, 32, 5, 1, 2);
    WindowAxis axis = WindowAxis.of(3, 1, 1);
    int pool = net.conv(net.add(new Pool(Pool.Kind.MAX, axis, axis, false), -1), 192, 32, 1, 1, 0);
    return net.build(net.add(new Concat(), one, three, five, pool));
  }

  /** 256 -> 64 -> 3x3 -> 64 -> 256, added to its input. */
  public static Network bottleneck(long seed) {
    RandomNetworks net = new RandomNetworks(seed, 256);
    int squeezed = net.conv(net.conv(-1, 256, 64, 1, 1, 0), 64, 64, 3, 1, 1);
    int restored =
        net.add(net.convolution(64, 256, 1, 1, 0, 1, new Activation.Identity()), squeezed);
    return net.build(
        net.add(new Elementwise(Elementwise.Operator.ADD, new Activation.Relu()), restored, -1));
  }

  /** Seven layers with strides, dilation by name of none, and pools. */
  public static Network sevenLayers(long seed) {
    RandomNetworks net = new RandomNetworks(seed, 3);
    WindowAxis pool = new WindowAxis(3, 2, 1, 0, 0, WindowAxis.Pad.EXPLICIT, true);
    WindowAxis same = new WindowAxis(3, 2, 1, 0, 0, WindowAxis.Pad.SAME_UPPER, false);
    int a = net.conv(-1, 3, 16, 7, 2, 3);
    int b = net.add(new Pool(Pool.Kind.MAX, pool, pool, false), a);
    int c = net.conv(b, 16, 24, 3, 1, 1);
    int d = net.add(net.convolution(24, 24, 3, 1, 1, 24, new Activation.Relu()), c);
    int e = net.conv(d, 24, 32, 1, 1, 0);
    int f = net.add(new Pool(Pool.Kind.AVERAGE, same, same, true), e);
    return net.build(net.conv(f, 32, 8, 3, 2, 0));
  }
}
