package pointwise.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static pointwise.preview.MapThumbnailTest.bytes;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import pointwise.raster.Window;

class ContactSheetTest {
  private static final TextLabels NONE =
      TextLabels.probe(
          () -> {
            throw new InternalError("Fontconfig head is null");
          });

  private static SheetRow ramp(int maps, int cell) {
    MapThumbnail thumbnails =
        new MapThumbnail("dir/ramp.npy", 1, 2, maps, maps, cell, Scales.each());
    float[] values = new float[2 * maps];
    for (int i = 0; i < maps; i++) {
      values[maps + i] = i + 1;
    }
    thumbnails.add(Window.lines(0, 1, 2), bytes(values));
    return new SheetRow("dir/ramp.npy", null, SheetSource.NOT_FOUND, thumbnails, null);
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "map " + i).toList();
  }

  private static BufferedImage read(ByteArrayOutputStream png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png.toByteArray()));
  }

  @Test
  void drawsEachMapFromTheFirstToTheLastColourAndSaysItsSize() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ContactSheet.Summary summary =
        ContactSheet.write(png, "t", names(4), List.of(ramp(4, 140), ramp(4, 140)), NONE);
    BufferedImage sheet = read(png);
    // Margins 16, five columns of 140 with 12 between.
    assertThat(summary)
        .isEqualTo(new ContactSheet.Summary(32 + 5 * 140 + 4 * 12, sheet.getHeight(), 2, false));
    assertThat(sheet.getWidth()).isEqualTo(summary.width());
    // Title and legend 64, names 20; in the row 70 lines of map.
    for (int map = 0; map < 4; map++) {
      int x = 16 + (map + 1) * 152;
      assertThat(sheet.getRGB(x, 84)).isEqualTo(0xff440154);
      assertThat(sheet.getRGB(x + 139, 84 + 69)).isEqualTo(0xfffde725);
      assertThat(sheet.getRGB(x + 140, 84)).isEqualTo(0xffffffff);
      assertThat(sheet.getRGB(x, 84 + 70)).isEqualTo(0xffffffff);
    }
  }

  @Test
  void sixteenMapsOfMoreStandInTwoLinesOnAPageUnder1500Pixels() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    SheetRow row = ramp(20, 144);
    ContactSheet.Summary summary = ContactSheet.write(png, "t", names(512), List.of(row), NONE);
    assertThat(summary.width()).isEqualTo(32 + 9 * 144 + 8 * 12).isLessThan(1500);
    BufferedImage sheet = read(png);
    int x = 16 + 8 * 156;
    int top = 64 + 18;
    int next = top + 72 + 16 + 8 + 18;
    assertThat(sheet.getRGB(x, top)).isEqualTo(0xff440154);
    assertThat(sheet.getRGB(x, next)).isEqualTo(0xff440154);
    assertThat(summary.height()).isLessThan(next + 72 + 72);
  }

  @Test
  void withFontsTheSameSheetHasInkWhereTheNamesStand() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ContactSheet.Summary summary =
        ContactSheet.write(png, "t", names(1), List.of(ramp(1, 140)), TextLabels.ofThisMachine());
    BufferedImage sheet = read(png);
    boolean ink = false;
    for (int x = 168; x < 220; x++) {
      ink |= sheet.getRGB(x, 72) != 0xffffffff;
    }
    assertThat(ink).isEqualTo(summary.labelled());
  }

  @Test
  void everyWayFontsFailLeavesASheetWithoutLetters() {
    assertThat(NONE.drawn()).isFalse();
    for (Throwable failure :
        List.of(
            new NoClassDefFoundError("Could not initialize class sun.awt.X11FontManager"),
            new UnsatisfiedLinkError("libfreetype.so.6"),
            new NullPointerException("FontConfiguration.getVersion"))) {
      TextLabels labels =
          TextLabels.probe(
              () -> {
                if (failure instanceof Error error) {
                  throw error;
                }
                throw (RuntimeException) failure;
              });
      assertThat(labels.drawn()).isFalse();
      assertThat(labels.width("text", TextLabels.NAME)).isZero();
    }
  }

  @Test
  void aFailedImageIsARowToo() throws IOException {
    SheetRow failed = new SheetRow("a.png", null, SheetSource.NOT_FOUND, null, "truncated");
    ContactSheet.Summary summary =
        ContactSheet.write(new ByteArrayOutputStream(), "t", names(3), List.of(failed));
    assertThat(summary.rows()).isEqualTo(1);
    assertThatThrownBy(() -> new SheetRow("a.png", null, SheetSource.NOT_FOUND, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot draw a.png: expected either maps or an error, found neither");
  }

  @Test
  void numbersHaveThreeDigits() {
    assertThat(TextLabels.number(0)).isEqualTo("0");
    assertThat(TextLabels.number(-0.12345f)).isEqualTo("-0.123");
    assertThat(TextLabels.number(100)).isEqualTo("100");
    assertThat(TextLabels.number(12345)).isEqualTo("12300");
    assertThat(TextLabels.number(1.5e9f)).isEqualTo("1.5E+9");
    assertThat(TextLabels.number(1.5e-9f)).isEqualTo("1.5E-9");
    assertThat(TextLabels.number(Float.NaN)).isEqualTo("none");
  }
}
