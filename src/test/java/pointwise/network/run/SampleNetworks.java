package pointwise.network.run;

import static pointwise.network.run.NetworkBuilder.IMAGE;
import static pointwise.network.run.NetworkBuilder.RELU;

import java.util.List;
import pointwise.network.graph.Network;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.WindowAxis;

/**
 * The networks of {@code sample-data/networks}: modules of well-known architectures with random
 * weights, for RGB photos in 0..1 of any size. Before each stands a convolution of edges and
 * colours, and kernels of several channels sum to 0: an even brightness goes through none of them,
 * and there is something to see.
 */
public final class SampleNetworks {
  private SampleNetworks() {}

  /** All of them; the name of a network is that of its file. */
  public static List<Network> all() {
    return List.of(ninBlock(), inception3a(), bottleneck(), fire(), mobilenetBlock());
  }

  /** Network in Network's mlpconv: a stem in place of its 5x5, then two 1x1; and their means. */
  private static Network ninBlock() {
    NetworkBuilder net = NetworkBuilder.balanced("nin-block", 3, 1);
    int map = stem(net, 192, 4);
    map = net.conv("cccp1", map, 160, 1, 1, 0);
    map = net.conv("cccp2", map, 96, 1, 1, 0);
    return net.build(map, net.mean("means", map));
  }

  private static Network inception3a() {
    NetworkBuilder net = NetworkBuilder.balanced("inception-3a", 3, 2);
    int map = Modules.inception(net, "inception", stem(net, 192, 4), 64, 96, 128, 16, 32, 32);
    return net.build(map);
  }

  private static Network bottleneck() {
    NetworkBuilder net = NetworkBuilder.balanced("bottleneck", 3, 3);
    return net.build(Modules.bottleneck(net, "bottleneck", stem(net, 256, 4), 64, 256, 1));
  }

  private static Network fire() {
    NetworkBuilder net = NetworkBuilder.balanced("fire", 3, 4);
    int map = Modules.fire(net, "fire", stem(net, 64, 4), 16, 64);
    return net.build(0, map);
  }

  private static Network mobilenetBlock() {
    NetworkBuilder net = NetworkBuilder.balanced("mobilenet-block", 3, 5);
    return net.build(Modules.invertedResidual(net, "block", stem(net, 24, 4), 6, 24, 1));
  }

  /** 7x7 with ReLU: each kernel finds edges or bars of one direction and width in one colour. */
  private static int stem(NetworkBuilder net, int kernels, int stride) {
    float[] weights = new float[kernels * 3 * 49];
    for (int k = 0; k < kernels; k++) {
      float[] colour = net.numbers(3, 1);
      float[] shape = net.numbers(3, 1);
      double direction = StrictMath.PI * k / kernels * 5;
      double frequency = 0.5 + 0.4 * Math.abs(shape[0]);
      double phase = 3 * shape[1];
      for (int i = 0; i < 49; i++) {
        double y = i / 7 - 3;
        double x = i % 7 - 3;
        double along = x * StrictMath.cos(direction) + y * StrictMath.sin(direction);
        double wave =
            StrictMath.exp(-(x * x + y * y) / 8) * StrictMath.cos(frequency * along + phase);
        for (int c = 0; c < 3; c++) {
          weights[(k * 3 + c) * 49 + i] = (float) (0.5 * colour[c] * wave);
        }
      }
    }
    WindowAxis axis = WindowAxis.of(7, stride, 3);
    float[] bias = net.biases(kernels);
    return net.add("stem", new Convolution(axis, axis, 3, 1, weights, bias, RELU), kernels, IMAGE);
  }
}
