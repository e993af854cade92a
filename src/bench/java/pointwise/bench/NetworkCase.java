package pointwise.bench;

import java.util.List;
import pointwise.network.Axis;
import pointwise.network.Concat;
import pointwise.network.GlobalPool;
import pointwise.network.Network;
import pointwise.network.Node;
import pointwise.network.Pool;
import pointwise.network.RandomNetworks;
import pointwise.network.Shape;

/**
 * A network that is measured.
 *
 * @param network for images of that shape and no other, which lets every way prepare
 */
record NetworkCase(String name, Network network, Shape image) {
  private static final long SEED = 20260101L;
  private static final int SQUEEZE_NET_CLASSES = 1000;

  static List<NetworkCase> all() {
    return List.of(
        of("1x1 3-16", stack(3, 16), 512),
        of("1x1 64-64-64", stack(64, 64, 64), 56),
        of("1x1 64-64-64", stack(64, 64, 64), 512),
        of("1x1 256-64-256", stack(256, 64, 256), 56),
        of("1x1 256-64-256", stack(256, 64, 256), 512),
        of("Inception 3a", RandomNetworks.inception3a(SEED), 28),
        of("Inception 3a", RandomNetworks.inception3a(SEED), 56),
        of("bottleneck 256-64-256", RandomNetworks.bottleneck(SEED), 56),
        of("SqueezeNet 1.1", squeezeNet(), 224));
  }

  private static NetworkCase of(String name, Network any, int side) {
    int channels = any.input().channels();
    Network.Input input = new Network.Input(channels, side, side);
    return new NetworkCase(
        name,
        new Network(name, input, any.nodes(), any.outputs()).folded(any.outputs()),
        new Shape(side, side, channels));
  }

  /** 1x1 convolutions with ReLU, one after the other. */
  static Network stack(int... channels) {
    RandomNetworks net = new RandomNetworks(SEED, channels[0]);
    int last = Node.IMAGE;
    for (int i = 1; i < channels.length; i++) {
      last = net.conv(last, channels[i - 1], channels[i], 1, 1, 0);
    }
    return net.build(last);
  }

  private static Network squeezeNet() {
    RandomNetworks net = new RandomNetworks(SEED, 3);
    return net.build(net.add(new GlobalPool(Pool.Kind.AVERAGE), squeezeNet(net)));
  }

  /** SqueezeNet 1.1 up to its last 1x1 convolution. */
  static Network squeezeNetMaps() {
    RandomNetworks net = new RandomNetworks(SEED, 3);
    return net.build(squeezeNet(net));
  }

  /**
   * Adds the layers of SqueezeNet 1.1.
   *
   * @return the place of the last convolution
   * @see <a href="https://github.com/forresti/SqueezeNet">its authors' definition</a>
   */
  private static int squeezeNet(RandomNetworks net) {
    int first = net.conv(Node.IMAGE, 3, 64, 3, 2, 0);
    int two = fire(net, fire(net, pool(net, first), 64, 16, 64), 128, 16, 64);
    int four = fire(net, fire(net, pool(net, two), 128, 32, 128), 256, 32, 128);
    int six = fire(net, fire(net, pool(net, four), 256, 48, 192), 384, 48, 192);
    int eight = fire(net, fire(net, six, 384, 64, 256), 512, 64, 256);
    return net.conv(eight, 512, SQUEEZE_NET_CLASSES, 1, 1, 0);
  }

  private static int pool(RandomNetworks net, int from) {
    Axis axis = new Axis(3, 2, 1, 0, 0, Axis.Pad.EXPLICIT, true);
    return net.add(new Pool(Pool.Kind.MAX, axis, axis, false), from);
  }

  private static int fire(RandomNetworks net, int from, int inputs, int squeeze, int expand) {
    int squeezed = net.conv(from, inputs, squeeze, 1, 1, 0);
    return net.add(
        new Concat(),
        net.conv(squeezed, squeeze, expand, 1, 1, 0),
        net.conv(squeezed, squeeze, expand, 3, 1, 1));
  }

  /** The shape of the result. */
  Shape result() {
    return network.shapes(image).get(network.outputs().get(0));
  }

  /** Floating-point operations of the convolutions for an image, an addition being one. */
  long flops() {
    List<Shape> shapes = network.shapes(image);
    return 2
        * network.nodes().stream()
            .mapToLong(node -> node.layer().multiplyAdds(inputs(node, shapes)))
            .sum();
  }

  private List<Shape> inputs(Node node, List<Shape> shapes) {
    return node.inputs().stream()
        .map(from -> from == Node.IMAGE ? image : shapes.get(from))
        .toList();
  }
}
