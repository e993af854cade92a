package pointwise.network.onnx;

import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import pointwise.network.graph.Network;
import pointwise.network.layer.Shape;

/** ONNX Runtime runs what the writer wrote and gives the same numbers. */
class OnnxRuntimeTest {
  private static final int ROUNDS = 100;
  private static final List<LayerKinds.Kind> KINDS = List.of(LayerKinds.Kind.values());

  @ParameterizedTest
  @FieldSource("KINDS")
  void onnxRuntimeGivesTheSameNumbers(LayerKinds.Kind kind) throws OrtException {
    for (int round = 0; round < ROUNDS; round++) {
      Random random = new Random(1000L * KINDS.indexOf(kind) + round);
      Shape image =
          new Shape(1 + random.nextInt(17), 1 + random.nextInt(17), 1 + random.nextInt(7));
      Network network = LayerKinds.of(kind, image, random);
      float[] hwc = new float[(int) image.pixels() * image.channels()];
      for (int i = 0; i < hwc.length; i++) {
        hwc[i] = (float) random.nextGaussian();
      }
      Oracle.compare(
          kind + " round " + round + " on " + image + ": ",
          network,
          OnnxWriter.write(network),
          image,
          hwc);
    }
  }
}
