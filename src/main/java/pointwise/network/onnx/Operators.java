package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.Set;
import pointwise.kernel.Activation;
import pointwise.network.layer.ActivationLayer;
import pointwise.network.layer.Elementwise;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.Lrn;
import pointwise.network.layer.Pool;
import pointwise.network.layer.ScaleShift;
import pointwise.text.Text;

/** From the type of a node to what is made of it. */
final class Operators {
  private static final Set<String> KNOWN =
      Set.of(
          "Add",
          "AveragePool",
          "BatchNormalization",
          "Clip",
          "Concat",
          "Constant",
          "Conv",
          "Div",
          "Dropout",
          "Flatten",
          "Gemm",
          "GlobalAveragePool",
          "GlobalMaxPool",
          "Identity",
          "LRN",
          "LeakyRelu",
          "MatMul",
          "MaxPool",
          "Mul",
          "Pad",
          "ReduceMean",
          "Relu",
          "Reshape",
          "Sigmoid",
          "Softmax",
          "Squeeze",
          "Sub",
          "Sum",
          "Tanh",
          "Unsqueeze");

  private Operators() {}

  static boolean isKnown(String type) {
    return KNOWN.contains(type);
  }

  /** Reads a node whose operator is known, and puts its result into the graph. */
  static void read(String type, OpNode op) {
    boolean ofConstant = op.inputs() > 0 && op.isConstant(0);
    if (type.equals("Constant")) {
      op.graph.put(op.name(), constant(op));
    } else if (type.equals("Identity") && ofConstant) {
      op.graph.put(op.name(), op.constant(0));
    } else if (type.equals("Reshape") && ofConstant) {
      op.graph.put(op.name(), ShapeOps.reshaped(op));
    } else {
      op.graph.put(op.name(), value(type, op));
    }
    if (!op.attributes.unread().isEmpty()) {
      throw new IllegalArgumentException(
          "attributes are not supported, found " + String.join(", ", op.attributes.unread()));
    }
  }

  private static SymbolicValue value(String type, OpNode op) {
    return switch (type) {
      case "Conv" -> WindowOps.convolution(op);
      case "MaxPool" -> WindowOps.maxPool(op);
      case "AveragePool" -> WindowOps.averagePool(op);
      case "Pad" -> WindowOps.pad(op);
      case "GlobalAveragePool" -> op.add(new GlobalPool(Pool.Kind.AVERAGE), op.map(0));
      case "GlobalMaxPool" -> op.add(new GlobalPool(Pool.Kind.MAX), op.map(0));
      case "ReduceMean" -> reduceMean(op);
      case "Gemm" -> MathOps.gemm(op);
      case "MatMul" -> MathOps.matMul(op);
      case "Add" -> MathOps.binary(op, Elementwise.Operator.ADD);
      case "Sub" -> MathOps.binary(op, Elementwise.Operator.SUBTRACT);
      case "Mul" -> MathOps.binary(op, Elementwise.Operator.MULTIPLY);
      case "Div" -> MathOps.binary(op, Elementwise.Operator.DIVIDE);
      case "Sum" -> MathOps.sum(op);
      case "BatchNormalization" -> batchNormalization(op);
      case "LRN" -> lrn(op);
      case "Relu" -> activate(op, new Activation.Relu());
      case "LeakyRelu" ->
          activate(op, new Activation.LeakyRelu(op.attributes.number("alpha", 0.01f)));
      case "Clip" -> clip(op);
      case "Sigmoid" -> activate(op, new Activation.Sigmoid());
      case "Tanh" -> activate(op, new Activation.Tanh());
      case "Softmax" -> softmax(op);
      case "Concat" -> ShapeOps.concat(op);
      case "Flatten" -> ShapeOps.flatten(op);
      case "Reshape" -> ShapeOps.reshape(op);
      case "Squeeze" -> ShapeOps.squeeze(op);
      case "Unsqueeze" -> ShapeOps.unsqueeze(op);
      case "Dropout" -> dropout(op);
      case "Identity" -> op.unsettled(0);
      default -> throw new IllegalStateException(type);
    };
  }

