package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import pointwise.blas.Blas;
import pointwise.network.graph.Network;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.Shape;
import pointwise.network.run.Inference;

/** A classifier of a fixed size, read from ONNX, over images that are larger. */
class DenseOnnxTest {
  private static final Shape IMAGE = new Shape(6, 5, 3);
  private static final int MIDDLE = 4;
  private static final int CLASSES = 7;

  private final Random random = new Random(3);

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** A 3x3 convolution to 4 x 3 x 4, flattened, and a dense layer. */
  private byte[] classifier() {
    GraphWriter graph = Models.graph();
    String kernels = graph.floats("kernels", numbers(MIDDLE * 3 * 9), MIDDLE, 3, 3, 3);
    graph.node("Conv", List.of("image", kernels), "conv");
    graph.node("Relu", List.of("conv"), "map");
    graph.node("Flatten", List.of("map"), "flat");
    String weights = graph.floats("w", numbers(CLASSES * 48), CLASSES, 48);
    String bias = graph.floats("b", numbers(CLASSES), CLASSES);
    NodeProto.Builder gemm = graph.node("Gemm", List.of("flat", weights, bias), "y");
    GraphWriter.integer(gemm, "transB", 1);
    ModelProto model = Models.of(13, graph, 0, 3, IMAGE.height(), IMAGE.width());
    return model.toByteArray();
  }

  @Test
  void everyPixelOverALargerImageIsTheClassifierOnThatCrop() throws Exception {
    byte[] model = classifier();
    Network fixed = OnnxReader.read("model.onnx", model, ExternalData.NONE);
    Convolution dense = (Convolution) fixed.nodes().get(fixed.outputs().get(0)).layer();
    assertThat(List.of(dense.y().kernel(), dense.x().kernel())).containsExactly(4, 3);
    Network any =
        new Network("any size", new Network.Input(3, 0, 0), fixed.nodes(), fixed.outputs());
    Shape large = new Shape(11, 13, 3);
    float[] samples = numbers(large.height() * large.line());
    Inference inference =
        new Inference(any, large, any.outputs(), new PackedWeights(Blas.nativeBlas()));
    float[] slid = inference.run(samples).get(0);
    assertThat(inference.shape(any.outputs().get(0))).isEqualTo(new Shape(6, 9, CLASSES));
    for (int y = 0; y < 6; y++) {
      for (int x = 0; x < 9; x++) {
        float[] crop = new float[IMAGE.height() * IMAGE.line()];
        for (int line = 0; line < IMAGE.height(); line++) {
          System.arraycopy(
              samples, ((y + line) * 13 + x) * 3, crop, line * IMAGE.line(), IMAGE.line());
        }
        int at = (y * 9 + x) * CLASSES;
        float[] classes = Oracle.runtime(model, IMAGE, Layout.chw(crop, IMAGE)).get(0);
        assertThat(Arrays.copyOfRange(slid, at, at + CLASSES))
            .containsExactly(classes, within(1e-4f));
      }
    }
  }
}
