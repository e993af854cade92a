package pointwise.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import pointwise.raster.Window;

class ClassThumbnailTest {
  private static final int ORANGE = 0xffe69f00;
  private static final int SKY = 0xff56b4e9;
  private static final int GREEN = 0xff009e73;
  private static final int GREY = 0xffb4b4b4;

  private static final ClassColours COLOURS =
      new ClassColours(List.of("3", "7", "200"), new byte[] {3, 7, (byte) 200});

  /** The colours are those of the class pictures, by the place of the class. */
  @Test
  void everyPixelHasTheColourOfItsClassOnTheSheetToo() throws IOException {
    ClassThumbnail map = new ClassThumbnail("f/a.npy", 2, 2, COLOURS, 140);
    map.add(Window.lines(1, 1, 2), new byte[] {(byte) 255, (byte) 200});
    assertThat(map.complete()).isFalse();
    map.add(Window.lines(0, 1, 2), new byte[] {7, 7});
    assertThat(map.complete()).isTrue();
    assertThat(map.left(0)).isEqualTo("most: 7");
    assertThat(map.right(0)).isEqualTo("50.0 %");
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    SheetRow row = new SheetRow("f/a.npy", null, SheetSource.NOT_FOUND, map, null);
    ContactSheet.write(png, "t", List.of("class"), List.of(row), new TextLabels(null));
    BufferedImage sheet = ImageIO.read(new ByteArrayInputStream(png.toByteArray()));
    int x = 16 + 152;
    assertThat(sheet.getRGB(x, 84)).isEqualTo(SKY);
    assertThat(sheet.getRGB(x + 139, 84 + 69)).isEqualTo(SKY);
    assertThat(sheet.getRGB(x, 84 + 70)).isEqualTo(GREY);
    assertThat(sheet.getRGB(x + 139, 84 + 139)).isEqualTo(GREEN);
    // The legend: those that occur, 10 wide, without letters 34 apart.
    assertThat(sheet.getRGB(16 + 5, 45)).isEqualTo(SKY);
    assertThat(sheet.getRGB(16 + 34 + 5, 45)).isEqualTo(GREEN);
    assertThat(sheet.getRGB(16 + 68 + 5, 45)).isEqualTo(GREY);
    assertThat(sheet.getRGB(16 + 102 + 5, 45)).isEqualTo(0xffffffff);
  }

  @Test
  void withoutNamesABytesColourIsThatOfItsNumber() {
    ClassThumbnail map = new ClassThumbnail("a", 1, 4, ClassColours.byValue(), 4);
    map.add(Window.lines(0, 1, 4), new byte[] {0, 1, 2, (byte) 255});
    assertThat(map.image(0).getRGB(0, 0, 4, 1, null, 0, 4))
        .containsExactly(ORANGE, SKY, GREEN, GREY);
  }

  @Test
  void stripsThatDoNotFitAreRefused() {
    ClassThumbnail map = new ClassThumbnail("a", 2, 2, COLOURS, 4);
    assertThatThrownBy(() -> map.add(Window.lines(1, 2, 2), new byte[4]))
        .hasMessage(
            "Cannot draw the class map of a: found lines 1 to 2, columns 0 to 1 in 4 bytes, expected 4 bytes within 2 x 2 pixels");
  }
}
