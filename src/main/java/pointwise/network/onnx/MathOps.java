package pointwise.network.onnx;

import java.util.Arrays;
import java.util.List;
import pointwise.kernel.Activation;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Elementwise;
import pointwise.network.layer.ScaleShift;
import pointwise.network.layer.Shape;
import pointwise.network.layer.WindowAxis;
import pointwise.text.Text;

/** Products with constant matrices, and arithmetic of maps with maps and with constants. */
final class MathOps {
  /** The most channels that one number is repeated for. */
  private static final int MOST_CHANNELS = 1 << 20;

  private MathOps() {}

  /** alpha · A · B + beta · C, B and C constant. */
  static SymbolicValue gemm(OpNode op) {
    op.attributes.require("transA", 0);
    boolean transposed = op.attributes.flag("transB", false);
    float alpha = op.attributes.number("alpha", 1);
    float beta = op.attributes.number("beta", 1);
    Tensor matrix = op.constant(1);
    matrix.weights(2);
    int kernels = matrix.dims()[transposed ? 0 : 1];
    float[] bias = new float[kernels];
    if (op.has(2)) {
      Tensor constant = op.constant(2);
      bias = perChannel(constant, 2, kernels);
      for (int k = 0; k < kernels; k++) {
        bias[k] *= beta;
      }
    }
    return dense(op, matrix, transposed, alpha, bias);
  }

  static SymbolicValue matMul(OpNode op) {
    Tensor matrix = op.constant(1);
    matrix.weights(2);
    return dense(op, matrix, false, 1, new float[matrix.dims()[1]]);
  }

  /** On a flattened map the window is the map, and the weights are in the order it takes. */
  private static SymbolicValue dense(
      OpNode op, Tensor matrix, boolean transposed, float alpha, float[] bias) {
    int N = bias.length;
    int D = matrix.dims()[transposed ? 1 : 0];
    float[] weights = new float[matrix.floats().length]; // N x D
    for (int k = 0; k < N; k++) {
      for (int d = 0; d < D; d++) {
        weights[k * D + d] = alpha * matrix.floats()[transposed ? k * D + d : d * N + k];
      }
    }
    SymbolicValue vector = op.unsettled(0);
    boolean whole = vector.flattened() && vector.shape() != null;
    if (!whole) {
      vector = op.value(0);
    }
    if (vector.refused()) {
      return vector;
    }
    if (vector.rank() != 2) {
      throw new IllegalArgumentException(
          Text.of("input %s does not fit, found N x C x H x W, expected N x C", op.input(0)));
    }
    OpNode.requireChannels(vector, D);
    Shape map = whole ? vector.shape() : new Shape(1, 1, D);
    Convolution layer =
        new Convolution(
            WindowAxis.of(map.height(), 1, 0),
            WindowAxis.of(map.width(), 1, 0),
            map.channels(),
            1,
            weights,
            bias,
            new Activation.Identity());
    SymbolicValue input =
        new SymbolicValue(vector.place(), 2, map.channels(), vector.shape(), false);
    return op.add(layer, input);
  }

  /** Two maps, or a map and a constant. */
  static SymbolicValue binary(OpNode op, Elementwise.Operator operator) {
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
    float[] numbers = perChannel(constant, value.rank(), value.channels());
    return op.add(affine(operator, constantFirst, numbers), value);
  }

  /** c + x, x - c, c - x, c · x or x / c. */
  private static ScaleShift affine(
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

  /** One number for each channel of a map (rank 4) or vector (rank 2), repeated if it is one. */
  private static float[] perChannel(Tensor constant, int rank, int channels) {
    int[] dims = constant.dims();
    int channelAxis = dims.length - (rank - 1);
    boolean fits = dims.length <= rank;
    for (int i = 0; i < dims.length; i++) {
      fits &= dims[i] == 1 || (i == channelAxis && dims[i] == channels);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          Text.of(
              "constant %s does not fit, found %s, expected one number or one for each of %d channels",
              constant.name(), constant.shape(), channels));
    }
    float[] numbers = constant.weights(dims.length).clone();
    if (numbers.length == channels) {
      return numbers;
    }
    float[] repeated = new float[channels];
    Arrays.fill(repeated, numbers[0]);
    return repeated;
  }

  static SymbolicValue sum(OpNode op) {
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
}
