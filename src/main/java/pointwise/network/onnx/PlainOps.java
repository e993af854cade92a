package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.Map;
import pointwise.text.Text;

/** Operators that compute nothing, in inference. */
final class PlainOps {
  static final OperatorFamily FAMILY =
      OperatorFamily.of(
          Map.of(
              "Identity", op -> op.isConstant(0) ? op.constant(0) : op.unsettled(0),
              "Dropout", PlainOps::dropout,
              "Constant", PlainOps::constant));

  private PlainOps() {}

  private static SymbolicValue dropout(OpNode op) {
    op.attributes.ignore("ratio");
    op.attributes.ignore("seed");
    if (op.has(2) && Arrays.stream(op.constant(2).requireIntegers()).anyMatch(on -> on != 0)) {
      throw new IllegalArgumentException(
          "input training_mode is not supported, found true, expected false");
    }
    return op.unsettled(0);
  }

  private static Tensor constant(OpNode op) {
    TensorProto tensor = op.attributes.tensor("value");
    if (tensor != null) {
      return op.graph.read(op.name(), tensor);
    }
    if (op.attributes.has("value_float")) {
      return new Tensor(
          op.name(), new int[0], new float[] {op.attributes.number("value_float", 0)}, null);
    }
    if (op.attributes.has("value_floats")) {
      float[] numbers = op.attributes.numbers("value_floats");
      return new Tensor(op.name(), new int[] {numbers.length}, numbers, null);
    }
    if (op.attributes.has("value_int")) {
      return new Tensor(
          op.name(), new int[0], null, new long[] {op.attributes.integer("value_int", 0)});
    }
    long[] numbers = op.attributes.integers("value_ints");
    if (numbers == null) {
      throw new IllegalArgumentException(
          Text.of(
              "the value is not supported, found attributes %s, expected a tensor or numbers",
              op.attributes.unread()));
    }
    return new Tensor(op.name(), new int[] {numbers.length}, null, numbers);
  }
}