  private static SymbolicValue activate(OpNode op, Activation activation) {
    return op.add(new ActivationLayer(activation), op.value(0));
  }

  private static SymbolicValue clip(OpNode op) {
    float min = -Float.MAX_VALUE;
    float max = Float.MAX_VALUE;
    if (op.opset() < 11) {
      min = op.attributes.number("min", min);
      max = op.attributes.number("max", max);
    } else {
      min = op.has(1) ? op.constant(1).number() : min;
      max = op.has(2) ? op.constant(2).number() : max;
    }
    return activate(op, new Activation.Clip(min, max));
  }

  /** Below opset 13 it goes over all axes from the given one on. */
  private static SymbolicValue softmax(OpNode op) {
    boolean oneAxis = op.opset() >= 13;
    long given = op.attributes.integer("axis", oneAxis ? -1 : 1);
    SymbolicValue value = op.value(0);
    if (value.refused()) {
      return value;
    }
    boolean channels = oneAxis || value.rank() == 2 || value.isVector();
    if (OpNode.axis(given, value.rank()) != 1 || !channels) {
      throw Attributes.wrong(
          "axis",
          channels ? given : given + ", which takes in height and width below opset 13",
          "the channels alone");
    }
    return op.add(new ActivationLayer(new Activation.Softmax()), value);
  }

  private static SymbolicValue reduceMean(OpNode op) {
    boolean keep = op.attributes.flag("keepdims", true);
    op.attributes.flag("noop_with_empty_axes", false);
    long[] axes = op.axes(1, 18);
    SymbolicValue map = op.map(0);
    if (!OpNode.areHeightAndWidth(axes)) {
      throw Attributes.wrong("axes", Arrays.toString(axes), "[2, 3], height and width");
    }
    SymbolicValue mean = op.add(new GlobalPool(Pool.Kind.AVERAGE), map);
    return keep || mean.refused() ? mean : mean.withRank(2);
  }

  /** y = scale / sqrt(var + epsilon) · (x - mean) + B. */
  private static SymbolicValue batchNormalization(OpNode op) {
    op.attributes.require("training_mode", 0);
    op.attributes.require("spatial", 1);
    op.attributes.ignore("momentum");
    double epsilon = op.attributes.number("epsilon", 1e-5f);
    Tensor factors = op.constant(1);
    int channels = factors.weights(1).length;
    float[] b = op.constant(2).weights(1, channels);
    float[] mean = op.constant(3).weights(1, channels);
    float[] variance = op.constant(4).weights(1, channels);
    SymbolicValue value = op.value(0);
    OpNode.requireChannels(value, channels);
    float[] scale = new float[channels];
    float[] shift = new float[channels];
    for (int c = 0; c < channels; c++) {
      double factor = factors.floats()[c] / Math.sqrt(variance[c] + epsilon);
      scale[c] = (float) factor;
      shift[c] = (float) (b[c] - factor * mean[c]);
      if (!Float.isFinite(scale[c]) || !Float.isFinite(shift[c])) {
        throw new IllegalArgumentException(
            Text.of("the variance of channel %d does not fit, found %s", c, variance[c]));
      }
    }
    return op.add(new ScaleShift(scale, shift, new Activation.Identity()), value);
  }

  private static SymbolicValue lrn(OpNode op) {
    if (!op.attributes.has("size")) {
      throw Attributes.wrong("size", "nothing", "a number");
    }
    int size = op.attributes.size("size", 1);
    Lrn layer =
        new Lrn(
            size,
            op.attributes.number("alpha", 1e-4f),
            op.attributes.number("beta", 0.75f),
            op.attributes.number("bias", 1));
    return op.add(layer, op.map(0));
  }

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
