package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import pointwise.network.graph.Node;
import pointwise.network.layer.ActivationLayer;
import pointwise.network.layer.Concat;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Flatten;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.Layer;
import pointwise.network.layer.Shape;
import pointwise.text.Text;

/** The network that a graph becomes, as far as it has been read, and the tensors by their names. */
final class Graph {
  /** Of the default operator set. */
  final int opset;

  /** Images per batch that the graph declares, 0 for any number. */
  final long batch;

  private final Map<String, TensorProto> initializers = new HashMap<>();
  private final ExternalData external;
  private final Map<String, Tensor> constants = new HashMap<>();
  private final Map<String, SymbolicValue> values = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  Graph(int opset, long batch, ExternalData external) {
    this.opset = opset;
    this.batch = batch;
    this.external = external;
  }

  void initializer(TensorProto tensor) {
    initializers.put(tensor.getName(), tensor);
  }

  void put(String name, SymbolicValue value) {
    values.put(name, value);
  }

  void put(String name, Tensor constant) {
    constants.put(name, constant);
  }

  List<Node> nodes() {
    return nodes;
  }

  boolean isConstant(String name) {
    return constants.containsKey(name) || initializers.containsKey(name);
  }

  /** Whether a tensor of that name is there already. */
  boolean has(String name) {
    return isConstant(name) || values.containsKey(name);
  }

  /** A constant; initializers are read when they are asked for, and not kept. */
  Tensor constant(String name) {
    if (constants.containsKey(name)) {
      return constants.get(name);
    }
    if (!initializers.containsKey(name)) {
      throw new IllegalArgumentException(
          Text.of(
              "input %s is not supported, found %s, expected a constant",
              name, values.containsKey(name) ? "the result of a layer" : "nothing"));
    }
    return read(name, initializers.get(name));
  }

  Tensor read(String name, TensorProto tensor) {
    Tensor read = Tensors.read(tensor, external);
    return new Tensor(name, read.dims(), read.floats(), read.integers());
  }

  /** A map, a vector, or a map that is still to be flattened. */
  SymbolicValue value(String name) {
    SymbolicValue value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          Text.of(
              "input %s is not supported, found %s, expected the result of a layer",
              name, isConstant(name) ? "a constant" : "nothing"));
    }
    return value;
  }

  /** The same, flattened where that had been put off. */
  SymbolicValue settled(String name) {
    SymbolicValue value = value(name);
    if (!value.flattened()) {
      return value;
    }
    SymbolicValue map = new SymbolicValue(value.place(), 4, value.channels(), value.shape(), false);
    SymbolicValue flat = add(unused(name), new Flatten(), 2, List.of(map));
    values.put(name, flat);
    return flat;
  }

  /** The place of the layer that makes a result of the network. */
  int output(String name) {
    SymbolicValue value = settled(name);
    if (value.place() == Node.IMAGE) {
      value =
          add(
              unused(name),
              new ActivationLayer(new pointwise.kernel.Activation.Identity()),
              value.rank(),
              List.of(value));
    }
    return value.place();
  }

  /** A name for a layer, that one itself unless it is taken. */
  String unused(String name) {
    String unused = name;
    for (int i = 1; names.contains(unused); i++) {
      unused = name + "/" + i;
    }
    return unused;
  }

  /** Adds a layer. */
  SymbolicValue add(String name, Layer layer, int rank, List<SymbolicValue> inputs) {
    if (inputs.stream().anyMatch(SymbolicValue::refused)) {
      return SymbolicValue.REFUSED;
    }
    Shape shape = null;
    if (inputs.stream().allMatch(input -> input.shape() != null)) {
      shape = layer.output(inputs.stream().map(SymbolicValue::shape).toList());
    } else if (layer instanceof GlobalPool && inputs.get(0).channels() > 0) {
      shape = new Shape(1, 1, inputs.get(0).channels());
    }
    nodes.add(new Node(name, layer, inputs.stream().map(SymbolicValue::place).toList()));
    names.add(name);
    int channels = shape == null ? channels(layer, inputs) : shape.channels();
    return new SymbolicValue(nodes.size() - 1, rank, channels, shape, false);
  }

  /** The channels of a result whose height or width is not known. */
  private static int channels(Layer layer, List<SymbolicValue> inputs) {
    if (layer instanceof Convolution convolution) {
      return convolution.kernels();
    }
    if (layer instanceof Flatten) {
      return 0;
    }
    if (layer instanceof Concat) {
      boolean known = inputs.stream().allMatch(input -> input.channels() > 0);
      long sum = inputs.stream().mapToLong(SymbolicValue::channels).sum();
      if (sum > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            Text.of(
                "the channels are too many, found %d, expected at most %d",
                sum, Integer.MAX_VALUE));
      }
      return known ? (int) sum : 0;
    }
    return inputs.get(0).channels();
  }
}
