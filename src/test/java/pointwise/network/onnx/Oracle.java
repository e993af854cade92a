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
import java.util.stream.IntStream;
import pointwise.blas.Blas;
import pointwise.network.graph.Network;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.Shape;
import pointwise.network.run.Inference;
import pointwise.text.Text;

/** ONNX Runtime, which runs the file that a network was read from or written to. */
public final class Oracle {
  private Oracle() {}

  /** Each output within 1e-4 of its largest number. */
  static void compare(String at, Network network, byte[] model, Shape image, float[] hwc)
      throws OrtException {
    Inference inference =
        new Inference(network, image, network.outputs(), new PackedWeights(Blas.nativeBlas()));
    List<float[]> ours = inference.run(hwc);
    List<float[]> theirs = runtime(model, image, Layout.chw(hwc, image));
    for (int o = 0; o < ours.size(); o++) {
      Shape shape = inference.shape(network.outputs().get(o));
      float[] a = Layout.chw(ours.get(o), shape);
      float[] b = theirs.get(o);
      assertThat(a).as(at + network.nodes()).hasSameSizeAs(b);
      double most = IntStream.range(0, b.length).mapToDouble(i -> Math.abs(b[i])).max().orElse(0);
      assertThat(most).as(at).isFinite();
      for (int i = 0; i < b.length; i++) {
        if (!(Math.abs(a[i] - b[i]) <= 1e-4 * most)) {
          throw new AssertionError(
              Text.of(
                  "%s sample %d of %s: found %s, expected %s", at, i, network.nodes(), a[i], b[i]));
        }
      }
    }
  }

  /** The outputs of a model whose input is called image. */
  public static List<float[]> runtime(byte[] model, Shape image, float[] chw) throws OrtException {
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
