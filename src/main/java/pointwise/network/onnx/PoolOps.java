package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.Pool;
import pointwise.network.layer.Shape;
import pointwise.network.layer.WindowAxis;

/** Pools of windows and of whole maps. */
final class PoolOps {
  static final OperatorFamily FAMILY =
      OperatorFamily.of(
              Map.of(
                  "MaxPool", PoolOps::maxPool,
                  "AveragePool", PoolOps::averagePool,
                  "GlobalMaxPool", op -> global(op, Pool.Kind.MAX, op.map(0)),
                  "GlobalAveragePool", op -> global(op, Pool.Kind.AVERAGE, op.map(0)),
                  "ReduceMean", PoolOps::reduceMean))
          .with(Pool.class, PoolOps::write)
          .with(GlobalPool.class, PoolOps::write);

  /** The first in which a mean pool has dilations. */
  private static final int OPSET_OF_DILATED_MEANS = 19;

  private PoolOps() {}

  private static SymbolicValue maxPool(OpNode op) {
    op.attributes.require("storage_order", 0);
    return pool(op, Pool.Kind.MAX, false);
  }

  private static SymbolicValue averagePool(OpNode op) {
    return pool(op, Pool.Kind.AVERAGE, op.attributes.flag("count_include_pad", false));
  }

  private static SymbolicValue pool(OpNode op, Pool.Kind kind, boolean countPadding) {
    if (!op.attributes.has("kernel_shape")) {
      throw Attributes.wrong("kernel_shape", "nothing", "2 numbers");
    }
    int[] kernel = op.attributes.sizes("kernel_shape", 2, 1, 1);
    boolean ceil = op.attributes.flag("ceil_mode", false);
    WindowAttributes window = WindowAttributes.read(op, kernel[0], kernel[1], ceil);
    for (WindowAxis axis : List.of(window.y(), window.x())) {
      if (Math.max(axis.before(), axis.after()) >= axis.extent()) {
        throw Attributes.wrong(
            "pads", Math.max(axis.before(), axis.after()), "less than the window");
      }
    }
    return op.add(new Pool(kind, window.y(), window.x(), countPadding), op.map(0));
  }

  private static void write(Pool layer, LayerNode to) {
    boolean max = layer.kind() == Pool.Kind.MAX;
    WindowAxis y = layer.y();
    WindowAxis x = layer.x();
    if (y.ceil() != x.ceil()) {
      throw to.wrong("ceil along one axis only");
    }
    NodeProto.Builder written = to.node(max ? "MaxPool" : "AveragePool");
    new WindowAttributes(y, x).write(to, written);
    GraphWriter.integer(written, "ceil_mode", y.ceil() ? 1 : 0);
    boolean dilated = y.dilation() > 1 || x.dilation() > 1;
    if (max || dilated) {
      GraphWriter.integers(written, "dilations", y.dilation(), x.dilation());
    }
    if (!max) {
      if (dilated) {
        to.graph().requireOpset(OPSET_OF_DILATED_MEANS);
      }
      GraphWriter.integer(written, "count_include_pad", layer.countPadding() ? 1 : 0);
    }
  }

  /** One pixel, whatever the size of the map. */
  private static SymbolicValue global(OpNode op, Pool.Kind kind, SymbolicValue map) {
    SymbolicValue pooled = op.add(new GlobalPool(kind), map);
    int channels = pooled.channels();
    return channels == 0
        ? pooled
        : new SymbolicValue(
            pooled.place(), pooled.rank(), channels, new Shape(1, 1, channels), false);
  }

  private static SymbolicValue reduceMean(OpNode op) {
    boolean keep = op.attributes.flag("keepdims", true);
    op.attributes.flag("noop_with_empty_axes", false);
    long[] axes = op.axes(1, 18);
    SymbolicValue map = op.map(0);
    if (!OpNode.areHeightAndWidth(axes)) {
      throw Attributes.wrong("axes", Arrays.toString(axes), "[2, 3], height and width");
    }
    SymbolicValue mean = global(op, Pool.Kind.AVERAGE, map);
    return keep || mean.refused() ? mean : mean.withRank(2);
  }

  private static void write(GlobalPool layer, LayerNode to) {
    to.node(layer.kind() == Pool.Kind.MAX ? "GlobalMaxPool" : "GlobalAveragePool");
  }
}
