package pointwise.network.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pointwise.input.Fixture;
import pointwise.raster.DecodedImage;
import pointwise.raster.Window;

class ResizeTest {
  private static float[] samples(String file) {
    DecodedImage image =
        Fixture.decode(file, Fixture.bytes(Path.of("src/test/resources/resize").resolve(file)));
    float[] samples = new float[image.height() * image.width() * image.channels()];
    ByteBuffer.wrap(image.samples()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(samples);
    return samples;
  }

  private static float[] resized(Resize resize, float[] samples, int width, int channels) {
    int line = width * channels;
    return resize.apply(
        (begin, end) -> Arrays.copyOfRange(samples, begin * line, end * line), channels);
  }

  private static Resize bicubic(int fromHeight, int fromWidth, int height, int width) {
    return new Resize(
        fromHeight,
        fromWidth,
        height,
        width,
        Window.lines(0, height, width),
        Interpolation.BICUBIC);
  }

  /** The expected files are what Pillow makes of the input; see make_resized.py. */
  @ParameterizedTest
  @CsvSource({"20, 17", "64, 90", "37, 10", "1, 1"})
  void resizedIsWhatPillowMakes(int height, int width) {
    float[] found = resized(new Resize(37, 53, height, width), samples("input.npy"), 53, 3);
    assertThat(found).containsExactly(samples(height + "x" + width + ".npy"), within(1e-3f));
  }

  /** Enlarged, shrunk, and shrunk along one axis; see make_resized.py. */
  @ParameterizedTest
  @CsvSource({"20, 17", "64, 90", "37, 10", "12, 53", "1, 1"})
  void bicubicIsWhatPillowMakes(int height, int width) {
    Resize resize = bicubic(37, 53, height, width);
    assertThat(resized(resize, samples("input.npy"), 53, 3))
        .containsExactly(samples("bicubic" + height + "x" + width + ".npy"), within(1e-3f));
  }

  /**
   * Keys' cubic at 1/4, 3/4, 5/4 and 7/4 is 111/128, 29/128, -9/128 and -3/128: from (0, 8) to
   * four, at 1/4 and -3/4 of the first middle, over the weights of the two that there are.
   */
  @Test
  void bicubicIsByHand() {
    Resize resize = bicubic(1, 2, 1, 4);
    float outer = 8 * -9f / (111 - 9);
    float inner = 8 * 29f / (111 + 29);
    assertThat(resized(resize, new float[] {0, 8}, 2, 1))
        .containsExactly(new float[] {outer, inner, 8 - inner, 8 - outer}, within(1e-5f));
  }

  /** 3,000,000 samples come in bands: every line once, in order, a few MB at a time. */
  @Test
  void linesOfALargeImageAreAskedForInBands() {
    int[] asked = {0};
    float[] found =
        new Resize(1000, 1000, 500, 1)
            .apply(
                (begin, end) -> {
                  assertThat(begin).isEqualTo(asked[0]);
                  assertThat((end - begin) * 3000).isLessThanOrEqualTo(1 << 20);
                  asked[0] = end;
                  float[] lines = new float[(end - begin) * 3000];
                  for (int i = 0; i < lines.length; i++) {
                    lines[i] = begin + i / 3000; // the number of the line
                  }
                  return lines;
                },
                3);
    assertThat(asked[0]).isEqualTo(1000);
    for (int y = 1; y < 499; y++) {
      // The triangle around 2 y + 1 is symmetric: its mean is there, between lines 2 y and 2 y + 1.
      assertThat(found[3 * y]).isCloseTo(2 * y + 0.5f, withinPercentage(1e-3));
    }
  }

  /** Of the file that Pillow made, lines 3 to 12 and columns 5 to 15. */
  @Test
  void aPartIsThatOfTheWhole() {
    Window part = new Window(3, 10, 5, 11);
    float[] found =
        resized(
            new Resize(37, 53, 20, 17, part, Interpolation.BILINEAR), samples("input.npy"), 53, 3);
    float[] whole = samples("20x17.npy");
    for (int y = 0; y < 10; y++) {
      int at = ((3 + y) * 17 + 5) * 3;
      assertThat(Arrays.copyOfRange(found, y * 33, y * 33 + 33))
          .containsExactly(Arrays.copyOfRange(whole, at, at + 33), within(1e-3f));
    }
  }

  @Test
  void theSameSizeIsTheSameImage() {
    float[] input = samples("input.npy");
    assertThat(resized(new Resize(37, 53, 37, 53), input, 53, 3)).isEqualTo(input);
  }

  /** Half-pixel centres by hand: from (0, 8) to four: at -0.25, 0.25, 0.75, 1.25 of the two. */
  @Test
  void enlargingIsByHand() {
    assertThat(resized(new Resize(1, 2, 1, 4), new float[] {0, 8}, 2, 1))
        .containsExactly(0, 2, 6, 8);
  }

  /** Halving four: the triangle of half-width 2 around 1.0 has weights 3 3 1 of (0.5 1.5 2.5). */
  @Test
  void shrinkingIsByHand() {
    assertThat(resized(new Resize(1, 4, 1, 2), new float[] {7, 14, 21, 28}, 4, 1))
        .containsExactly(
            new float[] {(3 * 7 + 3 * 14 + 21) / 7f, (14 + 3 * 21 + 3 * 28) / 7f}, within(1e-5f));
  }

  /** Of the same size, no sample has a part in another; halved, the last has none in the first. */
  @Test
  void aNanStaysWhereItIs() {
    float[] input = {1, Float.NaN, 3, 4};
    assertThat(resized(new Resize(1, 4, 1, 4), input, 4, 1)).containsExactly(1, Float.NaN, 3, 4);
    assertThat(resized(new Resize(2, 2, 2, 2), input, 2, 1)).containsExactly(1, Float.NaN, 3, 4);
    float[] infinite = {5, 5, 5, Float.POSITIVE_INFINITY};
    assertThat(resized(new Resize(1, 4, 1, 2), infinite, 4, 1)).startsWith(5);
  }

  /** A third of the size: the cubic is 0 three samples from its middle and not so four from it. */
  @Test
  void aNanThatWeighsNothingIsLeftOut() {
    Resize same = bicubic(1, 4, 1, 4);
    assertThat(resized(same, new float[] {1, Float.NaN, 3, 4}, 4, 1))
        .containsExactly(1, Float.NaN, 3, 4);
    for (int nan = 0; nan < 15; nan++) {
      float[] line = new float[15];
      Arrays.fill(line, 5);
      line[nan] = Float.NaN;
      boolean counts = Math.abs(nan - 7) < 6 && Math.abs(nan - 7) != 3;
      float[] column = resized(bicubic(15, 1, 5, 1), line, 1, 1);
      float[] row = resized(bicubic(1, 15, 1, 5), line, 15, 1);
      assertThat(Float.isNaN(row[2])).as("sample %s", nan).isEqualTo(counts);
      assertThat(Float.isNaN(column[2])).as("sample %s", nan).isEqualTo(counts);
    }
  }
}
