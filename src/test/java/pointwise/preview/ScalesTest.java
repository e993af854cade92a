package pointwise.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static pointwise.preview.MapThumbnailTest.bytes;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import pointwise.raster.Window;

class ScalesTest {
  private static final int LOWEST = 0xff440154;
  private static final int HIGHEST = 0xfffde725;

  private static MapThumbnail map(Scales scales, float... line) {
    MapThumbnail maps = new MapThumbnail("a", 1, line.length, 1, 1, line.length, scales);
    maps.add(Window.lines(0, 1, line.length), bytes(line));
    return maps;
  }

  private static float[] ramp(int from, int to) {
    float[] line = new float[to - from];
    for (int i = 0; i < line.length; i++) {
      line[i] = from + i;
    }
    return line;
  }

  /** 0..99 and 100..199: of 200 samples the 4th is 3, the 196th is 195. */
  @Test
  void aMapHasOneScaleOverAllImagesFromThe2ndToThe98thPercentile() {
    Scales scales = Scales.common();
    MapThumbnail low = map(scales, ramp(0, 100));
    MapThumbnail high = map(scales, ramp(100, 200));
    assertThat(low.range(0)).isEqualTo("3 to 195");
    assertThat(high.range(0)).isEqualTo("3 to 195");
    for (int i = 0; i < 100; i++) {
      int dark = Colormap.VIRIDIS.rgb((i - 3) / 192.0);
      int light = Colormap.VIRIDIS.rgb((i + 97) / 192.0);
      assertThat(low.image(0).getRGB(i, 0) & 0xffffff).isEqualTo(dark);
      assertThat(high.image(0).getRGB(i, 0) & 0xffffff).isEqualTo(light);
    }
    assertThat(low.image(0).getRGB(0, 0)).isEqualTo(low.image(0).getRGB(3, 0)).isEqualTo(LOWEST);
    assertThat(high.image(0).getRGB(95, 0)).isEqualTo(HIGHEST);
    assertThat(high.left(0)).isEqualTo("100");
    assertThat(high.right(0)).isEqualTo("199");
  }

  @Test
  void eachImageHasItsOwnFromMinToMaxWhereThatIsAskedFor() {
    Scales scales = Scales.each();
    MapThumbnail low = map(scales, ramp(0, 100));
    MapThumbnail high = map(scales, ramp(1000, 1100));
    for (MapThumbnail one : List.of(low, high)) {
      assertThat(one.range(0)).isEmpty();
      assertThat(one.image(0).getRGB(0, 0)).isEqualTo(LOWEST);
      assertThat(one.image(0).getRGB(1, 0) & 0xffffff).isEqualTo(Colormap.VIRIDIS.rgb(1 / 99.0));
      assertThat(one.image(0).getRGB(99, 0)).isEqualTo(HIGHEST);
    }
  }

  /** Two of 1,000 pixels: the percentiles are equal, and the pixels are to be seen. */
  @Test
  void fewPixelsOnAnEmptyMapAreSeen() {
    float[] line = new float[1000];
    line[10] = 1;
    line[20] = 0.5f;
    BufferedImage image = map(Scales.common(), line).image(0);
    assertThat(image.getRGB(0, 0)).isEqualTo(LOWEST);
    assertThat(image.getRGB(10, 0)).isEqualTo(HIGHEST);
    assertThat(image.getRGB(20, 0) & 0xffffff).isEqualTo(Colormap.VIRIDIS.rgb(0.5));
  }

  /** 0.1f and the two numbers beside it. */
  @Test
  void whatRoundingLeavesOfAConstantIsNoPicture() {
    float[] line = {0.1f, Math.nextUp(0.1f), Math.nextDown(0.1f), 0.1f};
    for (Scales scales : List.of(Scales.common(), Scales.each())) {
      BufferedImage image = map(scales, line).image(0);
      assertThat(image.getRGB(0, 0, 4, 1, null, 0, 4)).containsOnly(LOWEST);
    }
  }

  @Test
  void whatIsNotFiniteCountsForNothing() {
    float[] line = ramp(0, 100);
    line[0] = Float.NaN;
    line[99] = Float.POSITIVE_INFINITY;
    // 1..98: the 2nd is 2, the 97th is 97.
    assertThat(map(Scales.common(), line).range(0)).isEqualTo("2 to 97");
    assertThat(map(Scales.common(), Float.NaN, Float.NaN).range(0)).isEqualTo("none");
  }

  @Test
  void bytesAreGreyAsTheyAre() {
    BufferedImage image = map(Scales.commonOfBytes(), 0, 7, 200, 255).image(0);
    assertThat(image.getRGB(0, 0, 4, 1, null, 0, 4))
        .containsExactly(0xff000000, 0xff070707, 0xffc8c8c8, 0xffffffff);
    BufferedImage own = map(Scales.eachOfBytes(), 100, 200).image(0);
    assertThat(own.getRGB(0, 0, 2, 1, null, 0, 2)).containsExactly(0xff000000, 0xffffffff);
  }

  /** Read back from the PNG: the second map is 1 and 2, in one row in the other tenfold. */
  @Test
  void rowsOfASheetAreComparable() throws IOException {
    Scales scales = Scales.common();
    MapThumbnail small = new MapThumbnail("a", 1, 2, 2, 2, 140, scales);
    small.add(Window.lines(0, 1, 2), bytes(0, 1, 4, 2));
    MapThumbnail large = new MapThumbnail("b", 1, 2, 2, 2, 140, scales);
    large.add(Window.lines(0, 1, 2), bytes(0, 11, 4, 21));
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ContactSheet.write(
        png,
        "t",
        List.of("p", "q"),
        List.of(
            new SheetRow("a", null, SheetSource.NOT_FOUND, small, null),
            new SheetRow("b", null, SheetSource.NOT_FOUND, large, null)),
        new TextLabels(null));
    BufferedImage sheet = ImageIO.read(new ByteArrayInputStream(png.toByteArray()));
    // Names stand above all rows: 84; a row is 70 of source, 40 of text and 12 of gap.
    int x = 16 + 2 * 152;
    assertThat(sheet.getRGB(x, 84)).isEqualTo(LOWEST);
    assertThat(sheet.getRGB(x + 139, 84) & 0xffffff).isEqualTo(Colormap.VIRIDIS.rgb(0.05));
    assertThat(sheet.getRGB(x, 84 + 122) & 0xffffff).isEqualTo(Colormap.VIRIDIS.rgb(0.5));
    assertThat(sheet.getRGB(x + 139, 84 + 122)).isEqualTo(HIGHEST);
    for (int row = 0; row < 2; row++) {
      assertThat(sheet.getRGB(16 + 152, 84 + row * 122)).isEqualTo(LOWEST);
      assertThat(sheet.getRGB(16 + 152 + 139, 84 + row * 122)).isEqualTo(HIGHEST);
    }
  }
}
