package pointwise.network.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import pointwise.kernel.Activation;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.ActivationLayer;
import pointwise.network.layer.Concat;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Elementwise;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.Layer;
import pointwise.network.layer.Pool;
import pointwise.network.layer.ScaleShift;
import pointwise.network.layer.WindowAxis;

/**
 * Networks built by named layers, with random weights of He's size from a seed: the same on every
 * machine, as {@link Random} is.
 */
final class NetworkBuilder {
  static final int IMAGE = Node.IMAGE;
  static final Activation NONE = new Activation.Identity();
  static final Activation RELU = new Activation.Relu();

  /** Of MobileNets. */
  static final Activation RELU6 = new Activation.Clip(0, 6);

  private final String name;
  private final int imageChannels;
  private final boolean balanced;
  private final Random random;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Integer> channels = new ArrayList<>();

  NetworkBuilder(String name, int imageChannels, long seed) {
    this(name, imageChannels, seed, false);
  }

  /** With kernels that sum to 0 where they read more than one channel. */
  static NetworkBuilder balanced(String name, int imageChannels, long seed) {
    return new NetworkBuilder(name, imageChannels, seed, true);
  }

  private NetworkBuilder(String name, int imageChannels, long seed, boolean balanced) {
    this.name = name;
    this.balanced = balanced;
    this.imageChannels = imageChannels;
    this.random = new Random(seed);
  }

  /** Adds a layer that gives so many channels, and gives its place. */
  int add(String layerName, Layer layer, int outputs, Integer... from) {
    nodes.add(new Node(layerName, layer, List.of(from)));
    channels.add(outputs);
    return nodes.size() - 1;
  }

  /** Channels of a result. */
  int channels(int place) {
    return place == IMAGE ? imageChannels : channels.get(place);
  }

  float[] numbers(int count, double size) {
    return LayerTest.numbers(random, count, size);
  }

  /** A convolution with biases and ReLU. */
  int conv(String layerName, int from, int kernels, int kernel, int stride, int padding) {
    return conv(layerName, from, kernels, kernel, stride, padding, RELU);
  }

  int conv(String layerName, int from, int kernels, int kernel, int stride, int pad, Activation f) {
    WindowAxis axis = WindowAxis.of(kernel, stride, pad);
    return conv(layerName, from, axis, 1, biases(kernels), f);
  }

  /** A convolution without biases and a batch norm; depthwise where groups are the channels. */
  int convNorm(
      String layerName, int from, int kernels, int kernel, int stride, int groups, Activation f) {
    WindowAxis axis = WindowAxis.of(kernel, stride, kernel / 2);
    int linear = conv(layerName + "/conv", from, axis, groups, new float[kernels], NONE);
    float[] scale = numbers(kernels, 0.2);
    for (int c = 0; c < kernels; c++) {
      scale[c] += 1;
    }
    return add(layerName, new ScaleShift(scale, numbers(kernels, 0.2), f), kernels, linear);
  }

  private int conv(
      String layerName,
      int from,
      WindowAxis axis,
      int groups,
      float[] bias,
      Activation activation) {
    int inputs = channels(from);
    int fan = inputs / groups * axis.kernel() * axis.kernel();
    float[] weights = numbers(bias.length * fan, StrictMath.sqrt(2.0 / fan));
    for (int k = 0; balanced && groups == 1 && k < bias.length; k++) {
      balance(weights, k * fan, fan);
    }
    return add(
        layerName,
        new Convolution(axis, axis, inputs, groups, weights, bias, activation),
        bias.length,
        from);
  }

  /** Of balanced kernels they are above 0 mostly, so that ReLU leaves something. */
  float[] biases(int kernels) {
    float[] biases = numbers(kernels, 0.1);
    for (int k = 0; balanced && k < kernels; k++) {
      biases[k] += 0.3f;
    }
    return biases;
  }

  static void balance(float[] weights, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += weights[i];
    }
    for (int i = from; i < from + count; i++) {
      weights[i] -= (float) (sum / count);
    }
  }

  /** A pool of 3 x 3 with stride 2, its last window kept where it is not full. */
  int pool(String layerName, int from, Pool.Kind kind) {
    WindowAxis axis = new WindowAxis(3, 2, 1, 0, 0, WindowAxis.Pad.EXPLICIT, true);
    return add(layerName, new Pool(kind, axis, axis, false), channels(from), from);
  }

  /** The largest of 3 x 3 around each pixel. */
  int maxAround(String layerName, int from) {
    WindowAxis axis = WindowAxis.of(3, 1, 1);
    return add(layerName, new Pool(Pool.Kind.MAX, axis, axis, false), channels(from), from);
  }

  int mean(String layerName, int from) {
    return add(layerName, new GlobalPool(Pool.Kind.AVERAGE), channels(from), from);
  }

  int concat(String layerName, Integer... from) {
    int sum = Arrays.stream(from).mapToInt(this::channels).sum();
    return add(layerName, new Concat(), sum, from);
  }

  int sum(String layerName, int a, int b, Activation f) {
    return add(layerName, new Elementwise(Elementwise.Operator.ADD, f), channels(a), a, b);
  }

  int softmax(String layerName, int from) {
    return add(layerName, new ActivationLayer(new Activation.Softmax()), channels(from), from);
  }

  /** For images of any size. */
  Network build(int... outputs) {
    return new Network(
        name,
        new Network.Input(imageChannels, 0, 0),
        nodes,
        Arrays.stream(outputs).boxed().toList());
  }
}
