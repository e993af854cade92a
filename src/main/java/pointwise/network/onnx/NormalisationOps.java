package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.Map;
import pointwise.kernel.Activation;
import pointwise.network.layer.Lrn;
import pointwise.network.layer.ScaleShift;
import pointwise.text.Text;

/** Normalisation by running means, and over neighbouring channels. */
final class NormalisationOps {
  static final OperatorFamily FAMILY =
      OperatorFamily.of(
              Map.of(
                  "BatchNormalization", NormalisationOps::batchNormalization,
                  "LRN", NormalisationOps::lrn))
          .with(ScaleShift.class, NormalisationOps::write)
          .with(Lrn.class, NormalisationOps::write);

  private NormalisationOps() {}

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

  /** As batch normalisation of mean 0 and variance 1, which changes no number. */
  private static void write(ScaleShift layer, LayerNode to) {
    int channels = layer.scale().length;
    float[] ones = new float[channels];
    Arrays.fill(ones, 1);
    NodeProto.Builder written =
        to.node(
            "BatchNormalization",
            to.floats("scale", layer.scale(), channels),
            to.floats("shift", layer.shift(), channels),
            to.floats("mean", new float[channels], channels),
            to.floats("variance", ones, channels));
    GraphWriter.number(written, "epsilon", 0);
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

  private static void write(Lrn layer, LayerNode to) {
    NodeProto.Builder written = to.node("LRN");
    GraphWriter.integer(written, "size", layer.size());
    GraphWriter.number(written, "alpha", layer.alpha());
    GraphWriter.number(written, "beta", layer.beta());
    GraphWriter.number(written, "bias", layer.bias());
  }
}
