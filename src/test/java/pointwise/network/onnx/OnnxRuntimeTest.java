package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pointwise.blas.Blas;
import pointwise.network.Inference;
import pointwise.network.Network;
import pointwise.network.Shape;

/** ONNX Runtime runs what the writer wrote and gives the same numbers. */
class OnnxRuntimeTest {
  private static final int ROUNDS = 25;

  static Stream<RandomNetworks.Kind> kinds() {
    return Stream.of(RandomNetworks.Kind.values());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void onnxRuntimeGivesTheSameNumbers(RandomNetworks.Kind kind) throws OrtException {
    for (int round = 0; round < ROUNDS; round++) {
      Random random = new Random(1000L * kind.ordinal() + round);
      Shape image =
          new Shape(1 + random.nextInt(17), 1 + random.nextInt(17), 1 + random.nextInt(7));
      Network network = RandomNetworks.of(kind, image, random);
      float[] hwc = new float[(int) image.pixels() * image.channels()];
      for (int i = 0; i < hwc.length; i++) {
        hwc[i] = (float) random.nextGaussian();
      }
      compare(kind + " round " + round + " on " + image + ": ", network, image, hwc);
    }
  }

  private static void compare(String at, Network network, Shape image, float[] hwc)
      throws OrtException {
    Inference inference = new Inference(network, image, network.outputs(), Blas.javaBlas());
    List<float[]> ours = inference.run(hwc);
    List<float[]> theirs = runtime(OnnxWriter.write(network), image, Layout.chw(hwc, image));
    for (int o = 0; o < ours.size(); o++) {
      Shape shape = inference.shape(network.outputs().get(o));
      float[] a = Layout.chw(ours.get(o), shape);
      float[] b = theirs.get(o);
      assertThat(a).as(at + network.nodes()).hasSameSizeAs(b);
      double most = IntStream.range(0, b.length).mapToDouble(i -> Math.abs(b[i])).max().orElse(0);
      for (int i = 0; i < b.length; i++) {
        assertThat((double) Math.abs(a[i] - b[i]))
            .as("%s sample %d of %s: found %s, expected %s", at, i, network.nodes(), a[i], b[i])
            .isLessThanOrEqualTo(1e-4 * most);
      }
    }
  }

  private static List<float[]> runtime(byte[] model, Shape image, float[] chw) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] dims = {1, image.channels(), image.height(), image.width()};
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(model, options);
          OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(chw), dims);
          OrtSession.Result result = session.run(Map.of("image", input))) {
        List<float[]> all = new ArrayList<>();
        for (Map.Entry<String, ai.onnxruntime.OnnxValue> output : result) {
          FloatBuffer numbers = ((OnnxTensor) output.getValue()).getFloatBuffer();
          float[] copy = new float[numbers.remaining()];
          numbers.get(copy);
          all.add(copy);
        }
        return all;
      }
    }
  }
}
