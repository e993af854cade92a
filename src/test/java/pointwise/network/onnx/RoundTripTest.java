package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pointwise.kernel.Activation;
import pointwise.kernel.KernelFile;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.ActivationLayer;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Elementwise;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.Layer;
import pointwise.network.layer.Pool;
import pointwise.network.layer.ScaleShift;
import pointwise.network.layer.Shape;
import pointwise.network.layer.WindowAxis;
import pointwise.text.Text;

class RoundTripTest {
  /** An activation comes back as a layer of its own: the other way is folding's work. */
  @ParameterizedTest
  @EnumSource(LayerKinds.Kind.class)
  void readingUndoesWriting(LayerKinds.Kind kind) {
    for (int round = 0; round < 20; round++) {
      Random random = new Random(round);
      Shape image = new Shape(2 + random.nextInt(8), 2 + random.nextInt(8), 1 + random.nextInt(5));
      Network network = LayerKinds.of(kind, image, random);
      Network back = read(OnnxWriter.write(network));
      assertThat(back.input()).isEqualTo(network.input());
      assertThat(back.name()).isEqualTo(network.name());
      assertThat(describe(back)).isEqualTo(describe(network));
      String last = network.nodes().get(network.outputs().get(0)).name();
      boolean identity =
          network.nodes().get(network.outputs().get(0)).layer() instanceof ActivationLayer activate
              && activate.activation() instanceof Activation.Identity;
      if (!identity) {
        assertThat(back.nodes().get(back.outputs().get(0)).name()).isEqualTo(last);
      }
    }
  }

  private static Network read(byte[] model) {
    return OnnxReader.read("model.onnx", model, ExternalData.NONE);
  }

  /** All that a network says but for names, its activations as layers of their own. */
  private static List<String> describe(Network network) {
    List<String> layers = new ArrayList<>();
    for (Node node : network.nodes()) {
      Layer layer = node.layer();
      Activation activation = new Activation.Identity();
      if (layer instanceof Convolution c) {
        activation = c.activation();
        layers.add(
            Text.of(
                "conv %s %s %d %d %s %s",
                c.y(),
                c.x(),
                c.inputs(),
                c.groups(),
                Arrays.toString(c.weights()),
                Arrays.toString(c.bias())));
      } else if (layer instanceof ScaleShift a) {
        activation = a.activation();
        layers.add("affine " + Arrays.toString(a.scale()) + Arrays.toString(a.shift()));
      } else if (layer instanceof Elementwise c) {
        activation = c.activation();
        layers.add("combine " + c.operator());
      } else if (layer instanceof ActivationLayer a) {
        activation = a.activation();
      } else {
        layers.add(layer.toString());
      }
      boolean alone = network.nodes().size() == 1 && layer instanceof ActivationLayer;
      if (alone || !(activation instanceof Activation.Identity)) {
        layers.add(activation.toString());
      }
    }
    return layers;
  }

  @Test
  void aStackOfKernelsIsANetworkOfPointwiseConvolutions() {
    String json =
        """
        {"name": "two", "layers": [
          {"kernels": [[1, 2, -1], [0.5, 0, 1]], "bias": [0.25, -1], "activation": "relu"},
          {"kernels": [[3, -2]]}]}
        """;
    Network network =
        OnnxWriter.ofStack(KernelFile.parse("two.json", json.getBytes(StandardCharsets.UTF_8)));
    assertThat(network.input()).isEqualTo(new Network.Input(3, 0, 0));
    assertThat(describe(read(OnnxWriter.write(network))))
        .containsExactly(
            Text.of(
                "conv %s %s 3 1 [1.0, 2.0, -1.0, 0.5, 0.0, 1.0] [0.25, -1.0]",
                WindowAxis.POINT, WindowAxis.POINT),
            "Relu[]",
            Text.of("conv %s %s 2 1 [3.0, -2.0] [0.0]", WindowAxis.POINT, WindowAxis.POINT));
  }

  @Test
  void whatOnnxCannotSayIsRefused() {
    WindowAxis ceil = new WindowAxis(2, 2, 1, 0, 0, WindowAxis.Pad.EXPLICIT, true);
    WindowAxis same = new WindowAxis(2, 2, 1, 0, 0, WindowAxis.Pad.SAME_UPPER, false);
    assertThatThrownBy(
            () -> OnnxWriter.write(of(new Pool(Pool.Kind.MAX, ceil, WindowAxis.POINT, false))))
        .hasMessage(
            "Cannot write network one: ONNX has no such layer, found ceil along one axis only in y");
    assertThatThrownBy(
            () -> OnnxWriter.write(of(new Pool(Pool.Kind.MAX, WindowAxis.POINT, same, false))))
        .hasMessage(
            "Cannot write network one: ONNX has no such layer, found padding of two kinds in y");
  }

  /** A name that the writer would use for itself is a layer's. */
  @Test
  void namesOfLayersAreKept() {
    Network network =
        new Network(
            "names",
            new Network.Input(2, 0, 0),
            List.of(
                new Node("image", new ActivationLayer(new Activation.Relu()), List.of(Node.IMAGE)),
                new Node("image/linear", new GlobalPool(Pool.Kind.MAX), List.of(0)),
                new Node("image_", new ActivationLayer(new Activation.Tanh()), List.of(1))),
            List.of(2, 0));
    Network back = read(OnnxWriter.write(network));
    assertThat(back.nodes()).isEqualTo(network.nodes());
    assertThat(back.outputs()).containsExactly(2, 0);
  }

  private static Network of(Layer layer) {
    return new Network(
        "one",
        new Network.Input(1, 0, 0),
        List.of(new Node("y", layer, List.of(Node.IMAGE))),
        List.of(0));
  }
}
