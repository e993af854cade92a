package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Pointwise;
import pointwise.network.layer.Shape;
import pointwise.text.Text;

/** {@code inspect --save-onnx}: ONNX Runtime runs the file, a plain loop says what is right. */
class SaveOnnxTest {
  private static final double[][] FIRST = {{0.5, -1, 2}, {1.5, 0.25, -0.75}};
  private static final double[] FIRST_BIAS = {0.125, -0.5};
  private static final double[][] SECOND = {{1, 2}, {-3, 0.5}, {0.1, 0.2}, {-1, -1}};
  private static final double[] SECOND_BIAS = {0, 1, -2, 0.75};
  private static final double[] MEAN = {0.4, 0.5, 0.6};
  private static final double[] STD = {0.2, 0.25, 0.5};

  @TempDir private Path folder;

  private static double[] bank(double[][] kernels, double[] bias, double[] pixel) {
    double[] result = bias.clone();
    for (int k = 0; k < kernels.length; k++) {
      for (int d = 0; d < pixel.length; d++) {
        result[k] += kernels[k][d] * pixel[d];
      }
    }
    return result;
  }

  /** Two banks, ReLU between, on (x - mean) / std. */
  private static double[] expected(double[] pixel) {
    double[] normalised = new double[pixel.length];
    for (int d = 0; d < pixel.length; d++) {
      normalised[d] = (pixel[d] - MEAN[d]) / STD[d];
    }
    double[] hidden = bank(FIRST, FIRST_BIAS, normalised);
    for (int k = 0; k < hidden.length; k++) {
      hidden[k] = Math.max(0, hidden[k]);
    }
    return bank(SECOND, SECOND_BIAS, hidden);
  }

  private static String json(double[] numbers) {
    return Arrays.toString(numbers);
  }

  private static String layer(double[][] kernels, double[] bias, String activation) {
    return Text.of(
        "{\"kernels\": %s, \"bias\": %s, \"activation\": \"%s\"}",
        Arrays.deepToString(kernels), json(bias), activation);
  }

  @Test
  void theModelGivesTheMapsOfTheKernels() throws Exception {
    Path kernels =
        Files.writeString(
            folder.resolve("kernels.json"),
            Text.of(
                """
            {"input": {"range": "unit", "mean": %s, "std": %s}, "layers": [%s, %s]}
            """,
                json(MEAN),
                json(STD),
                layer(FIRST, FIRST_BIAS, "relu"),
                layer(SECOND, SECOND_BIAS, "identity")));
    Path model = folder.resolve("new.onnx");
    assertThat(
            Pointwise.run(
                List.of(
                    "inspect", "--kernels", kernels.toString(), "--save-onnx", model.toString())))
        .isZero();
    Shape shape = new Shape(9, 13, 3);
    float[] unit = new float[9 * 13 * 3];
    Random random = new Random(1);
    for (int i = 0; i < unit.length; i++) {
      unit[i] = random.nextInt(256) / 255f;
    }
    float[] maps = Oracle.runtime(Files.readAllBytes(model), shape, Layout.chw(unit, shape)).get(0);
    assertThat(maps).hasSize(9 * 13 * 4);
    for (int p = 0; p < 9 * 13; p++) {
      double[] expected = expected(new double[] {unit[p * 3], unit[p * 3 + 1], unit[p * 3 + 2]});
      for (int k = 0; k < 4; k++) {
        assertThat(Math.abs(maps[k * 9 * 13 + p] - expected[k]))
            .as("pixel %d, map %d", p, k)
            .isLessThanOrEqualTo(1e-4);
      }
    }
  }
}
