package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import pointwise.network.layer.WindowAxis;

/** The window of a convolution or a pool as attributes of its node. */
record WindowAttributes(WindowAxis y, WindowAxis x) {
  static WindowAttributes read(OpNode op, int height, int width, boolean ceil) {
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
    return new WindowAttributes(
        new WindowAxis(height, strides[0], dilations[0], used[0], used[2], pad, ceil),
        new WindowAxis(width, strides[1], dilations[1], used[1], used[3], pad, ceil));
  }

  /** Writes what all operators have. */
  void write(LayerNode to, NodeProto.Builder written) {
    GraphWriter.integers(written, "kernel_shape", y.kernel(), x.kernel());
    GraphWriter.integers(written, "strides", y.stride(), x.stride());
    if (y.pad() != x.pad()) {
      throw to.wrong("padding of two kinds");
    }
    if (y.pad() == WindowAxis.Pad.EXPLICIT) {
      GraphWriter.integers(written, "pads", y.before(), x.before(), y.after(), x.after());
    } else {
      GraphWriter.text(written, "auto_pad", y.pad().name());
    }
  }
}
