package pointwise.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import pointwise.raster.Window;

class MapThumbnailTest {
  private static final int LOWEST = 0xff440154;
  private static final int HIGHEST = 0xfffde725;
  private static final int GREY = 0xffb4b4b4;

  static byte[] bytes(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  @Test
  void minAndMaxAreExactOverAllStripsAndOnlyOfTheirMap() {
    // 4 x 2 pixels in a thumbnail of 2 x 1: each of its pixels averages four, or two, values.
    MapThumbnail maps = new MapThumbnail("a", 4, 2, 3, 2, 2, Scales.each());
    maps.add(Window.lines(0, 1, 2), bytes(1, 10, 900, 2, 20, 900));
    maps.add(Window.lines(1, 2, 2), bytes(3, -30, -900, 4, 40, 0, 5, 50, 0, -6.5f, 60, 0));
    assertThat(maps.complete()).isFalse();
    maps.add(Window.lines(3, 1, 2), bytes(7, 70, 0, 8.25f, 80, 0));
    assertThat(maps.complete()).isTrue();
    assertThat(maps.min(0)).isEqualTo(-6.5f);
    assertThat(maps.max(0)).isEqualTo(8.25f);
    assertThat(maps.min(1)).isEqualTo(-30f);
    assertThat(maps.max(1)).isEqualTo(80f);
  }

  @Test
  void aVectorIsASquareOfItsNumbers() {
    // 5 numbers in 3 x 2 cells of 2 x 2 pixels, the last one empty.
    MapThumbnail maps = MapThumbnail.ofVector("a", bytes(-1, 0, 1, 2, 3), 6, Scales.each());
    assertThat(maps.complete()).isTrue();
    BufferedImage image = maps.image(0);
    assertThat(image.getWidth()).isEqualTo(6);
    assertThat(image.getHeight()).isEqualTo(4);
    assertThat(image.getRGB(0, 0)).isEqualTo(LOWEST);
    assertThat(image.getRGB(3, 3)).isEqualTo(HIGHEST);
    assertThat(image.getRGB(5, 3) & 0xffffff).isEqualTo(0xffffff);
  }

  /** Grey means a number that is not finite, also in a vector that is reduced: 11 x 10 in 5 x 5. */
  @Test
  void onlyCellsBehindTheLastNumberOfAVectorAreWhite() {
    float[] numbers = new float[11 * 9 + 6];
    numbers[0] = Float.NaN;
    BufferedImage image = MapThumbnail.ofVector("a", bytes(numbers), 5, Scales.each()).image(0);
    assertThat(image.getRGB(0, 0)).isEqualTo(GREY);
    int bottom = image.getHeight() - 1;
    assertThat(image.getRGB(1, bottom)).isEqualTo(LOWEST);
    assertThat(image.getRGB(4, bottom) & 0xffffff).isEqualTo(0xffffff);
    assertThat(image.getRGB(4, bottom - 1)).isEqualTo(LOWEST);
  }

  @Test
  void aPixelIsTheMeanOfWhatItCovers() {
    // 2 x 4 in cells of 2 x 2 pixels: means 0 (-4 -4 4 4) and 3 (6 4 2 0); -4 to 6 is the scale.
    MapThumbnail maps = new MapThumbnail("a", 2, 4, 1, 1, 2, Scales.each());
    maps.add(Window.lines(0, 2, 4), bytes(-4, -4, 6, 4, 4, 4, 2, 0));
    BufferedImage image = maps.image(0);
    assertThat(image.getWidth()).isEqualTo(2);
    assertThat(image.getHeight()).isEqualTo(1);
    assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(Colormap.VIRIDIS.rgb(0.4));
    assertThat(image.getRGB(1, 0) & 0xffffff).isEqualTo(Colormap.VIRIDIS.rgb(0.7));
  }

  @Test
  void aSmallMapIsEnlargedByWholePixelsWithTheEndsOfTheScale() {
    MapThumbnail maps = new MapThumbnail("a", 1, 2, 1, 1, 10, Scales.each());
    maps.add(Window.lines(0, 1, 2), bytes(-1, 3));
    BufferedImage image = maps.image(0);
    assertThat(image.getWidth()).isEqualTo(10);
    assertThat(image.getHeight()).isEqualTo(5);
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 10; x++) {
        assertThat(image.getRGB(x, y)).isEqualTo(x < 5 ? LOWEST : HIGHEST);
      }
    }
  }

  @Test
  void notFiniteIsGreyAndOutsideTheScale() {
    MapThumbnail maps = new MapThumbnail("a", 1, 5, 1, 1, 5, Scales.each());
    maps.add(
        Window.lines(0, 1, 5),
        bytes(Float.NaN, -2, Float.POSITIVE_INFINITY, 2, Float.NEGATIVE_INFINITY));
    BufferedImage image = maps.image(0);
    assertThat(image.getRGB(0, 0, 5, 1, null, 0, 5))
        .containsExactly(GREY, LOWEST, GREY, HIGHEST, GREY);
    assertThat(maps.min(0)).isEqualTo(-2);
    assertThat(maps.max(0)).isEqualTo(2);
  }

  @Test
  void withoutAFiniteValueThereIsNoScale() {
    MapThumbnail maps = new MapThumbnail("a", 1, 2, 1, 1, 2, Scales.each());
    maps.add(Window.lines(0, 1, 2), bytes(Float.NaN, Float.NaN));
    assertThat(maps.min(0)).isNaN();
    assertThat(maps.max(0)).isNaN();
    assertThat(maps.image(0).getRGB(1, 0)).isEqualTo(GREY);
  }

  @Test
  void aConstantMapHasOneColour() {
    MapThumbnail maps = new MapThumbnail("a", 3, 3, 1, 1, 3, Scales.each());
    maps.add(Window.lines(0, 3, 3), bytes(5, 5, 5, 5, 5, 5, 5, 5, 5));
    assertThat(Arrays.stream(maps.image(0).getRGB(0, 0, 3, 3, null, 0, 3)).distinct())
        .containsExactly(LOWEST);
  }

  @Test
  void stripsAndWindowsEqualTheWhole() {
    Random random = new Random(7);
    int height = 37;
    int line = 23 * 3;
    float[] values = new float[height * line];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(2000) - 1000;
    }
    MapThumbnail whole = new MapThumbnail("a", height, 23, 3, 2, 11, Scales.each());
    whole.add(Window.lines(0, height, 23), bytes(values));
    MapThumbnail strips = new MapThumbnail("a", height, 23, 3, 2, 11, Scales.each());
    for (int[] strip : new int[][] {{30, 37}, {0, 1}, {9, 30}, {1, 9}}) {
      float[] part = Arrays.copyOfRange(values, strip[0] * line, strip[1] * line);
      strips.add(Window.lines(strip[0], strip[1] - strip[0], 23), bytes(part));
    }
    MapThumbnail windows = new MapThumbnail("a", height, 23, 3, 2, 11, Scales.each());
    for (int y = 30; y >= 0; y -= 10) {
      for (int x = 0; x < 23; x += 9) {
        Window window = new Window(y, Math.min(10, height - y), x, Math.min(9, 23 - x));
        float[] part = new float[window.pixels() * 3];
        for (int row = 0; row < window.rows(); row++) {
          System.arraycopy(
              values,
              (y + row) * line + x * 3,
              part,
              row * window.columns() * 3,
              window.columns() * 3);
        }
        windows.add(window, bytes(part));
      }
    }
    for (MapThumbnail cut : List.of(strips, windows)) {
      for (int map = 0; map < 2; map++) {
        assertThat(pixels(cut.image(map))).isEqualTo(pixels(whole.image(map)));
        assertThat(cut.min(map)).isEqualTo(whole.min(map));
        assertThat(cut.max(map)).isEqualTo(whole.max(map));
      }
      assertThat(cut.complete()).isTrue();
    }
  }

  @Test
  void wrongStripsAreRefused() {
    MapThumbnail maps = new MapThumbnail("a", 2, 1, 1, 1, 2, Scales.each());
    maps.add(Window.lines(0, 1, 1), bytes(1));
    assertThatThrownBy(() -> maps.add(Window.lines(0, 1, 1), bytes(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 0 was given twice");
    assertThatThrownBy(() -> maps.add(Window.lines(1, 2, 1), bytes(1, 2)))
        .hasMessageContaining(
            "found lines 1 to 2, columns 0 to 0 in 8 bytes, expected 8 bytes within 2 x 1 pixels");
    assertThatThrownBy(() -> maps.add(Window.lines(1, 1, 1), bytes(1, 2)))
        .hasMessageContaining("in 8 bytes, expected 4 bytes");
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }
}
