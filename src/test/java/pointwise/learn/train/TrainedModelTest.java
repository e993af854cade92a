package pointwise.learn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pointwise.learn.samples.Samples;
import pointwise.learn.samples.Standardisation;
import pointwise.network.layer.Shape;
import pointwise.network.onnx.OnnxWriter;
import pointwise.network.onnx.Oracle;

class TrainedModelTest {
  private static final int HEIGHT = 4;
  private static final int WIDTH = 5;

  /** ONNX Runtime on raw samples, and the model in double on standardised ones. */
  @ParameterizedTest
  @MethodSource("pointwise.learn.train.GradientTest#shapes")
  void savedModelIsTheTrainedOneForRawSamples(ModelShape shape) throws OrtException {
    int D = RandomSamples.D;
    double[] mean = {100, -3, 0.5};
    double[] deviation = {30, 2, 0.1};
    double[] parameters = RandomSamples.parameters(shape, 5);
    int pixels = HEIGHT * WIDTH;
    float[] standardised = new float[pixels * D];
    float[] chw = new float[pixels * D];
    Random random = new Random(1);
    for (int p = 0; p < pixels; p++) {
      for (int d = 0; d < D; d++) {
        float raw = (float) (mean[d] + deviation[d] * random.nextGaussian());
        chw[d * pixels + p] = raw;
        standardised[p * D + d] = (float) ((raw - mean[d]) / deviation[d]);
      }
    }
    TrainedModel model = new TrainedModel(shape, new Standardisation(mean, deviation), parameters);
    byte[] onnx = OnnxWriter.write(model.network());
    float[] found = Oracle.runtime(onnx, new Shape(HEIGHT, WIDTH, D), chw).get(0);
    double[] expected =
        new NaiveModel(shape, parameters)
            .probabilities(
                new Samples(0, false, pixels, standardised, new short[1], 0, new int[1]));
    int step = found.length / expected.length;
    assertThat(List.of(1, pixels)).contains(step);
    for (int k = 0; k < expected.length; k++) {
      assertThat((double) found[k * step]).isCloseTo(expected[k], within(1e-5));
    }
  }
}
