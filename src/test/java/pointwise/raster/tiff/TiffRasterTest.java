package pointwise.raster.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import pointwise.input.Fixture;
import pointwise.raster.Band;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.ImageFile;
import pointwise.raster.Raster;
import pointwise.raster.ReadOptions;
import pointwise.raster.SampleType;
import pointwise.raster.SceneInfo;
import pointwise.raster.Window;

/** Files of GDAL and tifffile, and what rasterio reads of them: see jobs/raster-matrix.py. */
class TiffRasterTest {
  private static final Path FOLDER = Path.of("src/test/resources/tiff");

  @TempDir private Path folder;

  private static ImageFile file(Path path) throws IOException {
    FileSystem local = FileSystem.getLocal(new Configuration()).getRaw();
    return ImageFile.of(
        path.getFileName().toString(),
        local.open(new org.apache.hadoop.fs.Path(path.toString())),
        Files.size(path),
        names -> null);
  }

  private static Raster raster(String name) throws IOException {
    return TiffFormat.raster(
        file(FOLDER.resolve(name + ".tif")), Fixture.LIMITS, ReadOptions.DEFAULT);
  }

  /** One of a file that is not read whole because it is small. */
  private static Raster raster(CountedBytes bytes) {
    TiffBytes file = TiffBytes.of(new FSDataInputStream(bytes), bytes.available());
    return new TiffRaster(
        TiffScene.of("a.tif", file, ReadOptions.DEFAULT, Fixture.LIMITS, false), bytes);
  }

  private static CountedBytes counted(String name) {
    return new CountedBytes(Fixture.bytes(FOLDER.resolve(name + ".tif")));
  }

