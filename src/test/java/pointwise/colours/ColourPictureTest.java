package pointwise.colours;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import pointwise.text.Text;

class ColourPictureTest {
  private static final int COUNT = 2000;

  private static final int PIXELS = 28 * 28;

  /**
   * A picture as it is drawn.
   *
   * @param samples without noise
   * @param coverage of each pixel
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Drawn(ColourPicture picture, byte[] samples, double[] coverage) {}

  private static Drawn drawn(int index) {
    ColourPicture picture = picture(index);
    double[] coverage = new double[PIXELS];
    Arrays.setAll(coverage, pixel -> picture.coverage(pixel % 28, pixel / 28));
    return new Drawn(picture, picture.samples(new Random(0), 0), coverage);
  }

  private static List<Drawn> drawn;

  @BeforeAll
  static void draw() {
    drawn = IntStream.range(0, COUNT).mapToObj(ColourPictureTest::drawn).toList();
  }

  @AfterAll
  static void letGo() {
    drawn = null;
  }

  private static ColourPicture picture(int index) {
    return ColourPicture.of(index, ColourPicture.random(5, index));
  }

  /** Hue in degrees, saturation and value in 0..1, by Java's own conversion. */
  private static float[] hsv(byte[] samples, int pixel) {
    int i = 3 * pixel;
    float[] hsv =
        Color.RGBtoHSB(samples[i] & 255, samples[i + 1] & 255, samples[i + 2] & 255, null);
    hsv[0] *= 360;
    return hsv;
  }

  @Test
  void coveredPixelsHaveTheColourOfTheClass() {
    int[] hues = {0, 120, 240, 60, 180, 300};
    double[] least = {1000, 1, 1};
    double[] most = {-1000, 0, 0};
    int without = 0;
    for (int index = 0; index < COUNT; index++) {
      byte[] samples = drawn.get(index).samples();
      int pixel = coveredPixel(drawn.get(index).coverage());
      if (pixel < 0) {
        without++;
        continue;
      }
      float[] hsv = hsv(samples, pixel);
      double apart = Math.IEEEremainder(hsv[0] - hues[index % 6], 360);
      double[] found = {apart, hsv[1], hsv[2]};
      for (int i = 0; i < 3; i++) {
        least[i] = Math.min(least[i], found[i]);
        most[i] = Math.max(most[i], found[i]);
      }
    }
    // Samples of 8 bits: at the palest, chroma 64, half a level of each is about half a degree.
    assertThat(least[0]).isBetween(-12.6, -11.5);
    assertThat(most[0]).isBetween(11.5, 12.6);
    for (int i = 1; i < 3; i++) {
      assertThat(least[i]).isBetween(0.495, 0.51);
      assertThat(most[i]).isBetween(0.99, 1.0);
    }
    // An outline of 2 pixels may cover no pixel wholly.
    assertThat(without).isLessThan(COUNT / 20);
  }

  private static int coveredPixel(double[] coverage) {
    for (int pixel = 0; pixel < PIXELS; pixel++) {
      if (coverage[pixel] == 1) {
        return pixel;
      }
    }
    return -1;
  }

