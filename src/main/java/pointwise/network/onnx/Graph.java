package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import pointwise.kernel.Activation;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.ActivationLayer;
import pointwise.network.layer.Flatten;
import pointwise.network.layer.Layer;
import pointwise.network.layer.Shape;
import pointwise.text.Text;

/** The network that a graph becomes, as far as it has been read, and the tensors by their names. */
final class Graph {
  /** Of the default operator set. */
  final int opset;

  /** Images per batch that the graph declares, 0 for any number. */
  final long batch;

  /** What the network takes. */
  final Network.Input input;

  private final Map<String, TensorProto> initializers = new HashMap<>();
  private final ExternalData external;
  private final Map<String, GraphValue> values = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /**
   * Before its first node.
   *
   * @throws IllegalArgumentException if its input is none that is read
   */
  Graph(GraphProto proto, int opset, ExternalData external) {
    this.opset = opset;
    this.external = external;
    proto.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
    ValueInfoProto image = image(proto);
    List<TensorShapeProto.Dimension> dims = image.getType().getTensorType().getShape().getDimList();
    this.batch = Math.max(0, dims.get(0).getDimValue());
    this.input = input(image.getName(), dims);
    boolean known = input.height() > 0 && input.width() > 0;
    Shape shape = known ? new Shape(input.height(), input.width(), input.channels()) : null;
    put(
        image.getName(),
        new SymbolicValue(Node.IMAGE, dims.size(), input.channels(), shape, false));
  }

  /** The one input that no initializer gives. */
  private static ValueInfoProto image(GraphProto graph) {
    Set<String> given =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(input -> !given.contains(input.getName())).toList();
    if (inputs.size() != 1) {
      throw new IllegalArgumentException(
          Text.of(
              "its inputs are not supported, found %s, expected one image",
              inputs.stream().map(ValueInfoProto::getName).toList()));
    }
    TypeProto.Tensor type = inputs.get(0).getType().getTensorType();
    int element = type.getElemType();
    if (!inputs.get(0).getType().hasTensorType()
        || (element != TensorProto.DataType.FLOAT_VALUE
            && element != TensorProto.DataType.FLOAT16_VALUE
            && element != TensorProto.DataType.DOUBLE_VALUE)) {
      throw new IllegalArgumentException(
          Text.of(
              "the type of its input %s is not supported, found %s, expected float, float16 or double",
              inputs.get(0).getName(),
              inputs.get(0).getType().hasTensorType() ? Tensors.typeName(element) : "another"));
    }
    int rank = type.getShape().getDimCount();
    if (rank != 2 && rank != 4) {
      throw new IllegalArgumentException(
          Text.of(
              "the shape of its input %s is not supported, found %d dimensions, expected N x C x H x W or N x C",
              inputs.get(0).getName(), rank));
    }
    return inputs.get(0);
  }

  private static Network.Input input(String name, List<TensorShapeProto.Dimension> dims) {
    long channels = dims.get(1).getDimValue();
    if (channels < 1 || channels > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.of(
              "the channels of its input %s are not supported, found %s, expected a fixed number",
              name, dims.get(1).hasDimValue() ? channels : "none"));
    }
    if (dims.size() == 2) {
      return new Network.Input((int) channels, 1, 1);
    }
    return new Network.Input((int) channels, size(name, dims.get(2)), size(name, dims.get(3)));
  }

  private static int size(String name, TensorShapeProto.Dimension dim) {
    if (dim.getDimValue() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.of(
              "its input %s is too large, found %d, expected at most %d",
              name, dim.getDimValue(), Integer.MAX_VALUE));
    }
    return (int) Math.max(0, dim.getDimValue());
  }

  void put(String name, GraphValue value) {
    values.put(name, value);
  }

  List<Node> nodes() {
    return nodes;
  }

  boolean isConstant(String name) {
    return values.get(name) instanceof Tensor || initializers.containsKey(name);
  }

  /** Whether a tensor of that name is there already. */
  boolean has(String name) {
    return values.containsKey(name) || initializers.containsKey(name);
  }

  /** A constant; initializers are read when they are asked for, and not kept. */
  Tensor constant(String name) {
    if (values.get(name) instanceof Tensor constant) {
      return constant;
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
    if (values.get(name) instanceof SymbolicValue value) {
      return value;
    }
    throw new IllegalArgumentException(
        Text.of(
            "input %s is not supported, found %s, expected the result of a layer",
            name, isConstant(name) ? "a constant" : "nothing"));
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
              new ActivationLayer(new Activation.Identity()),
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
    }
    nodes.add(new Node(name, layer, inputs.stream().map(SymbolicValue::place).toList()));
    names.add(name);
    int channels =
        shape == null
            ? layer.channels(inputs.stream().map(SymbolicValue::channels).toList())
            : shape.channels();
    return new SymbolicValue(nodes.size() - 1, rank, channels, shape, false);
  }
}
