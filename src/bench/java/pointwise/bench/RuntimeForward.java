package pointwise.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import pointwise.network.layer.Shape;
import pointwise.network.onnx.OnnxWriter;

/** ONNX Runtime on the same network, written as ONNX; the image is a tensor already. */
final class RuntimeForward implements Forward {
  private final OrtSession session;
  private final OnnxTensor image;
  private final String input;
  private final Shape shape;

  RuntimeForward(NetworkCase network, float[] hwc) throws OrtException {
    this.session = session(OnnxWriter.write(network.network()));
    this.input = session.getInputNames().iterator().next();
    this.shape = network.result();
    Shape from = network.image();
    long[] dims = {1, from.channels(), from.height(), from.width()};
    this.image =
        OnnxTensor.createTensor(
            OrtEnvironment.getEnvironment(), FloatBuffer.wrap(chw(hwc, from.channels())), dims);
  }

  /** A session that works in the thread that calls it, with all its optimisations. */
  static OrtSession session(byte[] model) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      return OrtEnvironment.getEnvironment().createSession(model, options);
    }
  }

  @Override
  public void run() throws OrtException {
    session.run(Map.of(input, image)).close();
  }

  @Override
  public float[] result() throws OrtException {
    try (OrtSession.Result result = session.run(Map.of(input, image))) {
      FloatBuffer numbers = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] chw = new float[numbers.remaining()];
      numbers.get(chw);
      return hwc(chw, shape.channels());
    }
  }

  private static float[] chw(float[] hwc, int channels) {
    return transposed(hwc, hwc.length / channels, channels);
  }

  private static float[] hwc(float[] chw, int channels) {
    return transposed(chw, channels, chw.length / channels);
  }

  private static float[] transposed(float[] matrix, int rows, int columns) {
    float[] transposed = new float[matrix.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        transposed[c * rows + r] = matrix[r * columns + c];
      }
    }
    return transposed;
  }

  @Override
  public void close() throws OrtException {
    image.close();
    session.close();
  }
}
