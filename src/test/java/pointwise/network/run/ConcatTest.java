package pointwise.network.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import pointwise.blas.Blas;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Concat;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.Pool;
import pointwise.network.layer.Shape;
import pointwise.network.layer.WindowAxis;

/** Channels side by side, whether a branch writes straight into the map or is copied there. */
class ConcatTest {
  private static final Shape IMAGE = new Shape(9, 7, 3);

  private final float[] samples =
      LayerTest.numbers(new Random(5), IMAGE.height() * IMAGE.line(), 1);

  private List<float[]> run(Network network, List<Integer> targets) {
    return new Inference(network, IMAGE, targets, new PackedWeights(Blas.nativeBlas()))
        .run(samples);
  }

  /** The maps, each as a network of its own makes it, joined pixel by pixel. */
  private float[] joined(Network network, List<Integer> places) {
    List<Shape> shapes = network.shapes(IMAGE);
    int channels = places.stream().mapToInt(i -> channels(shapes, i)).sum();
    float[] joined = new float[IMAGE.height() * IMAGE.width() * channels];
    int begin = 0;
    for (int place : places) {
      float[] map = place == Node.IMAGE ? samples : run(network, List.of(place)).get(0);
      int C = channels(shapes, place);
      for (int i = 0; i < map.length; i++) {
        joined[i / C * channels + begin + i % C] = map[i];
      }
      begin += C;
    }
    return joined;
  }

  private static int channels(List<Shape> shapes, int place) {
    return place == Node.IMAGE ? IMAGE.channels() : shapes.get(place).channels();
  }

  @Test
  void branchesOfAllKindsLieSideBySide() {
    RandomNetworks net = new RandomNetworks(3, 3);
    WindowAxis axis = WindowAxis.of(3, 1, 1);
    int point = net.conv(Node.IMAGE, 3, 5, 1, 1, 0);
    int readTwice = net.conv(point, 5, 4, 3, 1, 1);
    int grouped = net.add(net.convolution(4, 6, 3, 1, 1, 2, NetworkBuilder.RELU), readTwice);
    int depthwise = net.add(net.convolution(5, 5, 3, 1, 1, 5, NetworkBuilder.RELU), point);
    int pool = net.add(new Pool(Pool.Kind.MAX, axis, axis, false), readTwice);
    int inner = net.add(new Concat(), depthwise, pool);
    int last = net.conv(point, 5, 7, 1, 1, 0);
    int outer = net.add(new Concat(), grouped, Node.IMAGE, inner, readTwice, last);
    Network network = net.build(outer);
    float[] expected =
        joined(network, List.of(grouped, Node.IMAGE, depthwise, pool, readTwice, last));
    assertThat(run(network, List.of(outer)).get(0)).isEqualTo(expected);
    List<float[]> both = run(network, List.of(last, outer));
    assertThat(both.get(0)).isEqualTo(run(network, List.of(last)).get(0));
    assertThat(both.get(1)).isEqualTo(expected);
  }

  @Test
  void aMapMayLieBesideItself() {
    RandomNetworks net = new RandomNetworks(4, 3);
    int map = net.conv(Node.IMAGE, 3, 5, 3, 1, 1);
    int twice = net.add(new Concat(), map, map);
    int after = net.conv(twice, 10, 2, 1, 1, 0);
    Network network = net.build(after);
    assertThat(run(network, List.of(twice)).get(0)).isEqualTo(joined(network, List.of(map, map)));
    assertThat(run(network, List.of(twice, after)).get(1))
        .isEqualTo(run(network, List.of(after)).get(0));
  }
}
