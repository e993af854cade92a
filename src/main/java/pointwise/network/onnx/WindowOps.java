package pointwise.network.onnx;

import java.util.Arrays;
import pointwise.kernel.Activation;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Pool;
import pointwise.network.layer.WindowAxis;
import pointwise.network.layer.ZeroPad;

/** Operators that slide a window over height and width. */
final class WindowOps {
  private WindowOps() {}

  /** The window along height and that along width. */
  private record Pair(WindowAxis y, WindowAxis x) {}

  static SymbolicValue convolution(OpNode op) {
    int groups = op.attributes.size("group", 1);
    Tensor weights = op.constant(1);
    float[] oihw = weights.weights(4);
    int[] dims = weights.dims();
    int[] kernel = op.attributes.sizes("kernel_shape", 2, 1, 1);
    if (op.attributes.has("kernel_shape") && (kernel[0] != dims[2] || kernel[1] != dims[3])) {
      throw Attributes.wrong("kernel_shape", Arrays.toString(kernel), weights.shape());
    }
    Pair window = window(op, dims[2], dims[3], false);
    float[] bias = op.has(2) ? op.constant(2).weights(1, dims[0]) : new float[dims[0]];
    int inputs = Math.multiplyExact(dims[1], groups);
    SymbolicValue image = op.map(0);
    OpNode.requireChannels(image, inputs);
    return op.add(
        new Convolution(window.y, window.x, inputs, groups, oihw, bias, new Activation.Identity()),
        image);
  }

  static SymbolicValue maxPool(OpNode op) {
    op.attributes.require("storage_order", 0);
    return pool(op, Pool.Kind.MAX, false);
  }

  static SymbolicValue averagePool(OpNode op) {
    return pool(op, Pool.Kind.AVERAGE, op.attributes.flag("count_include_pad", false));
  }

  private static SymbolicValue pool(OpNode op, Pool.Kind kind, boolean countPadding) {
    if (!op.attributes.has("kernel_shape")) {
      throw Attributes.wrong("kernel_shape", "nothing", "2 numbers");
    }
    int[] kernel = op.attributes.sizes("kernel_shape", 2, 1, 1);
    Pair window = window(op, kernel[0], kernel[1], op.attributes.flag("ceil_mode", false));
    for (WindowAxis axis : new WindowAxis[] {window.y, window.x}) {
      if (Math.max(axis.before(), axis.after()) >= axis.extent()) {
        throw Attributes.wrong(
            "pads", Math.max(axis.before(), axis.after()), "less than the window");
      }
    }
    return op.add(new Pool(kind, window.y, window.x, countPadding), op.map(0));
  }

  private static Pair window(OpNode op, int height, int width, boolean ceil) {
    String autoPad = op.attributes.text("auto_pad", "NOTSET");
    int[] strides = op.attributes.sizes("strides", 2, 1, 1);
    int[] dilations = op.attributes.sizes("dilations", 2, 1, 1);
    int[] pads = op.attributes.sizes("pads", 4, 0, 0);
    WindowAxis.Pad pad =
        switch (autoPad) {
          case "NOTSET", "VALID" -> WindowAxis.Pad.EXPLICIT;
          case "SAME_UPPER" -> WindowAxis.Pad.SAME_UPPER;
          case "SAME_LOWER" -> WindowAxis.Pad.SAME_LOWER;
          default ->
              throw Attributes.wrong("auto_pad", autoPad, "NOTSET, VALID, SAME_UPPER, SAME_LOWER");
        };
    int[] used = autoPad.equals("NOTSET") ? pads : new int[4];
    return new Pair(
        new WindowAxis(height, strides[0], dilations[0], used[0], used[2], pad, ceil),
        new WindowAxis(width, strides[1], dilations[1], used[1], used[3], pad, ceil));
  }

  static SymbolicValue pad(OpNode op) {
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
}
