package pointwise.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.pixels.Pictures;
import pointwise.raster.DecodeLimits;

class SourceReaderTest {
  private static final Charset LATIN = StandardCharsets.ISO_8859_1;

  @TempDir Path folder;

  private static SheetSource read(Path file, long pixels, long bytes) {
    DecodeLimits limits = new DecodeLimits(pixels, bytes, "--driver-memory");
    return new SourceReader(new Configuration(), limits, 10).read(file.toUri().toString());
  }

  /** Left red, right green, below blue. */
  private static BufferedImage picture() {
    BufferedImage image = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 300; y++) {
      for (int x = 0; x < 400; x++) {
        image.setRGB(x, y, y >= 150 ? 0x0000ff : x < 200 ? 0xff0000 : 0x00ff00);
      }
    }
    return image;
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif", "tiff", "jpg"})
  void aSourceThatIsTooLargeIsReadReduced(String format) throws IOException {
    Path file = folder.resolve("a." + format);
    assertThat(ImageIO.write(picture(), format, file.toFile())).isTrue();
    for (SheetSource source :
        new SheetSource[] {
          read(file, 1 << 20, 1 << 20), read(file, 5000, 1 << 20), read(file, 1 << 20, 20000)
        }) {
      assertThat(source.missing()).isNull();
      BufferedImage shown = source.picture();
      assertThat(shown.getWidth()).isEqualTo(10);
      assertThat(shown.getHeight()).isEqualTo(8);
      int[][] expected = {{1, 1, 0xff0000}, {8, 1, 0x00ff00}, {1, 6, 0x0000ff}, {8, 6, 0x0000ff}};
      for (int[] pixel : expected) {
        for (int shift = 0; shift <= 16; shift += 8) {
          int found = shown.getRGB(pixel[0], pixel[1]) >> shift & 0xff;
          assertThat(Math.abs(found - (pixel[2] >> shift & 0xff))).isLessThan(12);
        }
      }
    }
  }

  /** 300 MB, of which only the last tenth, white, is on the disk: 30,000 lines of 10,000 pixels. */
  @Test
  void ofALargeFileThatIsReadByLinesSomeLinesAreRead() throws IOException {
    Path file = folder.resolve("a.npy");
    String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (30000, 10000, 1), }";
    byte[] white = new byte[10_000_000];
    Arrays.fill(white, (byte) -1);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
      out.write((header + " ".repeat(117 - header.length()) + "\n").getBytes(LATIN));
      out.seek(128 + 270_000_000);
      for (int i = 0; i < 3; i++) {
        out.write(white);
      }
    }
    SheetSource source = read(file, 100, 100);
    assertThat(source.missing()).isNull();
    assertThat(source.picture().getWidth()).isEqualTo(3);
    assertThat(source.picture().getHeight()).isEqualTo(10);
    for (int y = 0; y < 10; y++) {
      assertThat(source.picture().getRGB(1, y)).isEqualTo(y < 9 ? 0xff000000 : 0xffffffff);
    }
  }

  @Test
  void whyThereIsNoneIsSaid() throws IOException {
    assertThat(read(folder.resolve("none.png"), 100, 100))
        .isEqualTo(new SheetSource(null, "source not found"));
    Path text = Files.writeString(folder.resolve("text.png"), "no picture");
    assertThat(read(text, 100, 100).missing())
        .startsWith("source cannot be read: the file is text, which is not read");
    Path fortran = folder.resolve("f.npy");
    Path plain = Pictures.npy(fortran, "|u1", 50, 50, 3, new byte[7500]);
    byte[] bytes = Files.readAllBytes(plain);
    String header = new String(bytes, LATIN);
    Files.write(
        fortran,
        header
            .replace("False, 'shape': (50, 50, 3), }", "True, 'shape': (50, 50, 3), } ")
            .getBytes(LATIN));
    assertThat(read(fortran, 100, 1 << 20).missing())
        .isEqualTo(
            "source cannot be read: it is too large for the memory, and a NPY of its kind is not read in parts");
  }
}
