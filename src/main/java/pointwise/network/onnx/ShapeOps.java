package pointwise.network.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import pointwise.network.layer.Concat;
import pointwise.network.layer.Flatten;
import pointwise.text.Text;

/** Operators that arrange the numbers in other ways. */
final class ShapeOps {
  static final OperatorFamily FAMILY =
      OperatorFamily.of(
              Map.of(
                  "Concat", ShapeOps::concat,
                  "Flatten", ShapeOps::flatten,
                  "Reshape", op -> op.isConstant(0) ? reshaped(op) : reshape(op),
                  "Squeeze", ShapeOps::squeeze,
                  "Unsqueeze", ShapeOps::unsqueeze))
          .with(Concat.class, (layer, to) -> GraphWriter.integer(to.node("Concat"), "axis", 1))
          .with(
              Flatten.class, (layer, to) -> to.node("Reshape", to.integers("shape", 0, -1, 1, 1)));

  private ShapeOps() {}

  private static SymbolicValue concat(OpNode op) {
    if (!op.attributes.has("axis")) {
      throw Attributes.wrong("axis", "nothing", "1");
    }
    long axis = op.attributes.integer("axis", 1);
    List<SymbolicValue> values = op.values();
    if (values.stream().anyMatch(SymbolicValue::refused)) {
      return SymbolicValue.REFUSED;
    }
    int rank = values.get(0).rank();
    if (values.stream().anyMatch(value -> value.rank() != rank)) {
      throw new IllegalArgumentException(
          "the inputs do not fit, found maps and vectors, expected one kind");
    }
    if (OpNode.axis(axis, rank) != 1) {
      throw Attributes.wrong("axis", axis, "1, the channels");
    }
    return values.size() == 1
        ? values.get(0)
        : op.add(new Concat(), values.toArray(SymbolicValue[]::new));
  }

  private static SymbolicValue flatten(OpNode op) {
    long axis = op.attributes.integer("axis", 1);
    SymbolicValue value = op.unsettled(0);
    if (value.refused()) {
      return value;
    }
    if (OpNode.axis(axis, value.rank()) != 1) {
      throw Attributes.wrong("axis", axis, "1, the channels");
    }
    return value.flatten();
  }

  /** To N x K or N x K x 1 x 1. */
  private static SymbolicValue reshape(OpNode op) {
    boolean zeroIsZero = op.attributes.flag("allowzero", false);
    long[] shape = op.constant(1).requireIntegers();
    SymbolicValue value = op.unsettled(0);
    if (value.refused()) {
      return value;
    }
    boolean ones = shape.length == 4 && shape[2] == 1 && shape[3] == 1;
    if (shape.length != 2 && !ones) {
      throw wrong(shape);
    }
    SymbolicValue flat = value.flatten();
    long length = shape[1] == 0 && !zeroIsZero ? value.channels() : shape[1];
    boolean sameLength = length == flat.channels() || (length > 0 && flat.channels() == 0);
    boolean sameBatch =
        (shape[0] == 0 && !zeroIsZero)
            || (shape[0] == 1 && op.graph.batch <= 1)
            || (shape[0] > 0 && shape[0] == op.graph.batch);
    boolean rest = (shape[0] == -1 && sameLength) || (length == -1 && sameBatch);
    if (!rest && !(sameBatch && sameLength)) {
      throw wrong(shape);
    }
    if (shape.length == 2) {
      return flat;
    }
    if (!flat.flattened()) {
      return flat.withRank(4);
    }
    SymbolicValue map = new SymbolicValue(flat.place(), 4, flat.channels(), flat.shape(), false);
    return op.add(new Flatten(), map);
  }

  /** The constant in another shape, for weights that a file reshapes before it uses them. */
  private static Tensor reshaped(OpNode op) {
    boolean zeroIsZero = op.attributes.flag("allowzero", false);
    Tensor constant = op.constant(0);
    long[] shape = op.constant(1).requireIntegers().clone();
    long known = 1;
    int open = -1;
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] == 0 && !zeroIsZero && i < constant.dims().length) {
        shape[i] = constant.dims()[i];
      }
      if (shape[i] == -1 && open < 0) {
        open = i;
      } else if (shape[i] < 0 || shape[i] > Integer.MAX_VALUE) {
        throw wrong(shape);
      } else {
        known = Math.multiplyExact(known, shape[i]);
      }
    }
    int length = constant.floats() == null ? constant.integers().length : constant.floats().length;
    if (open >= 0 && known > 0) {
      shape[open] = length / known;
      known *= shape[open];
    }
    if (known != length) {
      throw new IllegalArgumentException(
          Text.of(
              "the shape does not fit, found %s for %d numbers", Arrays.toString(shape), length));
    }
    return constant.with(Arrays.stream(shape).mapToInt(Math::toIntExact).toArray());
  }

  private static IllegalArgumentException wrong(long[] shape) {
    return new IllegalArgumentException(
        Text.of(
            "the shape is not supported, found %s, expected N x K, one vector per image",
            Arrays.toString(shape)));
  }

  /** N x C x 1 x 1 to N x C. */
  private static SymbolicValue squeeze(OpNode op) {
    long[] axes = op.axes(1, 13);
    SymbolicValue value = op.value(0);
    if (value.refused()) {
      return value;
    }
    if (value.rank() != 4 || !value.isVector() || !OpNode.areHeightAndWidth(axes)) {
      throw Attributes.wrong("axes", Arrays.toString(axes), "[2, 3] of N x C x 1 x 1");
    }
    return value.withRank(2);
  }

  /** N x C to N x C x 1 x 1. */
  private static SymbolicValue unsqueeze(OpNode op) {
    long[] axes = op.axes(1, 13);
    SymbolicValue value = op.value(0);
    if (value.refused()) {
      return value;
    }
    if (value.rank() != 2 || !OpNode.areHeightAndWidth(axes)) {
      throw Attributes.wrong("axes", Arrays.toString(axes), "[2, 3] of N x C");
    }
    return value.withRank(4);
  }
}
