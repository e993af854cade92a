package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A graph as it is written: nodes, their attributes and their constants. */
final class GraphWriter {
  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Set<String> names;
  private int opset = 13;

  /**
   * @param name of the graph
   * @param names that are taken
   */
  GraphWriter(String name, List<String> names) {
    graph.setName(name);
    this.names = new HashSet<>(names);
  }

  /** The operator set of the nodes so far. */
  int opset() {
    return opset;
  }

  /** Takes note of a node that is of no older one. */
  void requireOpset(int least) {
    opset = Math.max(opset, least);
  }

  GraphProto.Builder proto() {
    return graph;
  }

  /** That name, longer where it is taken. */
  String unused(String name) {
    String unused = name;
    while (!names.add(unused)) {
      unused += "_";
    }
    return unused;
  }

  NodeProto.Builder node(String type, List<String> inputs, String output) {
    return graph
        .addNodeBuilder()
        .setOpType(type)
        .setName(output)
        .addAllInput(inputs)
        .addOutput(output);
  }

  /** Adds a constant and returns its name. */
  String floats(String name, float[] numbers, int... dims) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(numbers.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(numbers);
    return constant(name, TensorProto.DataType.FLOAT, bytes, dims);
  }

  String number(String name, float number) {
    return floats(name, new float[] {number});
  }

  String integers(String name, long... numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(numbers);
    return constant(name, TensorProto.DataType.INT64, bytes, numbers.length);
  }

  private String constant(String name, TensorProto.DataType type, ByteBuffer bytes, int... dims) {
    String unused = unused(name);
    TensorProto.Builder tensor =
        graph
            .addInitializerBuilder()
            .setName(unused)
            .setDataType(type.getNumber())
            .setRawData(UnsafeByteOperations.unsafeWrap(bytes));
    for (int dim : dims) {
      tensor.addDims(dim);
    }
    return unused;
  }

  static void integer(NodeProto.Builder node, String name, long value) {
    attribute(node, name, AttributeProto.AttributeType.INT).setI(value);
  }

  static void number(NodeProto.Builder node, String name, float value) {
    attribute(node, name, AttributeProto.AttributeType.FLOAT).setF(value);
  }

  static void text(NodeProto.Builder node, String name, String value) {
    attribute(node, name, AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(value));
  }

  static void integers(NodeProto.Builder node, String name, long... values) {
    AttributeProto.Builder attribute = attribute(node, name, AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
  }

  private static AttributeProto.Builder attribute(
      NodeProto.Builder node, String name, AttributeProto.AttributeType type) {
    return node.addAttributeBuilder().setName(name).setType(type);
  }
}
