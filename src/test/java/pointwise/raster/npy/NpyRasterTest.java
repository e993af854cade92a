package pointwise.raster.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;
import pointwise.input.Fixture;
import pointwise.input.RasterReader;
import pointwise.raster.DecodedImage;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.Window;
import pointwise.tile.TilePlan;

class NpyRasterTest {
  private static final String FOLDER = "src/test/resources/images/";
  private static final RasterReader READER = new RasterReader(new Configuration(), Fixture.LIMITS);

  static Stream<String> arrays() {
    return Fixture.names(".npy");
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void linesAreThoseOfTheWholeArray(String name) throws IOException {
    DecodedImage expected = Fixture.expected(name);
    int line = expected.width() * expected.channels() * expected.type().bytes();
    try (Raster image = READER.open(FOLDER + name)) {
      assertThat(image.type()).isEqualTo(expected.type());
      for (int rows = 1; rows <= image.height(); rows++) {
        for (int y = 0; y + rows <= image.height(); y++) {
          assertThat(lines(image, y, rows))
              .isEqualTo(Arrays.copyOfRange(expected.samples(), y * line, (y + rows) * line));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void windowsAreThoseOfTheWholeArray(String name) throws IOException {
    DecodedImage expected = Fixture.expected(name);
    int pixel = expected.channels() * expected.type().bytes();
    long count = Fixture.decode(name).inexact();
    try (Raster image = READER.open(FOLDER + name)) {
      for (int x = 0; x < image.width(); x++) {
        for (int columns = 1; x + columns <= image.width(); columns++) {
          Window window = new Window(1, image.height() - 1, x, columns);
          byte[] found = image.read(window);
          assertThat(found).hasSize(window.pixels() * pixel);
          for (int i = 0; i < found.length; i++) {
            int y = 1 + i / pixel / columns;
            int at = (y * image.width() + x + i / pixel % columns) * pixel + i % pixel;
            assertThat(found[i]).isEqualTo(expected.samples()[at]);
          }
        }
      }
      lines(image, 0, 1);
      assertThat(image.inexact()).isEqualTo(count);
    }
  }

  /**
   * NumPy's count of values that astype(float32) changes; lines that are read again add nothing.
   */
  @ParameterizedTest
  @CsvFileSource(resources = "/images/inexact.csv")
  void roundedSamplesAreCounted(String name, long count) throws IOException {
    assertThat(Fixture.decode(name).inexact()).isEqualTo(count);
    try (Raster image = READER.open(FOLDER + name)) {
      if (image.inMemory()) {
        assertThat(image.inexact()).isEqualTo(count);
        return;
      }
      assertThat(image.inexact()).isZero();
      lines(image, 1, 1);
      for (int y = 0; y + 2 <= image.height(); y++) {
        lines(image, y, 2);
      }
      assertThat(image.inexact()).isEqualTo(count);
      lines(image, 0, image.height());
      assertThat(image.inexact()).isEqualTo(count);
    }
  }

  private static byte[] lines(Raster image, int y, int rows) throws IOException {
    return image.read(Window.lines(y, rows, image.width()));
  }

  @Test
  void samplesOfTheEnginesTypesAreNeverRounded() {
    assertThat(Stream.of("u1_le_C.npy", "i2_be_F.npy", "f4_be_C.npy"))
        .allMatch(name -> Fixture.decode(name).inexact() == 0);
  }

  @Test
  void piecesMeetWhereTheyShould(@TempDir Path folder) throws IOException {
    int width = 3 * (1 << 17) + 5; // three pieces of 1 MiB and a rest
    String file =
        npy(folder, "<f8", "(1, " + width + ")", 8L * width, width - 1L, 0x3ff8000000000000L);
    try (Raster image = READER.open(file)) {
      byte[] line = lines(image, 0, 1);
      assertThat(line).hasSize(4 * width);
      assertThat(Arrays.copyOfRange(line, line.length - 8, line.length))
          .containsExactly(0, 0, 0, 0, 0, 0, 0xc0, 0x3f); // 0 and 1.5
    }
  }

  @Test
  void arraysOf2GbAreOpenedAndTheirLinesRead(@TempDir Path folder) throws IOException {
    // A sparse file; all lines at once are 2^31 bytes in the file, and 2^30 decoded.
    long samples = 1L << 28;
    String file =
        npy(folder, "<f8", "(268435456, 1)", 8 * samples, samples - 1, 0x4008000000000000L);
    try (Raster image = READER.open(file)) {
      assertThat(lines(image, 268435455, 1)).containsExactly(0, 0, 0x40, 0x40); // 3
    }
  }

  @Test
  void linesThatDoNotFitOneArrayAreRefused(@TempDir Path folder) throws IOException {
    String wide = npy(folder, "|u1", "(1, 2147483647)", 2147483647L, 0, 0);
    try (Raster image = READER.open(wide)) {
      assertThatThrownBy(() -> lines(image, 0, 1))
          .isInstanceOfSatisfying(
              ImageException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.MISMATCH))
          .hasMessage(
              "Cannot read "
                  + wide
                  + ": the lines do not fit one array, found 1 of 2147483647 x 1 samples,"
                  + " 2147483647 bytes, expected at most 2147483631 bytes");
    }
    String tall = npy(folder, "<i8", "(2147483647, 1)", 8 * 2147483647L, 2147483646L, 7);
    try (Raster image = READER.open(tall)) {
      assertThat(lines(image, 2147483646, 1)).containsExactly(0, 0, 0xe0, 0x40); // 7
      assertThatThrownBy(() -> lines(image, 0, 2147483647))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("the lines do not fit one array");
    }
  }

  @Test
  void stripsOfTheTallestArrayAreCounted() {
    assertThat(TilePlan.count(Integer.MAX_VALUE, 2)).isEqualTo(1 << 30);
    assertThat(TilePlan.count(7, 7)).isEqualTo(1);
    assertThat(TilePlan.count(8, 7)).isEqualTo(2);
  }

  /** A file with zeros, sparse on disk, but for one number of 8 bytes. */
  private static String npy(
      Path folder, String descr, String shape, long bytes, long at, long number)
      throws IOException {
    Path path = folder.resolve("array" + bytes + ".npy");
    String text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) 118, 0});
      file.write(
          (text + " ".repeat(117 - text.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
      file.setLength(128 + bytes);
      if (number != 0) {
        file.seek(128 + 8 * at);
        file.writeLong(Long.reverseBytes(number));
      }
    }
    return path.toString();
  }
}