  @Test
  void theRestIsOneGrey() {
    Set<Integer> greys = new HashSet<>();
    for (int index = 0; index < COUNT; index++) {
      byte[] samples = drawn.get(index).samples();
      double[] coverage = drawn.get(index).coverage();
      Set<Integer> own = new HashSet<>();
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        if (coverage[pixel] == 0) {
          byte red = samples[3 * pixel];
          if (red != samples[3 * pixel + 1] || red != samples[3 * pixel + 2]) {
            throw new AssertionError(Text.of("picture %d, pixel %d: not grey", index, pixel));
          }
          own.add(samples[3 * pixel] & 255);
        }
      }
      assertThat(own).hasSize(1);
      greys.addAll(own);
    }
    assertThat(greys).hasSizeGreaterThan(250).contains(0, 255);
  }

  @Test
  void shapesLieWhollyInThePictureAndAreAsLargeAsTheySay() {
    double smallest = 28;
    double largest = 0;
    for (int index = 0; index < COUNT; index++) {
      ColourPicture picture = drawn.get(index).picture();
      double[] coverage = drawn.get(index).coverage();
      int[] x = {28, -1};
      int[] y = {28, -1};
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        if (coverage[pixel] > 0) {
          x = new int[] {Math.min(x[0], pixel % 28), Math.max(x[1], pixel % 28)};
          y = new int[] {Math.min(y[0], pixel / 28), Math.max(y[1], pixel / 28)};
        }
      }
      double extent = Math.max(x[1] - x[0], y[1] - y[0]) + 1;
      // A point of a diamond or a triangle may fall between the points that are looked up.
      assertThat(extent).isBetween(picture.size() - 1, picture.size() + 2);
      assertThat(picture.centreX()).isBetween(picture.size() / 2, 28 - picture.size() / 2);
      assertThat(picture.centreY()).isBetween(picture.size() / 2, 28 - picture.size() / 2);
      smallest = Math.min(smallest, picture.size());
      largest = Math.max(largest, picture.size());
    }
    assertThat(smallest).isBetween(6.0, 6.1);
    assertThat(largest).isBetween(23.9, 24.0);
  }

  @Test
  void noiseIsGaussianOfFourHundredths() {
    double sum = 0;
    double squares = 0;
    int beyond = 0;
    int n = 0;
    for (int index = 0; index < 100; index++) {
      ColourPicture picture = picture(index);
      if (picture.grey() < 0.2 || picture.grey() > 0.8) {
        continue;
      }
      byte[] noisy = ColourPicture.samples(5, index);
      for (int i = 0; i < noisy.length; i++) {
        if (picture.coverage(i / 3 % 28, i / 84) == 0) {
          double noise = (noisy[i] & 255) - 255 * picture.grey();
          sum += noise;
          squares += noise * noise;
          beyond += Math.abs(noise) > 2 * 0.04 * 255 ? 1 : 0;
          n++;
        }
      }
    }
    // Rounding to whole levels adds 1/12 to the variance.
    assertThat(sum / n).isCloseTo(0, Offset.offset(0.15));
    assertThat(Math.sqrt(squares / n))
        .isCloseTo(Math.sqrt(10.2 * 10.2 + 1 / 12.0), Offset.offset(0.1));
    // 4.55 % of a normal distribution lie beyond two standard deviations.
    assertThat((double) beyond / n).isCloseTo(0.0455, Offset.offset(0.004));
  }

  @Test
  void everyShapeIsDrawnInEveryColourFilledAndOutlinedAndTurned() {
    Set<String> kinds = new HashSet<>();
    for (int index = 0; index < 12 * COUNT; index++) {
      ColourPicture picture = picture(index);
      kinds.add(
          Text.of(
              "%s %s %s %d",
              picture.colour(), picture.shape(), picture.outlined(), picture.quarterTurns()));
    }
    assertThat(kinds).hasSize(6 * 7 * 2 * 4);
  }

  @Test
  void anOutlineLeavesTheMiddleFree() {
    ColourPicture circle =
        new ColourPicture(ShapeColour.RED, Figure.CIRCLE, true, 0, 20, 14, 14, 0, 1, 1, 0.5);
    ColourPicture filled =
        new ColourPicture(ShapeColour.RED, Figure.CIRCLE, false, 0, 20, 14, 14, 0, 1, 1, 0.5);
    assertThat(circle.stroke()).isEqualTo(2.5);
    assertThat(circle.coverage(14, 14)).isZero();
    assertThat(circle.coverage(5, 13)).isEqualTo(1);
    assertThat(filled.coverage(14, 14)).isEqualTo(1);
  }

  /** The base of a triangle is below, and a quarter turn clockwise takes it to the left. */
  @Test
  void quarterTurnsAreClockwise() {
    // Corners clockwise from the left upper one, of the square 4..24.
    int[][] corners = {{4, 4}, {23, 4}, {23, 23}, {4, 23}};
    for (int turn = 0; turn < 4; turn++) {
      ColourPicture triangle =
          new ColourPicture(
              ShapeColour.RED, Figure.TRIANGLE, false, turn, 20, 14, 14, 0, 1, 1, 0.5);
      for (int corner = 0; corner < 4; corner++) {
        int[] at = corners[corner];
        boolean ofBase = Math.floorMod(corner - turn, 4) >= 2;
        assertThat(triangle.coverage(at[0], at[1]) > 0)
            .as("turn %d corner %d", turn, corner)
            .isEqualTo(ofBase);
      }
    }
  }

  /** Against Java's conversion, every 3 degrees. */
  @Test
  void rgbIsThatOfHsv() {
    for (double hue = -12; hue <= 312; hue += 3) {
      double[] rgb = ColourPicture.rgb(hue, 0.6, 0.9);
      Color expected = new Color(Color.HSBtoRGB((float) (hue / 360), 0.6f, 0.9f));
      int[] levels = Arrays.stream(rgb).mapToInt(v -> (int) Math.round(255 * v)).toArray();
      assertThat(levels[0]).isCloseTo(expected.getRed(), Offset.offset(1));
      assertThat(levels[1]).isCloseTo(expected.getGreen(), Offset.offset(1));
      assertThat(levels[2]).isCloseTo(expected.getBlue(), Offset.offset(1));
    }
  }

  @Test
  void samplesAreAFunctionOfSeedAndIndex() {
    assertThat(ColourPicture.samples(1, 7)).isEqualTo(ColourPicture.samples(1, 7));
    Set<Integer> different = new HashSet<>();
    for (long seed = -3; seed < 30; seed++) {
      for (int index = 0; index < 30; index++) {
        different.add(Arrays.hashCode(ColourPicture.samples(seed, index)));
      }
    }
    assertThat(different).hasSize(33 * 30);
  }
}
