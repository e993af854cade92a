package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.stream.IntStream;
import pointwise.network.layer.Layer;
import pointwise.text.Text;

/** A node of the graph while it is read: its inputs, its attributes, and where its result goes. */
final class OpNode {
  private final NodeProto node;
  final Graph graph;
  final Attributes attributes;

  OpNode(NodeProto node, Graph graph) {
    this.node = node;
    this.graph = graph;
    this.attributes = new Attributes(node);
  }

  int opset() {
    return graph.opset;
  }

  /** The name of its first output. */
  String name() {
    return node.getOutput(0);
  }

  int inputs() {
    return node.getInputCount();
  }

  boolean has(int i) {
    return i < node.getInputCount() && !node.getInput(i).isEmpty();
  }

  String input(int i) {
    if (!has(i)) {
      throw new IllegalArgumentException(
          Text.of("found %d inputs, expected one more", node.getInputCount()));
    }
    return node.getInput(i);
  }

  boolean isConstant(int i) {
    return graph.isConstant(input(i));
  }

  Tensor constant(int i) {
    return graph.constant(input(i));
  }

  /** A map or a vector. */
  SymbolicValue value(int i) {
    return graph.settled(input(i));
  }

  /** An image or a map: N x C x H x W. */
  SymbolicValue map(int i) {
    SymbolicValue value = value(i);
    if (!value.refused() && value.rank() != 4) {
      throw new IllegalArgumentException(
          Text.of("input %s does not fit, found N x C, expected N x C x H x W", input(i)));
    }
    return value;
  }

  /** A map or a vector, which may still be to be flattened. */
  SymbolicValue unsettled(int i) {
    return graph.value(input(i));
  }

  List<SymbolicValue> values() {
    return IntStream.range(0, inputs()).mapToObj(this::value).toList();
  }

  /** Adds the layer that makes the result, which is of the rank of the first input. */
  SymbolicValue add(Layer layer, SymbolicValue... inputs) {
    return graph.add(graph.unused(name()), layer, inputs[0].rank(), List.of(inputs));
  }

  /**
   * Refuses a result of a layer whose channels are not as many as the weights say.
   *
   * @throws IllegalArgumentException if they are not
   */
  static void requireChannels(SymbolicValue value, int expected) {
    if (value.channels() != 0 && value.channels() != expected) {
      throw new IllegalArgumentException(
          Text.of("the channels do not fit, found %d, expected %d", value.channels(), expected));
    }
  }

  /** An axis from 0 to rank - 1; negative ones count from the end. */
  static int axis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw Attributes.wrong("axis", axis, Text.of("%d to %d", -rank, rank - 1));
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** The axes from an attribute or, in later operator sets, from an input; null if not given. */
  long[] axes(int input, int inputSince) {
    if (opset() < inputSince) {
      return attributes.integers("axes");
    }
    return has(input) ? constant(input).requireIntegers() : null;
  }

  /** Whether those axes are height and width, in either order. */
  static boolean areHeightAndWidth(long[] axes) {
    return axes != null
        && axes.length == 2
        && axis(axes[0], 4) + axis(axes[1], 4) == 5
        && Math.abs(axis(axes[0], 4) - axis(axes[1], 4)) == 1;
  }
}
