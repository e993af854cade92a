package pointwise.network.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import pointwise.kernel.Activation;
import pointwise.network.layer.Elementwise;
import pointwise.network.layer.ScaleShift;
import pointwise.text.Text;

/** Arithmetic of maps with maps, and of maps with constants. */
final class ArithmeticOps {
  static final OperatorFamily FAMILY =
      OperatorFamily.of(
              Map.of(
                  "Add", op -> binary(op, Elementwise.Operator.ADD),
                  "Sub", op -> binary(op, Elementwise.Operator.SUBTRACT),
                  "Mul", op -> binary(op, Elementwise.Operator.MULTIPLY),
                  "Div", op -> binary(op, Elementwise.Operator.DIVIDE),
                  "Sum", ArithmeticOps::sum))
          .with(Elementwise.class, ArithmeticOps::write);

  /** The most channels that one number is repeated for. */
  private static final int MOST_CHANNELS = 1 << 20;

  private ArithmeticOps() {}

  /** Two maps, or a map and a constant. */
  private static SymbolicValue binary(OpNode op, Elementwise.Operator operator) {
    if (op.inputs() != 2) {
      throw new IllegalArgumentException(Text.of("found %d inputs, expected 2", op.inputs()));
    }
    if (!op.isConstant(0) && !op.isConstant(1)) {
      return combine(op, op.name(), operator, op.value(0), op.value(1));
    }
    boolean constantFirst = op.isConstant(0);
    Tensor constant = op.constant(constantFirst ? 0 : 1);
    SymbolicValue value = op.value(constantFirst ? 1 : 0);
    if (value.refused()) {
      return value;
    }
    if (constantFirst && operator == Elementwise.Operator.DIVIDE) {
      throw new IllegalArgumentException(
          "a constant divided by a map is not supported, expected the map first");
    }
    if (value.channels() == 0 || value.channels() > MOST_CHANNELS) {
      throw new IllegalArgumentException(
          Text.of(
              "the channels of %s are %s, expected 1 to %d",
              op.input(constantFirst ? 1 : 0),
              value.channels() == 0 ? "not known" : "too many, found " + value.channels(),
              MOST_CHANNELS));
    }
    float[] numbers = constant.perChannel(value.rank(), value.channels());
    return op.add(scaleShift(operator, constantFirst, numbers), value);
  }

  /** c + x, x - c, c - x, c · x or x / c. */
  private static ScaleShift scaleShift(
      Elementwise.Operator operator, boolean constantFirst, float[] numbers) {
    float[] scale = new float[numbers.length];
    float[] shift = new float[numbers.length];
    Arrays.fill(scale, constantFirst && operator == Elementwise.Operator.SUBTRACT ? -1 : 1);
    for (int c = 0; c < numbers.length; c++) {
      switch (operator) {
        case ADD -> shift[c] = numbers[c];
        case SUBTRACT -> shift[c] = constantFirst ? numbers[c] : -numbers[c];
        case MULTIPLY -> scale[c] = numbers[c];
        case DIVIDE -> scale[c] = 1 / numbers[c];
      }
      if (!Float.isFinite(scale[c])) {
        throw new IllegalArgumentException(
            Text.of(
                "the constant does not fit, found %s, expected a divisor whose inverse is finite",
                numbers[c]));
      }
    }
    return new ScaleShift(scale, shift, new Activation.Identity());
  }

  private static SymbolicValue sum(OpNode op) {
    SymbolicValue sum = op.value(0);
    for (int i = 1; i < op.inputs(); i++) {
      String name = i == op.inputs() - 1 ? op.name() : op.name() + "/sum" + i;
      sum = combine(op, name, Elementwise.Operator.ADD, sum, op.value(i));
    }
    return sum;
  }

  private static SymbolicValue combine(
      OpNode op,
      String name,
      Elementwise.Operator operator,
      SymbolicValue first,
      SymbolicValue second) {
    if (first.refused() || second.refused()) {
      return SymbolicValue.REFUSED;
    }
    if (first.rank() != second.rank()
        || (first.channels() != 0
            && second.channels() != 0
            && first.channels() != second.channels())) {
      throw new IllegalArgumentException(
          Text.of(
              "the inputs do not fit, found %s and %s, expected as many channels",
              describe(first), describe(second)));
    }
    boolean commutes =
        operator == Elementwise.Operator.ADD || operator == Elementwise.Operator.MULTIPLY;
    boolean swapped = first.isVector() && !second.isVector();
    if (swapped && !commutes) {
      throw new IllegalArgumentException(
          Text.of(
              "the inputs do not fit, found %s and %s, expected the map first",
              describe(first), describe(second)));
    }
    List<SymbolicValue> inputs = swapped ? List.of(second, first) : List.of(first, second);
    return op.graph.add(
        op.graph.unused(name),
        new Elementwise(operator, new Activation.Identity()),
        first.rank(),
        inputs);
  }

  private static String describe(SymbolicValue value) {
    return value.rank() == 2
        ? "a vector of " + value.channels()
        : value.shape() == null
            ? Text.of("a map of %d channels", value.channels())
            : "a map of " + value.shape();
  }

  private static void write(Elementwise layer, LayerNode to) {
    to.node(
        switch (layer.operator()) {
          case ADD -> "Add";
          case SUBTRACT -> "Sub";
          case MULTIPLY -> "Mul";
          case DIVIDE -> "Div";
        });
  }
}
