package pointwise.network.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Shape;

class ArchitectureSizesTest {
  private static final Map<Architectures, Network> NETWORKS = new EnumMap<>(Architectures.class);

  private static Network network(Architectures architecture) {
    return NETWORKS.computeIfAbsent(architecture, Architectures::network);
  }

  /** 160 MB. */
  @AfterAll
  static void letGo() {
    NETWORKS.clear();
  }

  /**
   * Published counts. SqueezeNet, ResNet-50 and MobileNet v2: torchvision; MobileNet v1: Keras,
   * trainable; Network in Network: its definition for Caffe; GoogLeNet: that of Caffe (bvlc).
   */
  @ParameterizedTest
  @CsvSource({
    "SQUEEZENET, 1235496",
    "GOOGLENET, 6998552",
    "RESNET_50, 25557032",
    "MOBILENET_V1, 4231976",
    "MOBILENET_V2, 3504872",
    "NETWORK_IN_NETWORK, 966986"
  })
  void parametersAreThePublishedOnes(Architectures architecture, long published) {
    Network network = network(architecture);
    assertThat(network.parameters()).isEqualTo(published);
  }

  /**
   * Multiply-adds of 224 x 224, in millions: torchvision's documentation; the MobileNets' papers.
   */
  @ParameterizedTest
  @CsvSource({"SQUEEZENET, 350", "RESNET_50, 4090", "MOBILENET_V1, 569", "MOBILENET_V2, 300"})
  void multiplyAddsAreThePublishedOnes(Architectures architecture, double millions) {
    Network network = network(architecture);
    Shape image = new Shape(224, 224, 3);
    List<Shape> shapes = network.shapes(image);
    long sum = 0;
    for (Node node : network.nodes()) {
      if (node.layer() instanceof Convolution) {
        sum += node.layer().multiplyAdds(Network.inputs(node, image, shapes));
      }
    }
    assertThat(sum / 1e6).isCloseTo(millions, withinPercentage(1));
  }
}
