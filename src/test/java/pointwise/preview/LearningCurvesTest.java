package pointwise.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class LearningCurvesTest {
  private static final int TRAINING = 0xff31688e;
  private static final int VALIDATION = 0xffd95f02;
  private static final double[] NONE = {};
  private static final TextLabels NO_FONTS = new TextLabels(null);

  private static BufferedImage read(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  /** The first y below the legend at which the colour stands in the column, -1 for none. */
  private static int top(BufferedImage image, int x, int colour) {
    for (int y = 60; y < image.getHeight(); y++) {
      if (image.getRGB(x, y) == colour) {
        return y;
      }
    }
    return -1;
  }

  @Test
  void lossStandsLeftAndAccuracyRight() throws IOException {
    double[] loss = {1, 0.5, 0};
    double[] accuracy = {0, 0.5, 1};
    BufferedImage image = read(LearningCurves.png(loss, NONE, accuracy, NONE, -1, NO_FONTS));
    int left = image.getWidth() / 4;
    int right = 3 * image.getWidth() / 4;
    assertThat(top(image, left - 80, TRAINING)).isLessThan(top(image, left + 80, TRAINING));
    assertThat(top(image, right - 80, TRAINING)).isGreaterThan(top(image, right + 80, TRAINING));
    assertThat(top(image, left, VALIDATION)).isEqualTo(-1);
  }

  @Test
  void theValidationSetHasItsOwnColour() throws IOException {
    double[] two = {2, 2, 2};
    double[] one = {1, 1, 1};
    BufferedImage image =
        read(LearningCurves.png(one, two, one, new double[] {0.5, 0.5, 0.5}, 1, NO_FONTS));
    int left = image.getWidth() / 4;
    int right = 3 * image.getWidth() / 4;
    // From 0 to 2, 240 pixels: 1 is half way down.
    assertThat(top(image, left, TRAINING) - top(image, left, VALIDATION)).isBetween(119, 121);
    // From 0.5 to 1.
    assertThat(top(image, right, VALIDATION) - top(image, right, TRAINING)).isBetween(239, 241);
  }

  @Test
  void anEpochThatDivergedIsLeftOut() throws IOException {
    double[] loss = {1, Double.NaN, 1, Double.POSITIVE_INFINITY, 1, 1};
    double[] accuracy = {0, 0, 0, 0, 0, 0};
    BufferedImage image = read(LearningCurves.png(loss, NONE, accuracy, NONE, -1, NO_FONTS));
    // Epochs 5 and 6 are joined, those before stand alone: left of epoch 5 are gaps.
    int columns = 0;
    for (int x = 0; x < image.getWidth() / 2; x++) {
      columns += top(image, x, TRAINING) >= 0 ? 1 : 0;
    }
    assertThat(columns).isBetween(388 / 5, 388 / 5 + 30);
  }

  @Test
  void oneEpochIsADot() throws IOException {
    double[] one = {0.5};
    BufferedImage image = read(LearningCurves.png(one, NONE, one, NONE, 0, NO_FONTS));
    int dots = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      dots += top(image, x, TRAINING) >= 0 ? 1 : 0;
    }
    assertThat(dots).isBetween(4, 12);
  }

  @Test
  void curvesOfTwoLengthsAreRefused() {
    double[] two = {1, 1};
    double[] one = {1};
    assertThatThrownBy(() -> LearningCurves.png(two, NONE, one, NONE, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot draw curves: they differ in length, found 2 and 1 epochs");
  }
}
