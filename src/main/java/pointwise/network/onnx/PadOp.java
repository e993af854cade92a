package pointwise.network.onnx;

import java.util.Arrays;
import java.util.Map;
import pointwise.network.layer.WindowAxis;
import pointwise.network.layer.ZeroPad;

/** A frame around a map. */
final class PadOp {
  static final OperatorFamily FAMILY =
      OperatorFamily.of(Map.of("Pad", PadOp::pad)).with(ZeroPad.class, PadOp::write);

  private PadOp() {}

  private static SymbolicValue pad(OpNode op) {
    String mode = op.attributes.text("mode", "constant");
    if (!mode.equals("constant")) {
      throw Attributes.wrong("mode", mode, "constant");
    }
    boolean asAttributes = op.opset() < 11;
    float value =
        asAttributes ? op.attributes.number("value", 0) : op.has(2) ? op.constant(2).number() : 0;
    long[] pads = asAttributes ? op.attributes.integers("pads") : op.constant(1).requireIntegers();
    long[] axes = op.has(3) ? op.constant(3).requireIntegers() : new long[] {0, 1, 2, 3};
    if (pads == null || pads.length != 2 * axes.length || axes.length > 4) {
      throw Attributes.wrong("pads", Arrays.toString(pads), "a number before and after each axis");
    }
    int[] sides = new int[8];
    for (int i = 0; i < axes.length; i++) {
      int axis = OpNode.axis(axes[i], 4);
      sides[axis] = side(axis, pads[i]);
      sides[4 + axis] = side(axis, pads[axes.length + i]);
    }
    return op.add(new ZeroPad(sides[2], sides[3], sides[6], sides[7], value), op.map(0));
  }

  private static int side(int axis, long pad) {
    int most = axis < 2 ? 0 : WindowAxis.MOST_PADDING;
    if (pad < 0 || pad > most) {
      throw Attributes.wrong("pads", pad, axis < 2 ? "0 for batch and channels" : "0 to " + most);
    }
    return (int) pad;
  }

  private static void write(ZeroPad layer, LayerNode to) {
    String pads =
        to.integers("pads", 0, 0, layer.top(), layer.left(), 0, 0, layer.bottom(), layer.right());
    to.node("Pad", pads, to.number("value", layer.value()));
  }
}
