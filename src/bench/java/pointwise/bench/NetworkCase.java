package pointwise.bench;

import java.util.List;
import pointwise.network.graph.Folding;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Shape;
import pointwise.network.run.Architectures;
import pointwise.network.run.RandomNetworks;

/**
 * A network that is measured.
 *
 * @param network for images of that shape and no other, which lets every way prepare
 */
record NetworkCase(String name, Network network, Shape image) {
  private static final long SEED = 20260101L;

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
        Folding.of(new Network(name, input, any.nodes(), any.outputs()), any.outputs()),
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

  /** SqueezeNet 1.1 up to the mean of its last maps. */
  private static Network squeezeNet() {
    Network whole = Architectures.SQUEEZENET.network();
    return Folding.of(whole, List.of(whole.place("pool10")));
  }

  /** SqueezeNet 1.1 up to its last 1x1 convolution. */
  static Network squeezeNetMaps() {
    Network whole = Architectures.SQUEEZENET.network();
    return Folding.of(whole, List.of(whole.place("conv10")));
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
