package pointwise.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;

class BadInputTest {

  static Stream<String> every() {
    return Stream.of(".png", ".gif", ".bmp", ".webp", ".tif", ".jpg", ".npy")
        .flatMap(Fixture::names);
  }

  @Test
  void emptyFileSaysSo() {
    assertThatThrownBy(() -> Fixture.decode("a.jpg", new byte[0]))
        .isInstanceOf(ImageException.class)
        .hasMessage("Cannot read a.jpg: the file is empty");
  }

  @Test
  void unknownBytesAreShownWithTheKnownFormats() {
    byte[] bytes = {1, 2, 3, (byte) 0xfe};
    assertThatThrownBy(() -> Fixture.decode("a.jpg", bytes))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            "Cannot read a.jpg: the leading bytes are of no known format, found 01 02 03 fe,"
                + " expected one of JPEG, PNG, GIF, BMP, WebP, TIFF, NPY, ENVI");
  }

  /** The leading bytes as the formats' own definitions have them, in hex. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "524946462a00000057454250414c5048 | RIFF data",
        "524946462a00000041564920 | an AVI film",
        "524946462a0000004143494f | RIFF data",
        "0000002066747970617669660000 | AVIF",
        "0000001866747970686569630000 | HEIC",
        "00000018667479706d6966310000 | HEIF",
        "000000186674797069736f6d0000 | MP4 or the like",
        "0000000c6a5020200d0a870a00000014 | JPEG 2000",
        "ff4fff51002f | a JPEG 2000 codestream",
        "0000000c4a584c200d0a870a00000014 | JPEG XL",
        "ff0afa | a JPEG XL codestream",
        "384250530001 | PSD",
        "762f3101 | OpenEXR",
        "53494d504c4520203d20 | FITS",
        "894844460d0a1a0a | HDF5",
        "43444601 | NetCDF",
        "43444602 | NetCDF",
        "50415231 | Parquet",
        "53455106 | a SequenceFile",
        "504b0304 | a zip archive (as npz is)",
        "1f8b0800 | gzip",
        "425a6839 | bzip2",
        "fd377a585a00 | xz",
        "28b52ffd | zstd",
        "255044462d312e37 | PDF",
        "50350a33203320323535 | PNM",
        "5036203320332032353520 | PNM"
      })
  void commonFormatsThatAreNotReadAreNamed(String hex, String name) {
    assertNamed(Arrays.copyOf(HexFormat.of().parseHex(hex), 64), name);
  }

  @Test
  void formatsThatBeginLaterAreNamed() {
    byte[] file = new byte[1024];
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, file, 257, 5);
    assertNamed(file, "a tar archive");
    System.arraycopy("DICM".getBytes(StandardCharsets.US_ASCII), 0, file, 128, 4);
    assertNamed(file, "DICOM");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hello, this is text | text",
        "große Bilder | text",
        "{'error': 404} | text",
        "<!DOCTYPE HTML><title>404 | an HTML page",
        "#\\n <html lang='en'> | an HTML page",
        "<?xml version='1.0'?><Error/> | XML",
        "<?xml version='1.0'?>\\n<svg width='3'/> | SVG",
        "#<svg width='3'/> | SVG",
        "version https://git-lfs.github.com/spec/v1\\noid sha256:4d | a Git LFS pointer"
      })
  void textIsNamed(String text, String name) {
    String lines = text.replace("#", "\ufeff").replace("\\n", "\n");
    assertNamed(lines.getBytes(StandardCharsets.UTF_8), name);
  }

  @Test
  void aCharacterCutAtTheEndIsStillText() {
    byte[] text = "große Bilder, ".repeat(60).getBytes(StandardCharsets.UTF_8);
    for (int n = 500; n < 520; n++) {
      assertNamed(Arrays.copyOf(text, n), "text");
    }
  }

  private static void assertNamed(byte[] file, String name) {
    assertThatThrownBy(() -> Fixture.decode("a.jpg", file))
        .isInstanceOfSatisfying(
            ImageException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONTENT))
        .hasMessage(
            "Cannot read a.jpg: the file is "
                + name
                + ", which is not read, expected one of JPEG, PNG, GIF, BMP, WebP, TIFF, NPY, ENVI");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cgbi_iphone.png | the PNG is of Apple's kind (it begins with a CgBI chunk), which is not read, expected an IHDR chunk",
        "trns_before_palette.png | the PNG has its tRNS chunk before PLTE, which is not read, expected it after",
        "png_inside.bmp | the BMP holds a PNG file, which is not read there, expected pixels"
      })
  void kindsThatAreNotReadAreNamed(String name, String reason) {
    assertThatThrownBy(() -> Fixture.decode(name))
        .isInstanceOfSatisfying(
            ImageException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void os2BitmapsOfVersion2AreNamed() {
    byte[] file = Fixture.bytes("rgb24.bmp");
    file[14] = 64;
    assertThatThrownBy(() -> Fixture.decode("a.bmp", file))
        .hasMessage(
            "Cannot read a.bmp: the BMP is of OS/2 version 2 (a header of 64 bytes), which is not"
                + " read, expected one of Windows or of OS/2 version 1");
  }

  @Test
  void messagesArePrintableAndWithoutNamesOfClasses() {
    ImageException e = new ImageException("a\nb.npy", "the key 'f\0\0tran\u202e' is unknown");
    assertThat(e.reason()).isEqualTo("the key 'f\\u0000\\u0000tran\\u202e' is unknown");
    assertThat(e).hasMessage("Cannot read a\\u000ab.npy: " + e.reason());
    assertThat(e.origin()).isEqualTo("a\nb.npy");
  }

  @Test
  void truncatedSampleIsMalformed() {
    byte[] file = Fixture.bytes(Path.of("sample-data/odd/truncated.jpg"));
    assertThatThrownBy(() -> Fixture.decode("truncated.jpg", file))
        .isInstanceOf(ImageException.class);
  }

  @Test
  void hugePngIsRefusedByItsHeader() {
    byte[] png = Fixture.bytes("rgb8.png");
    ByteBuffer.wrap(png).putInt(16, 60000).putInt(20, 60000);
    mendChecksums(png);
    assertThatThrownBy(() -> Fixture.decode("huge.png", png))
        .hasMessage(
            "Cannot read huge.png: the picture is too large, found 60000 x 60000 pixels, expected"
                + " at most 67108864: raise --max-pixels");
  }

  @ParameterizedTest
  @MethodSource("every")
  void decodedBytesAreLimited(String name) {
    DecodeLimits small = new DecodeLimits(1 << 26, 30, "--driver-memory");
    assertThatThrownBy(() -> Fixture.decode(name, Fixture.bytes(name), small))
        .isInstanceOfSatisfying(
            ImageException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.MISMATCH))
        .hasMessageEndingWith("expected at most 30: raise --driver-memory");
  }

  @ParameterizedTest
  @MethodSource("every")
  void limitIsTheDecodedSizeExactly(String name) {
    byte[] file = Fixture.bytes(name);
    DecodedImage expected = Fixture.expected(name);
    int pixels = expected.height() * expected.width();
    int bytes =
        switch (name) {
          // Four channels on the way: RGBA and CMYK.
          case "offset_frame.gif", "two_frames.gif", "five_frames.gif", "cmyk.jpg", "ycck.jpg" ->
              4 * pixels;
          // Eight bytes on the way.
          case "float64.tif",
              "white_is_zero_float64.tif",
              "sparse_deflate_tiles_float64.tif",
              "as_float_f8.tif",
              "as_float_f8_be_planar.tif",
              "as_float_f8_deflate_tiled.tif" ->
              8 * expected.channels() * pixels;
          // Numbers and pixels of nine bytes beside the samples, or luma and chroma.
          default ->
              !name.endsWith(".webp")
                  ? expected.samples().length
                  : name.startsWith("lossless") || expected.channels() == 4
                      ? (9 + expected.channels()) * pixels
                      : (2 + expected.channels()) * pixels;
        };
    DecodeLimits exact = new DecodeLimits(1 << 26, bytes, "--driver-memory");
    Fixture.assertSameShape(Fixture.decode(name, file, exact), expected);
    DecodeLimits less = new DecodeLimits(1 << 26, bytes - 1, "--driver-memory");
    assertThatThrownBy(() -> Fixture.decode(name, file, less)).isInstanceOf(ImageException.class);
  }

  @Test
  void largerThanAnArrayIsRefused() {
    DecodeLimits none = new DecodeLimits(Long.MAX_VALUE, Long.MAX_VALUE, "--driver-memory");
    for (long[] size : new long[][] {{50000, 50000}, {Integer.MAX_VALUE, Integer.MAX_VALUE}}) {
      assertThatThrownBy(() -> none.check("a", size[0], size[1], Integer.MAX_VALUE, 4))
          .isInstanceOfSatisfying(
              ImageException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.MISMATCH))
          .hasMessageContaining("does not fit one array");
    }
  }

  @Test
  void aPictureWithoutPixelsIsWrongContent() {
    DecodeLimits none = new DecodeLimits(Long.MAX_VALUE, Long.MAX_VALUE, "--driver-memory");
    assertThatThrownBy(() -> none.check("a", 0, 5, 3, 1))
        .isInstanceOfSatisfying(
            ImageException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONTENT))
        .hasMessageContaining("the picture is empty");
  }

  @Test
  void aFileLargerThanTheMemoryIsAMismatch(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("a.png"), Fixture.bytes("rgb8.png"));
    RasterReader reader =
        new RasterReader(new Configuration(), new DecodeLimits(1 << 26, 30, "--driver-memory"));
    assertThatThrownBy(() -> reader.open(file.toString()))
        .isInstanceOfSatisfying(
            ImageException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.MISMATCH))
        .hasMessageEndingWith("expected at most 30: raise --driver-memory");
  }

  @ParameterizedTest
  @MethodSource("every")
  void cutFileIsMalformed(String name) {
    byte[] whole = Fixture.bytes(name);
    // A GIF's later frames and its trailer, and a TIFF's directory after the samples, may be gone.
    boolean more = Fixture.decode(name, whole).unreadPages() > 0 || name.startsWith("thumbnail_");
    int[] percents = more ? new int[] {5, 10} : new int[] {10, 30, 60, 90};
    for (int percent : percents) {
      byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);
      assertThatThrownBy(() -> Fixture.decode(name, cut))
          .as("%s at %d %%", name, percent)
          .isInstanceOf(ImageException.class);
    }
  }

  /** The checksums of a PNG are made to fit, so that the decoder sees the damage. */
  @ParameterizedTest
  @ValueSource(strings = {".png", ".gif", ".bmp", ".webp", ".tif", ".jpg", ".npy"})
  void flippedBytesNeverThrowAnythingElse(String suffix) {
    DecodeLimits limits = new DecodeLimits(1 << 20, 1 << 24, "--driver-memory");
    int decoded = 0;
    int refused = 0;
    for (String name : Fixture.names(suffix).toList()) {
      byte[] whole = Fixture.bytes(name);
      Random random = new Random(name.hashCode());
      for (int i = 0; i < 30; i++) {
        byte[] flipped = whole.clone();
        for (int j = 0; j <= i % 4; j++) {
          // half of them near the header
          int at = random.nextInt(i % 2 == 0 ? flipped.length : Math.min(flipped.length, 200));
          flipped[at] = (byte) random.nextInt();
        }
        if (suffix.equals(".png")) {
          mendChecksums(flipped);
        }
        try {
          Fixture.decode(name, flipped, limits);
          decoded++;
        } catch (ImageException e) {
          assertThat(e.reason()).matches("\\P{Cntrl}+").doesNotContain("Exception");
          refused++;
        }
      }
    }
    assertThat(Math.min(decoded, refused)).isGreaterThan((decoded + refused) / 20);
  }

  private static void mendChecksums(byte[] png) {
    ByteBuffer chunks = ByteBuffer.wrap(png);
    CRC32 crc = new CRC32();
    for (int at = 8; at + 12 <= png.length; at += 12 + chunks.getInt(at)) {
      int length = chunks.getInt(at);
      if (length < 0 || length > png.length - at - 12) {
        return;
      }
      crc.reset();
      crc.update(png, at + 4, length + 4);
      chunks.putInt(at + 8 + length, (int) crc.getValue());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"grey8.png", "palette8.png", "rgb16.png"})
  void flippedPngSampleFailsItsChecksum(String name) {
    byte[] flipped = Fixture.bytes(name);
    flipped[flipped.length - 40] ^= 1;
    assertThatThrownBy(() -> Fixture.decode(name, flipped))
        .hasMessageContaining("the checksum is wrong");
  }

  @ParameterizedTest
  @ValueSource(strings = {"refused_cmyk.tif", "refused_mixed_bits_8_16.tif"})
  void kindsOfTiffThatAreNotReadAreRefused(String name) {
    assertThatThrownBy(() -> Fixture.decode(name))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("not read");
  }

  @Test
  void suffixesAreKnownInAnyCase() {
    assertThat(Stream.of("a.JPG", "a.b.jpeg", "x.Tiff", "n.npy", ".png"))
        .allMatch(ImageFormats::hasKnownSuffix);
    assertThat(Stream.of("jpg", "a.txt", "a.jpg.txt", "a.", ""))
        .noneMatch(ImageFormats::hasKnownSuffix);
  }
}
