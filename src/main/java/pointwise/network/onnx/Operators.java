package pointwise.network.onnx;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import pointwise.kernel.Activation;
import pointwise.network.graph.Node;
import pointwise.network.layer.ActivationLayer;
import pointwise.network.layer.Layer;

/** All operators. A new one is a class that reads it and writes it, and a line here. */
final class Operators {
  private static final List<OperatorFamily> FAMILIES =
      List.of(
          ConvolutionOps.FAMILY,
          PoolOps.FAMILY,
          ArithmeticOps.FAMILY,
          NormalisationOps.FAMILY,
          ActivationOps.FAMILY,
          ShapeOps.FAMILY,
          PadOp.FAMILY,
          PlainOps.FAMILY);

  private static final Map<String, Function<OpNode, GraphValue>> READERS =
      FAMILIES.stream()
          .flatMap(family -> family.readers().entrySet().stream())
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private static final Map<Class<? extends Layer>, BiConsumer<Layer, LayerNode>> WRITERS =
      FAMILIES.stream()
          .flatMap(family -> family.writers().entrySet().stream())
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private Operators() {}

  /** The types of nodes that are read. */
  static Set<String> types() {
    return READERS.keySet();
  }

  /** The kinds of layers that are written. */
  static Set<Class<? extends Layer>> layers() {
    return WRITERS.keySet();
  }

  /** Reads a node of one of these types, and puts its result into the graph. */
  static void read(String type, OpNode op) {
    op.graph.put(op.name(), READERS.get(type).apply(op));
    if (!op.attributes.unread().isEmpty()) {
      throw new IllegalArgumentException(
          "attributes are not supported, found " + String.join(", ", op.attributes.unread()));
    }
  }

  /** Adds the nodes of a layer: it, and the activation within it. */
  static void write(Node node, List<String> inputs, GraphWriter graph) {
    Layer layer = node.layer();
    if (layer instanceof ActivationLayer || layer.activation() instanceof Activation.Identity) {
      write(layer, new LayerNode(graph, node.name(), inputs, node.name()));
      return;
    }
    String linear = graph.unused(node.name() + "/linear");
    write(layer, new LayerNode(graph, node.name(), inputs, linear));
    write(
        new ActivationLayer(layer.activation()),
        new LayerNode(graph, node.name(), List.of(linear), node.name()));
  }

  private static void write(Layer layer, LayerNode to) {
    WRITERS.get(layer.getClass()).accept(layer, to);
  }
}