  static Stream<String> read() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(FOLDER, "*.tif.expected.npy")) {
      files.forEach(f -> names.add(f.getFileName().toString().replace(".tif.expected.npy", "")));
    }
    assertThat(names).hasSizeGreaterThan(30);
    return names.stream().sorted();
  }

  private static DecodedImage expected(String file) {
    return Fixture.npy(FOLDER.resolve(file + ".npy"));
  }

  private interface Windows {
    byte[] read(Window window) throws IOException;
  }

  /** All windows of a size that fits no block, once downwards and once in no order. */
  private static void assertWindows(byte[] expected, Raster image, int pixelBytes, Windows windows)
      throws IOException {
    for (int rows : new int[] {1, 5, 11, image.height()}) {
      for (int columns : new int[] {1, 7, 23, image.width()}) {
        List<Window> all = new ArrayList<>();
        for (int y = 0; y < image.height(); y += rows) {
          for (int x = 0; x < image.width(); x += columns) {
            all.add(
                new Window(
                    y,
                    Math.min(rows, image.height() - y),
                    x,
                    Math.min(columns, image.width() - x)));
          }
        }
        if (rows % 2 == columns % 2) {
          Collections.shuffle(all, new Random(rows + columns));
        }
        byte[] found = new byte[expected.length];
        for (Window window : all) {
          byte[] samples = windows.read(window);
          int line = window.columns() * pixelBytes;
          assertThat(samples).hasSize(window.rows() * line);
          for (int y = 0; y < window.rows(); y++) {
            int to = ((window.y() + y) * image.width() + window.x()) * pixelBytes;
            System.arraycopy(samples, y * line, found, to, line);
          }
        }
        assertThat(found).as("windows of %d x %d", rows, columns).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("read")
  void everyWindowHasTheSamplesOfRasterio(String name) throws IOException {
    DecodedImage expected = expected(name + ".tif.expected");
    try (Raster image = raster(name)) {
      assertThat(image.inMemory()).isFalse();
      assertThat(List.of(image.height(), image.width(), image.channels(), image.type()))
          .isEqualTo(
              List.of(expected.height(), expected.width(), expected.channels(), expected.type()));
      int pixel = image.channels() * image.type().bytes();
      assertWindows(expected.samples(), image, pixel, image::read);
    }
    try (Raster image = raster(counted(name))) {
      int pixel = image.channels() * image.type().bytes();
      assertWindows(expected.samples(), image, pixel, image::read);
    }
    Fixture.assertEqual(
        Fixture.decode(name, Fixture.bytes(FOLDER.resolve(name + ".tif"))), expected);
  }

  @ParameterizedTest
  @MethodSource("read")
  void someChannelsAreThoseOfAll(String name) throws IOException {
    DecodedImage expected = expected(name + ".tif.expected");
    int size = expected.type().bytes();
    try (Raster image = raster(name)) {
      int last = image.channels() - 1;
      byte[] some = image.read(new Window(3, 9, 5, 20), new int[] {last, 0});
      for (int i = 0; i < some.length; i++) {
        int pixel = i / size / 2;
        int channel = i / size % 2 == 0 ? last : 0;
        int at = (3 + pixel / 20) * image.width() + 5 + pixel % 20;
        assertThat(some[i])
            .isEqualTo(expected.samples()[(at * image.channels() + channel) * size + i % size]);
      }
    }
  }

  /** Not when a window is read whose blocks are left out: other rows may have gone on by then. */
  @Test
  void whatIsLeftOutAndCannotBeToldFailsWhenTheFileIsOpened() {
    for (String value : List.of("-9999", "1.5", "none")) {
      String name = "refused_sparse_nodata_" + value + ".tif";
      CountedBytes bytes =
          new CountedBytes(Fixture.bytes(Path.of("src/test/resources/images", name)));
      TiffBytes file = TiffBytes.of(new FSDataInputStream(bytes), bytes.available());
      assertThatThrownBy(
              () -> TiffScene.of("a.tif", file, ReadOptions.DEFAULT, Fixture.LIMITS, false))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("GDAL_NODATA is not of the samples' type, found '" + value + "'");
    }
  }

  @ParameterizedTest
  @CsvSource({"gdal_cog_mask, 9", "gdal_mask_strips, 9", "gdal_cog, 0"})
  void theMaskOfTheFileIsThatOfRasterio(String name, int there) throws IOException {
    try (Raster image = raster(name)) {
      if (there == 0) {
        assertThat(image.mask(Window.lines(0, 1, image.width()))).isNull();
        return;
      }
      byte[] expected = expected(name + ".tif.mask").samples();
      assertThat(expected).contains(0, 255);
      assertWindows(expected, image, 1, image::mask);
    }
  }

  /** As it is opened by everybody: a small one decoded, with its mask. */
  @Test
  void aSmallPictureComesDecodedWithAllThatIsKnownOfIt() throws IOException {
    try (Raster image =
        new TiffFormat()
            .open(file(FOLDER.resolve("gdal_cog_mask.tif")), Fixture.LIMITS, ReadOptions.DEFAULT)) {
      assertThat(image.inMemory()).isTrue();
      assertThat(image.read(Window.lines(0, image.height(), image.width())))
          .isEqualTo(expected("gdal_cog_mask.tif.expected").samples());
      byte[] mask = expected("gdal_cog_mask.tif.mask").samples();
      assertThat(image.mask(Window.lines(3, 2, image.width())))
          .isEqualTo(Arrays.copyOfRange(mask, 3 * image.width(), 5 * image.width()));
      assertThat(image.info().crs()).isEqualTo("EPSG:32631");
    }
  }

  /** The key of the citation of an ellipsoid is made that of a projection; GDAL says EPSG:4326. */
  @Test
  void aGeographicSystemWithACitationOfAProjectionKeepsItsCode() throws IOException {
    byte[] bytes = Fixture.bytes(FOLDER.resolve("gdal_point.tif"));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    bytes =
        text.replace("\1\10\u00b1\u0087", "\1\14\u00b1\u0087")
            .getBytes(StandardCharsets.ISO_8859_1);
    TiffScene scene =
        TiffScene.of("a", TiffBytes.of(bytes), ReadOptions.DEFAULT, Fixture.LIMITS, false);
    assertThat(TiffInfo.of(scene, 1).crs()).isEqualTo("EPSG:4326");
  }

  @Test
  void whatStandsBesideTheSamplesIsTold() throws IOException {
    // As jobs/raster-matrix.py wrote it.
    try (Raster image = raster("gdal_metadata")) {
      SceneInfo info = image.info();
      assertThat(info.crs()).isEqualTo("EPSG:32631");
      assertThat(info.transform()).containsExactly(499980.0, 10.0, 0.0, 5300040.0, 0.0, -10.0);
      assertThat(info.bands())
          .containsExactly(
              new Band("red", 665.0, true, 65535.0, 0.0001, -0.1),
              new Band("near infrared <1>", 842.5, true, 65535.0, 0.5, 7));
      assertThat(info.details())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "format", "TIFF",
                  "byte order", "little-endian",
                  "stored samples", "uint16",
                  "compression", "Deflate",
                  "blocks", "tiles of 16 x 16",
                  "interleave", "by pixel"));
    }
    try (Raster image = raster("gdal_point")) {
      assertThat(image.info().crs()).isEqualTo("EPSG:4326");
      assertThat(image.info().transform()).containsExactly(3.0, 0.1, 0.0, 50.0, 0.0, -0.1);
      assertThat(image.info().bands()).isEmpty();
    }
    try (Raster image = raster("gdal_esri")) {
      assertThat(image.info().crs()).startsWith("PROJCS[\"World_Mollweide\",GEOGCS[");
    }
    try (Raster image = raster("gdal_nodata_nan")) {
      assertThat(image.info().band(1).nodata()).isNaN();
      assertThat(image.info().details()).containsEntry("predictor", "floating-point differencing");
    }
    try (Raster image = raster("gdal_cog_mask")) {
      assertThat(image.info().details())
          .containsEntry("overviews", "30 x 42, 15 x 21")
          .containsEntry("mask", "in the file");
    }
    try (Raster image = raster("gdal_big_be")) {
      assertThat(image.info().details())
          .containsEntry("format", "BigTIFF")
          .containsEntry("byte order", "big-endian")
          .containsEntry("blocks", "strips of 7 lines")
          .containsEntry("interleave", "by band")
          .containsEntry("compression", "LZW");
    }
  }

  /** Of 19 x 37 in tiles of 16 x 16 there are two rows, in strips of 7 lines by band three. */
  @ParameterizedTest
  @CsvSource({"gdal_uint16_13_tile_pixel_deflate2, 2", "gdal_big_be, 3"})
  void windowsThatFollowEachOtherDownwardsReadEveryBlockOnce(String name, int rows)
      throws IOException {
    CountedBytes bytes = counted(name);
    try (Raster image = raster(bytes)) {
      int opened = bytes.requests;
      for (int y = 0; y < image.height(); y++) {
        image.read(new Window(y, 1, 0, image.width()));
        image.read(new Window(y, 1, 3, 30));
      }
      assertThat(bytes.requests - opened).isEqualTo(rows);
    }
  }

  /** Neighbours in the file are asked for at once: pages of the directory, and the samples. */
  @Test
  void aWindowOfTheWholeWidthIsAFewRequests() throws IOException {
    CountedBytes bytes = counted("gdal_uint16_13_tile_pixel_deflate2");
    try (Raster image = raster(bytes)) {
      int opened = bytes.requests;
      image.read(Window.lines(0, image.height(), image.width()));
      assertThat(bytes.requests - opened).isEqualTo(1);
      assertThat(opened).isLessThanOrEqualTo(2);
    }
  }

  /** The last tile is gone: it is said when the file is opened, not after lines were read. */
  @Test
  void aFileThatWasCutShortIsRefusedWhenItIsOpened() {
    byte[] whole = Fixture.bytes(FOLDER.resolve("gdal_uint16_13_tile_pixel_deflate2.tif"));
    CountedBytes cut = new CountedBytes(Arrays.copyOf(whole, whole.length * 2 / 3));
    assertThatThrownBy(() -> raster(cut))
        .isInstanceOfSatisfying(
            ImageException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONTENT))
        .hasMessageContaining("the file is cut short, found ");
  }

  /**
   * Samples by nearest pixels: GDAL's of the COG, every second and fourth of tifffile's pyramid.
   */
  @ParameterizedTest
  @CsvSource({
    "gdal_cog_mask, 1, 30, 42",
    "gdal_cog_mask, 2, 15, 21",
    "tifffile_pyramid, 2, 15, 21"
  })
  void anOverviewIsThePictureInItsSize(String name, int overview, int height, int width)
      throws IOException {
    DecodedImage expected = expected(name + ".tif.overview" + overview);
    Path path = FOLDER.resolve(name + ".tif");
    ReadOptions options = new ReadOptions(overview);
    try (Raster image = new TiffFormat().open(file(path), Fixture.LIMITS, options)) {
      assertThat(List.of(image.height(), image.width())).isEqualTo(List.of(height, width));
      assertThat(image.read(Window.lines(0, height, width))).isEqualTo(expected.samples());
      if (name.startsWith("gdal")) {
        assertThat(image.info().crs()).isEqualTo("EPSG:32631");
        double pixel = 10 << overview;
        assertThat(image.info().transform())
            .containsExactly(499980.0, pixel, 0.0, 5300040.0, 0.0, -pixel);
        assertThat(image.mask(Window.lines(0, height, width)))
            .isEqualTo(expected(name + ".tif.overview" + overview + ".mask").samples());
      }
    }
  }

  @Test
  void anOverviewThatIsNotThereIsAMismatch() {
    Path path = FOLDER.resolve("gdal_cog.tif");
    ReadOptions options = new ReadOptions(3);
    assertThatThrownBy(() -> new TiffFormat().open(file(path), Fixture.LIMITS, options))
        .isInstanceOfSatisfying(
            ImageException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.MISMATCH))
        .hasMessage(
            "Cannot read gdal_cog.tif: the overview is not there, found 2 overviews, expected at"
                + " least 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "refused_lerc | the compression is not read, found TIFF compression 34887 (LERC), expected none, CCITT, LZW, JPEG, Deflate, PackBits or, but for palettes, YCbCr and odd numbers of bits, Zstandard",
        "refused_lzma | the compression is not read, found TIFF compression 34925 (LZMA), expected none, CCITT, LZW, JPEG, Deflate, PackBits or, but for palettes, YCbCr and odd numbers of bits, Zstandard",
        "refused_complex | samples of this type are not read, found complex numbers of 64, expected uint1 to uint16, uint32, uint64, int8 to int64 or float16 to float64"
      })
  void kindsThatAreNotReadAreRefusedByName(String name, String reason) {
    assertThatThrownBy(() -> raster(name))
        .isInstanceOfSatisfying(
            ImageException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  /** double and 64-bit integers, of which numpy says which float32 holds. */
  @ParameterizedTest
  @CsvSource({"gdal_float64_3_tile_pixel_lzw3", "gdal_uint64_1_tile_pixel_deflate2"})
  void samplesThatAreRoundedCountOnceHoweverOftenTheyAreRead(String name) throws IOException {
    long all;
    try (Raster image = raster(name)) {
      image.read(Window.lines(0, image.height(), image.width()));
      all = image.inexact();
      image.read(new Window(2, 9, 3, 11));
      assertThat(image.inexact()).isEqualTo(all).isPositive();
    }
    try (Raster image = raster(name)) {
      Random random = new Random(1);
      for (int i = 0; i < 40; i++) {
        int y = random.nextInt(image.height());
        int x = random.nextInt(image.width());
        image.read(
            new Window(
                y,
                1 + random.nextInt(image.height() - y),
                x,
                1 + random.nextInt(image.width() - x)));
      }
      image.read(Window.lines(0, image.height(), image.width()));
      assertThat(image.inexact()).isEqualTo(all);
    }
  }

  /** Entries of a little-endian directory at 8: tag, type, count, value. */
  private Path tiff(boolean big, long length, long... entries) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 'I').put((byte) 'I').putShort((short) (big ? 43 : 42));
    if (big) {
      bytes.putShort((short) 8).putShort((short) 0).putLong(16).putLong(entries.length / 4);
    } else {
      bytes.putInt(8).putShort((short) (entries.length / 4));
    }
    for (int i = 0; i < entries.length; i += 4) {
      bytes.putShort((short) entries[i]).putShort((short) entries[i + 1]);
      if (big) {
        bytes.putLong(entries[i + 2]).putLong(entries[i + 3]);
      } else {
        bytes.putInt((int) entries[i + 2]).putInt((int) entries[i + 3]);
      }
    }
    Path path = folder.resolve("a.tif");
    Files.write(path, Arrays.copyOf(bytes.array(), bytes.position() + 12));
    try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      if (length > channel.size()) {
        channel.write(ByteBuffer.allocate(1), length - 1); // sparse
      }
    }
    return path;
  }

  @Test
  void claimsAreCheckedBeforeAnythingIsAllocated() {
    DecodeLimits limits = new DecodeLimits(1 << 26, 1 << 30, "--driver-memory");
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          Path strips =
              tiff(
                  true,
                  0,
                  256,
                  4,
                  1,
                  4,
                  257,
                  4,
                  1,
                  4_000_000_000L,
                  258,
                  3,
                  1,
                  8,
                  262,
                  3,
                  1,
                  1,
                  273,
                  16,
                  4_000_000_000L,
                  16,
                  278,
                  4,
                  1,
                  1,
                  279,
                  16,
                  4_000_000_000L,
                  16);
          assertThatThrownBy(() -> TiffFormat.raster(file(strips), limits, ReadOptions.DEFAULT))
              .isInstanceOf(ImageException.class)
              .hasMessageContaining("the picture is too large, found 4000000000 x 4 pixels");
          Path fewer =
              tiff(
                  true,
                  0,
                  256,
                  4,
                  1,
                  4,
                  257,
                  4,
                  1,
                  2_000_000_000L,
                  258,
                  3,
                  1,
                  8,
                  262,
                  3,
                  1,
                  1,
                  273,
                  16,
                  4_000_000_000L,
                  16,
                  278,
                  4,
                  1,
                  1,
                  279,
                  16,
                  4_000_000_000L,
                  16);
          assertThatThrownBy(() -> TiffFormat.raster(file(fewer), limits, ReadOptions.DEFAULT))
              .isInstanceOf(ImageException.class)
              .hasMessageContaining("the file is cut short, found 176 bytes");
          Path channels =
              tiff(
                  false, 0, 256, 4, 1, 30000, 257, 4, 1, 30000, 258, 3, 1, 8, 259, 3, 1, 8, 262, 3,
                  1, 1, 273, 4, 1, 100, 278, 4, 1, 30000, 279, 4, 1, 10);
          assertThatThrownBy(() -> TiffFormat.raster(file(channels), limits, ReadOptions.DEFAULT))
              .isInstanceOf(ImageException.class)
              .hasMessageContaining(
                  "the data of strip 0 end early or are corrupt, found 0 bytes of samples, expected"
                      + " 900000000");
        });
  }

  @Test
  void aBlockThatDoesNotFitTheMemoryIsRefusedWithTheRemedy() throws IOException {
    Path path =
        tiff(
            false, 0, 256, 4, 1, 30000, 257, 4, 1, 30000, 258, 3, 1, 8, 259, 3, 1, 8, 262, 3, 1, 1,
            273, 4, 1, 100, 278, 4, 1, 20000, 279, 4, 1, 10);
    assertThatThrownBy(
            () ->
                TiffFormat.raster(
                    file(path),
                    new DecodeLimits(1, 1 << 20, "--executor-memory"),
                    ReadOptions.DEFAULT))
        .isInstanceOfSatisfying(
            ImageException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.MISMATCH))
        .hasMessage(
            "Cannot read a.tif: a strip or tile is too large for the memory, found 20000 x 30000 x 1 samples of 1 bytes, expected at most 1048576 bytes: raise --executor-memory, or store the picture in tiles by gdal_translate -co TILED=YES");
  }

  /** 5 GiB in a sparse file: 50,000 lines of 100,000 samples, of which only windows are read. */
  @Test
  void aFileThatIsLargerThanMemoryIsReadByWindows() throws IOException {
    long from = 1000;
    Path path =
        tiff(
            true,
            from + 5_000_000_000L,
            256,
            4,
            1,
            100_000,
            257,
            4,
            1,
            50_000,
            258,
            3,
            1,
            8,
            262,
            3,
            1,
            1,
            273,
            16,
            1,
            from,
            279,
            16,
            1,
            5_000_000_000L);
    try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), from + 49_999L * 100_000 + 99_990);
    }
    DecodeLimits limits = new DecodeLimits(1, 1 << 20, "--driver-memory");
    try (Raster image = new TiffFormat().open(file(path), limits, ReadOptions.DEFAULT)) {
      assertThat(image.inMemory()).isFalse();
      assertThat(image.blockRows()).isEqualTo(1);
      assertThat(image.blockColumns()).isEqualTo(100_000);
      assertThat(image.type()).isEqualTo(SampleType.UINT8);
      assertThat(image.read(new Window(49_998, 2, 99_989, 5)))
          .containsExactly(0, 0, 0, 0, 0, 0, 1, 2, 3, 0);
    }
  }
}
