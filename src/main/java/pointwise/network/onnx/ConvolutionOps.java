package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.Map;
import pointwise.kernel.Activation;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Shape;
import pointwise.network.layer.WindowAxis;
import pointwise.text.Text;

/** Convolutions, and products with constant matrices, which are convolutions of a vector. */
final class ConvolutionOps {
  static final OperatorFamily FAMILY =
      OperatorFamily.of(
              Map.of(
                  "Conv", ConvolutionOps::convolution,
                  "Gemm", ConvolutionOps::gemm,
                  "MatMul", ConvolutionOps::matMul))
          .with(Convolution.class, ConvolutionOps::write);

  private ConvolutionOps() {}

  private static SymbolicValue convolution(OpNode op) {
    int groups = op.attributes.size("group", 1);
    Tensor weights = op.constant(1);
    float[] oihw = weights.weights(4);
    int[] dims = weights.dims();
    int[] kernel = op.attributes.sizes("kernel_shape", 2, 1, 1);
    if (op.attributes.has("kernel_shape") && (kernel[0] != dims[2] || kernel[1] != dims[3])) {
      throw Attributes.wrong("kernel_shape", Arrays.toString(kernel), weights.shape());
    }
    WindowAttributes window = WindowAttributes.read(op, dims[2], dims[3], false);
    float[] bias = op.has(2) ? op.constant(2).weights(1, dims[0]) : new float[dims[0]];
    int inputs = Math.multiplyExact(dims[1], groups);
    SymbolicValue image = op.map(0);
    OpNode.requireChannels(image, inputs);
    return op.add(
        new Convolution(
            window.y(), window.x(), inputs, groups, oihw, bias, new Activation.Identity()),
        image);
  }

  private static void write(Convolution layer, LayerNode to) {
    int[] dims = {
      layer.kernels(), layer.inputs() / layer.groups(), layer.y().kernel(), layer.x().kernel()
    };
    String weights = to.floats("weights", layer.weights(), dims);
    String bias = to.floats("bias", layer.bias(), layer.kernels());
    if (layer.y().ceil() || layer.x().ceil()) {
      throw to.wrong("a convolution with ceil");
    }
    NodeProto.Builder written = to.node("Conv", weights, bias);
    GraphWriter.integer(written, "group", layer.groups());
    new WindowAttributes(layer.y(), layer.x()).write(to, written);
    GraphWriter.integers(written, "dilations", layer.y().dilation(), layer.x().dilation());
  }

  /** alpha · A · B + beta · C, B and C constant. */
  private static SymbolicValue gemm(OpNode op) {
    op.attributes.require("transA", 0);
    boolean transposed = op.attributes.flag("transB", false);
    float alpha = op.attributes.number("alpha", 1);
    float beta = op.attributes.number("beta", 1);
    Tensor matrix = op.constant(1);
    matrix.weights(2);
    int kernels = matrix.dims()[transposed ? 0 : 1];
    float[] bias = new float[kernels];
    if (op.has(2)) {
      bias = op.constant(2).perChannel(2, kernels);
      for (int k = 0; k < kernels; k++) {
        bias[k] *= beta;
      }
    }
    return dense(op, matrix, transposed, alpha, bias);
  }

  private static SymbolicValue matMul(OpNode op) {
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
}
