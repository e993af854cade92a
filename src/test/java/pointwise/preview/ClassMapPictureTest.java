package pointwise.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import pointwise.raster.Window;
import pointwise.text.Text;

class ClassMapPictureTest {
  private static final TextLabels NONE =
      TextLabels.probe(
          () -> {
            throw new InternalError("no fonts");
          });

  // The first three colours of Okabe and Ito after black, and the grey of what is not finite.
  private static final int ORANGE = 0xffe69f00;
  private static final int SKY = 0xff56b4e9;
  private static final int GREEN = 0xff009e73;
  private static final int GREY = 0xffb4b4b4;
  private static final int WHITE = 0xffffffff;

  private static BufferedImage draw(ClassMapPicture picture, TextLabels labels) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    picture.write(png, labels);
    return ImageIO.read(new ByteArrayInputStream(png.toByteArray()));
  }

  /** 2 x 3 pixels, enlarged 170 times; margins of 16 and a line of 20 for the title. */
  @Test
  void everyPixelHasTheColourOfItsClass() throws IOException {
    ClassMapPicture picture =
        new ClassMapPicture("m", 2, 3, List.of("3", "7", "200"), new byte[] {3, 7, (byte) 200});
    picture.add(Window.lines(1, 1, 3), new byte[] {(byte) 200, (byte) 255, 3});
    picture.add(new Window(0, 1, 1, 2), new byte[] {7, 7});
    picture.add(new Window(0, 1, 0, 1), new byte[] {3});
    BufferedImage drawn = draw(picture, NONE);
    int[][] expected = {{ORANGE, SKY, SKY}, {GREEN, GREY, ORANGE}};
    for (int y = 0; y < 2; y++) {
      for (int x = 0; x < 3; x++) {
        assertThat(drawn.getRGB(16 + x * 170, 36 + y * 170)).isEqualTo(expected[y][x]);
        assertThat(drawn.getRGB(16 + x * 170 + 169, 36 + y * 170 + 169)).isEqualTo(expected[y][x]);
      }
    }
    assertThat(drawn.getRGB(15, 36)).isEqualTo(WHITE);
    assertThat(drawn.getRGB(16 + 510, 36)).isEqualTo(WHITE);
    // The legend: a swatch for each class and one for no class, 20 lines apart.
    int x = 2 * 16 + 510 + 6;
    int[] legend = {ORANGE, SKY, GREEN, GREY};
    for (int i = 0; i < legend.length; i++) {
      assertThat(drawn.getRGB(x, 36 + i * 20 + 6)).isEqualTo(legend[i]);
    }
    assertThat(drawn.getRGB(x, 36 + 4 * 20 + 6)).isEqualTo(WHITE);
  }

  /** Every fourth pixel is drawn, the third of four: no colour is mixed. */
  @Test
  void aLargeMapIsSampledByStrips() throws IOException {
    int height = 4096;
    ClassMapPicture picture =
        new ClassMapPicture("m", height, 4, List.of("0", "1"), new byte[] {0, 1});
    for (int y = 0; y < height; y += 1000) {
      int rows = Math.min(1000, height - y);
      byte[] strip = new byte[rows * 4];
      for (int i = 0; i < rows; i++) {
        // Class 1 in the line that is drawn from each four where the fourth of the line is odd.
        int line = y + i;
        strip[i * 4 + 2] = (byte) (line % 4 == 2 ? line / 4 % 2 : 1 - line / 4 % 2);
      }
      picture.add(Window.lines(y, rows, 4), strip);
    }
    BufferedImage drawn = draw(picture, NONE);
    for (int line = 0; line < 1024; line++) {
      assertThat(drawn.getRGB(16, 36 + line)).isEqualTo(line % 2 == 1 ? SKY : ORANGE);
    }
    assertThat(drawn.getRGB(17, 36)).isEqualTo(WHITE);
  }

  @Test
  void withFontsThereIsInkBesideTheSwatch() throws IOException {
    ClassMapPicture picture = new ClassMapPicture("m", 1, 1, List.of("water"), new byte[] {0});
    picture.add(Window.lines(0, 1, 1), new byte[] {0});
    BufferedImage drawn = draw(picture, TextLabels.ofThisMachine());
    boolean ink = false;
    for (int x = 0; x < 60; x++) {
      ink |= drawn.getRGB(32 + 512 + 20 + x, 36 + 8) != WHITE;
    }
    assertThat(ink).isEqualTo(TextLabels.ofThisMachine().drawn());
  }

  @Test
  void allColoursDiffer() {
    Set<Integer> colours = new HashSet<>(List.of(BoxGrid.GREY, 0xffffff));
    IntStream.range(0, 255).forEach(k -> assertThat(colours.add(Colormap.ofClass(k))).isTrue());
    // The first twenty by at least 60 in the sum of red, green and blue.
    for (int a = 0; a < 20; a++) {
      for (int b = 0; b < a; b++) {
        int distance = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
          distance +=
              Math.abs(
                  (Colormap.ofClass(a) >> shift & 0xff) - (Colormap.ofClass(b) >> shift & 0xff));
        }
        assertThat(distance).as(Text.of("%d and %d", a, b)).isGreaterThan(60);
      }
    }
  }
}
