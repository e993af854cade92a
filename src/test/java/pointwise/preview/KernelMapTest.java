package pointwise.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class KernelMapTest {
  private static final TextLabels NO_FONTS = new TextLabels(null);

  private static BufferedImage read(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  @Test
  void rowsAreKernelsAndOneScaleHoldsForAll() throws IOException {
    float[] weights = {-2, 0, 2, Float.NaN, 4, -4};
    BufferedImage image =
        read(KernelMap.png(weights, List.of("a", "b"), List.of("r", "g", "b"), NO_FONTS));
    // Margin and gap 26, title and names 56; cells of 64 x 40.
    int[][] expected = {
      {Colormap.RED_BLUE.rgb(-0.5), 0xf7f7f7, Colormap.RED_BLUE.rgb(0.5)},
      {BoxGrid.GREY, 0x67001f, 0x053061}
    };
    for (int row = 0; row < 2; row++) {
      for (int column = 0; column < 3; column++) {
        int x = 26 + 64 * column;
        int y = 56 + 40 * row;
        int colour = 0xff000000 | expected[row][column];
        assertThat(image.getRGB(x, y)).isEqualTo(colour);
        assertThat(image.getRGB(x + 63, y + 39)).isEqualTo(colour);
      }
    }
    // The bar: from the largest weight down to its negative.
    int bar = 26 + 3 * 64 + 20;
    assertThat(image.getRGB(bar, 56)).isEqualTo(0xff67001f);
    assertThat(image.getRGB(bar + 13, 56 + 119)).isEqualTo(0xff053061);
  }

  @Test
  void manyKernelsAndChannelsFitAPage() throws IOException {
    BufferedImage image =
        read(
            KernelMap.png(
                new float[300 * 2000],
                Collections.nCopies(300, "kernel"),
                Collections.nCopies(2000, "channel")));
    assertThat(image.getWidth()).isLessThan(1400);
    assertThat(image.getHeight()).isLessThan(800);
  }

  @Test
  void weightsThatDoNotFitTheNamesAreRefused() {
    assertThatThrownBy(() -> KernelMap.png(new float[5], List.of("a", "b"), List.of("r", "g")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot draw kernels: found 5 weights, expected 2 kernels x 2 channels, at least one");
  }
}
