package pointwise.network.onnx;

import java.util.Map;
import pointwise.kernel.Activation;
import pointwise.network.layer.ActivationLayer;

/** Activations. */
final class ActivationOps {
  static final OperatorFamily FAMILY =
      OperatorFamily.of(
              Map.of(
                  "Relu",
                  op -> activate(op, new Activation.Relu()),
                  "LeakyRelu",
                  ActivationOps::leakyRelu,
                  "Clip",
                  ActivationOps::clip,
                  "Sigmoid",
                  op -> activate(op, new Activation.Sigmoid()),
                  "Tanh",
                  op -> activate(op, new Activation.Tanh()),
                  "Softmax",
                  ActivationOps::softmax))
          .with(ActivationLayer.class, ActivationOps::write);

  private ActivationOps() {}

  private static SymbolicValue activate(OpNode op, Activation activation) {
    return op.add(new ActivationLayer(activation), op.value(0));
  }

  private static SymbolicValue leakyRelu(OpNode op) {
    return activate(op, new Activation.LeakyRelu(op.attributes.number("alpha", 0.01f)));
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

  private static void write(ActivationLayer layer, LayerNode to) {
    Activation activation = layer.activation();
    if (activation instanceof Activation.Identity) {
      to.node("Identity");
    } else if (activation instanceof Activation.Relu) {
      to.node("Relu");
    } else if (activation instanceof Activation.LeakyRelu leaky) {
      GraphWriter.number(to.node("LeakyRelu"), "alpha", leaky.slope());
    } else if (activation instanceof Activation.Clip clip) {
      to.node("Clip", to.number("min", clip.min()), to.number("max", clip.max()));
    } else if (activation instanceof Activation.Sigmoid) {
      to.node("Sigmoid");
    } else if (activation instanceof Activation.Tanh) {
      to.node("Tanh");
    } else if (activation instanceof Activation.Softmax) {
      GraphWriter.integer(to.node("Softmax"), "axis", 1);
    }
  }
}
