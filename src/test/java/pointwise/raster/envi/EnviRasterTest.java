package pointwise.raster.envi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.input.Fixture;
import pointwise.input.RasterReader;
import pointwise.input.SteadyInput;
import pointwise.input.VectoredFileSystem;
import pointwise.raster.DecodedImage;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.ImageFile;
import pointwise.raster.Raster;
import pointwise.raster.ReadOptions;
import pointwise.raster.Window;

/** Cubes that numpy wrote, in make_envi.py, against the arrays that it has of them. */
class EnviRasterTest {
  private static final Path FOLDER = Path.of("src/test/resources/envi");
  private static final RasterReader READER = new RasterReader(new Configuration(), Fixture.LIMITS);

  @TempDir private Path folder;

  static Stream<String> cubes() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".hdr"))
              .sorted()
              .toList();
      assertThat(names).hasSize(9 * 2 * 3);
      return names.stream();
    }
  }

  private static DecodedImage expected(String name) {
    return Fixture.expected("../envi/" + name.substring(0, name.indexOf('_')));
  }

  /** The samples of a window, taken one by one. */
  private static byte[] cut(DecodedImage image, Window window, int[] channels) {
    int size = image.type().bytes();
    byte[] cut = new byte[window.pixels() * channels.length * size];
    int to = 0;
    for (int y = window.y(); y < window.y() + window.rows(); y++) {
      for (int x = window.x(); x < window.x() + window.columns(); x++) {
        for (int c : channels) {
          int from = ((y * image.width() + x) * image.channels() + c) * size;
          for (int b = 0; b < size; b++) {
            cut[to++] = image.samples()[from + b];
          }
        }
      }
    }
    return cut;
  }

  @ParameterizedTest
  @MethodSource("cubes")
  void windowsAreThoseOfTheWholeArray(String name) throws IOException {
    DecodedImage expected = expected(name);
    int[] all = IntStream.range(0, expected.channels()).toArray();
    List<int[]> some = List.of(all, new int[] {3}, new int[] {5, 0}, new int[] {1, 2, 4, 2});
    try (Raster image = open("file:", FOLDER.resolve(name), ReadOptions.DEFAULT)) {
      assertThat(image.type()).isEqualTo(expected.type());
      assertThat(List.of(image.height(), image.width(), image.channels()))
          .isEqualTo(List.of(expected.height(), expected.width(), expected.channels()));
      assertThat(image.info().details()).doesNotContainKey("bytes after the last sample");
      for (Window window : windows(expected)) {
        assertThat(image.read(window)).as("%s", window).isEqualTo(cut(expected, window, all));
        for (int[] channels : some) {
          assertThat(image.read(window, channels))
              .as("%s of %s", Arrays.toString(channels), window)
              .isEqualTo(cut(expected, window, channels));
        }
      }
    }
  }

  private static List<Window> windows(DecodedImage image) {
    List<Window> windows = new ArrayList<>();
    for (int y = 0; y < image.height(); y++) {
      for (int x : new int[] {0, 1, 4, 30, 36}) {
        for (int rows : new int[] {1, 2, image.height() - y}) {
          for (int columns : new int[] {1, 5, 33, image.width() - x}) {
            if (y + rows <= image.height() && x + columns <= image.width()) {
              windows.add(new Window(y, rows, x, columns));
            }
          }
        }
      }
    }
    return windows;
  }

  /** By make_envi.py: values that Python finds unequal to their float32. */
  @ParameterizedTest
  @CsvFileSource(resources = "/envi/inexact.csv")
  void roundedSamplesAreCountedOnce(String type, long count) throws IOException {
    for (String layout : new String[] {"le_bsq", "be_bil", "le_bip"}) {
      try (Raster image =
          open("file:", FOLDER.resolve(type + "_" + layout + ".hdr"), ReadOptions.DEFAULT)) {
        assertThat(image.inexact()).isZero();
        image.read(Window.lines(1, 1, image.width()));
        image.read(Window.lines(0, 2, image.width()));
        image.read(Window.lines(0, image.height(), image.width()));
        image.read(Window.lines(1, 2, image.width()));
        assertThat(image.inexact()).as(layout).isEqualTo(count);
      }
    }
  }

  private Path cube(String header, String data, int bytes) throws IOException {
    Files.write(folder.resolve(data), new byte[bytes]);
    return Files.writeString(folder.resolve(header), header(""));
  }

  private static String header(String more) {
    return "ENVI\nsamples = 4\nlines = 3\nbands = 2\ndata type = 2\ninterleave = bil\n" + more;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".img", ".dat", ".bil", ".bip", ".bsq", ".raw", ".IMG", ".RAW"})
  void theDataFileIsFoundByAnyUsualName(String suffix) throws IOException {
    for (String header : new String[] {"cube.hdr", "cube.HDR"}) {
      try (Raster image = READER.open(cube(header, "cube" + suffix, 48).toString())) {
        assertThat(image.read(Window.lines(0, 3, 4))).isEqualTo(new byte[48]);
        assertThat(image.info().details().get("data file")).endsWith("/cube" + suffix);
      }
    }
  }

  @Test
  void aHeaderMayBeNamedByTheWholeNameOfItsData() throws IOException {
    Files.write(folder.resolve("cube.dat"), new byte[7]);
    try (Raster image = READER.open(cube("cube.dat.hdr", "cube.dat", 48).toString())) {
      assertThat(image.info().details().get("data file")).endsWith("/cube.dat");
    }
  }

  @Test
  void aHeaderAloneNamesWhatItLooksFor() throws IOException {
    Path header = Files.writeString(folder.resolve("cube.hdr"), header(""));
    Files.createDirectory(folder.resolve("cube"));
    assertThatThrownBy(() -> READER.open(header.toString()))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            "Cannot read %s: there is no data file beside the ENVI header, expected one of cube, "
                + "cube.img, cube.IMG, cube.dat, cube.DAT, cube.bil, cube.BIL, cube.bip, cube.BIP, "
                + "cube.bsq, cube.BSQ, cube.raw, cube.RAW",
            header);
  }

  @Test
  void aShortFileTellsHowManyBytesAreMissing() throws IOException {
    Path header = cube("cube.hdr", "cube.img", 45);
    assertThatThrownBy(() -> READER.open(header.toString()))
        .hasMessageContaining("3 bytes of the data file ")
        .hasMessageEndingWith(
            "cube.img are missing, found 45, expected 48: 0 before 3 lines x 4 samples x 2 bands of int16")
        .extracting(e -> ((ImageException) e).kind())
        .isEqualTo(ErrorKind.CONTENT);
    Files.writeString(header, header("header offset = 100\n"));
    assertThatThrownBy(() -> READER.open(header.toString()))
        .hasMessageContaining("103 bytes of the data file ");
  }

  @Test
  void aLongFileIsReadAndSaysSo() throws IOException {
    try (Raster image = READER.open(cube("cube.hdr", "cube.img", 50).toString())) {
      assertThat(image.info().details()).containsEntry("bytes after the last sample", "2");
    }
  }

  @Test
  void sizesThatNoFileHasAreRefused() throws IOException {
    Files.write(folder.resolve("cube.img"), new byte[48]);
    String most = "2147483647";
    Path header =
        Files.writeString(
            folder.resolve("cube.hdr"),
            "ENVI\nsamples = "
                + most
                + "\nlines = "
                + most
                + "\nbands = 65536\ndata type = 5\ninterleave = bsq\n");
    assertThatThrownBy(() -> READER.open(header.toString()))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("the ENVI image is too large, found 2147483647 lines");
  }

  /** Lines of 20 MB. */
  @Test
  void longLinesAreHandedOutInColumns() throws IOException {
    Files.writeString(
        folder.resolve("wide.hdr"),
        "ENVI\nsamples = 1000000\nlines = 2\nbands = 10\ndata type = 12\ninterleave = bil\n");
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("wide.img").toFile(), "rw")) {
      file.setLength(40_000_000);
      file.seek((1_000_000L * 19 + 999_999) * 2);
      file.write(new byte[] {1, 2});
    }
    try (Raster image = open("file:", folder.resolve("wide.hdr"), ReadOptions.DEFAULT)) {
      assertThat(image.blockRows()).isEqualTo(1);
      assertThat(image.blockColumns()).isEqualTo((16 << 20) / 20);
      assertThat(image.read(new Window(1, 1, 999_998, 2), new int[] {9}))
          .isEqualTo(new byte[] {0, 0, 1, 2});
      byte[] line = image.read(Window.lines(1, 1, 1_000_000));
      assertThat(Arrays.copyOfRange(line, line.length - 2, line.length))
          .isEqualTo(new byte[] {1, 2});
    }
  }

  /** 14 of 40 bands, and of each a third of its 36,000 bytes. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rangesAreReadTogetherWhereTheFileSystemDoes(boolean fails) throws IOException {
    Files.writeString(
        folder.resolve("cube.hdr"),
        "ENVI\nsamples = 600\nlines = 30\nbands = 40\ndata type = 2\ninterleave = bsq\n");
    byte[] data = new byte[600 * 30 * 40 * 2];
    new Random(3).nextBytes(data);
    Files.write(folder.resolve("cube.img"), data);
    int[] channels = IntStream.iterate(0, c -> c < 40, c -> c + 3).toArray();
    VectoredFileSystem.CALLS.clear();
    VectoredFileSystem.fails = fails;
    try (Raster image = open("vectored:", folder.resolve("cube.hdr"), ReadOptions.DEFAULT)) {
      byte[] read = image.read(Window.lines(10, 10, 600), channels);
      assertThat(VectoredFileSystem.CALLS).containsExactly(14);
      for (int p = 0; p < 6000; p++) {
        for (int i = 0; i < channels.length; i++) {
          int from = 2 * ((channels[i] * 30 + 10) * 600 + p);
          int to = 2 * (p * channels.length + i);
          assertThat(read[to] == data[from] && read[to + 1] == data[from + 1]).isTrue();
        }
      }
      image.read(Window.lines(10, 10, 600), new int[] {20, 3, 3});
      assertThat(VectoredFileSystem.CALLS).as("ranges that overlap").hasSize(1);
    }
  }

  /** The image as the format opens it, whose channels are chosen by nobody. */
  private static Raster open(String scheme, Path header, ReadOptions options) throws IOException {
    return new EnviFormat().open(file(scheme, header), Fixture.LIMITS, options);
  }

  private static ImageFile file(String scheme, Path path) throws IOException {
    Configuration configuration = new Configuration();
    configuration.set("fs.vectored.impl", VectoredFileSystem.class.getName());
    return ImageFile.of(
        path.toString(),
        SteadyInput.open(
            configuration, new org.apache.hadoop.fs.Path(scheme + path.toAbsolutePath())),
        Files.size(path),
        names -> {
          for (String name : names) {
            if (Files.isRegularFile(path.resolveSibling(name))) {
              return file(scheme, path.resolveSibling(name));
            }
          }
          return null;
        });
  }
}
