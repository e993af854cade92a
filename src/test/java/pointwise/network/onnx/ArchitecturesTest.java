package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pointwise.network.graph.Folding;
import pointwise.network.graph.Network;
import pointwise.network.layer.Shape;
import pointwise.network.run.Architectures;

/** Whole architectures as ONNX Runtime runs them, on sizes of every remainder of their strides. */
class ArchitecturesTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "SQUEEZENET, 224x224 97x131 500x375",
    "GOOGLENET, 224x224 97x131",
    "RESNET_50, 224x224 97x131",
    "MOBILENET_V1, 224x224 97x131",
    "MOBILENET_V2, 224x224 97x131",
    "NETWORK_IN_NETWORK, 32x32 41x67"
  })
  void onnxRuntimeGivesTheSameNumbers(Architectures architecture, String sizes)
      throws OrtException {
    Network network = architecture.network();
    byte[] model = OnnxWriter.write(network);
    Network back = OnnxReader.read("model.onnx", model, ExternalData.NONE);
    Network folded = Folding.of(back, back.outputs());
    assertThat(folded.nodes()).hasSizeLessThan(back.nodes().size());
    for (String size : sizes.split(" ", -1)) {
      String[] sides = size.split("x", -1);
      Shape image = new Shape(Integer.parseInt(sides[1]), Integer.parseInt(sides[0]), 3);
      float[] samples = samples(image);
      Oracle.compare("as built, " + size + ": ", network, model, image, samples);
      Oracle.compare("read and folded, " + size + ": ", folded, model, image, samples);
    }
  }

  /** As normalised photos are: about 0, of deviation 1. */
  private static float[] samples(Shape image) {
    Random random = new Random(image.width());
    float[] samples = new float[image.height() * image.line()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) random.nextGaussian();
    }
    return samples;
  }
}
