package pointwise.network.onnx;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import pointwise.network.layer.Layer;

/**
 * Operators that belong together.
 *
 * @param readers what a node becomes, by the type of the operator
 * @param writers how layers are written as nodes, by their class
 */
record OperatorFamily(
    Map<String, Function<OpNode, GraphValue>> readers,
    Map<Class<? extends Layer>, BiConsumer<Layer, LayerNode>> writers) {

  /** Operators that are read. */
  static OperatorFamily of(Map<String, Function<OpNode, GraphValue>> readers) {
    return new OperatorFamily(readers, Map.of());
  }

  /** The same, as which a kind of layer is written. */
  <L extends Layer> OperatorFamily with(Class<L> layer, BiConsumer<L, LayerNode> writer) {
    Map<Class<? extends Layer>, BiConsumer<Layer, LayerNode>> all = new HashMap<>(writers);
    all.put(layer, (written, node) -> writer.accept(layer.cast(written), node));
    return new OperatorFamily(readers, Map.copyOf(all));
  }
}
