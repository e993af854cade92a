package pointwise.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest {

  static Stream<String> every() {
    return Stream.of(".png", ".gif", ".bmp", ".tif", ".jpg", ".npy").flatMap(Fixture::names);
  }

  @Test
  void emptyFileSaysSo() {
    assertThatThrownBy(() -> Fixture.decode("a.jpg", new byte[0]))
        .isInstanceOf(ImageException.class)
        .hasMessage("Cannot read a.jpg: the file is empty");
  }

  @Test
  void textNamedJpgListsTheKnownFormats() {
    byte[] text = "hello, this is text".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Fixture.decode("a.jpg", text))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            "Cannot read a.jpg: the leading bytes are of no known format, found 68 65 6c 6c 6f 2c"
                + " 20 74, expected one of JPEG, PNG, GIF, BMP, TIFF, NPY");
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
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
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
        .isInstanceOf(ImageException.class)
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
          case "float64.tif", "white_is_zero_float64.tif", "sparse_deflate_tiles_float64.tif" ->
              8 * expected.channels() * pixels;
          default -> expected.samples().length;
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
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("does not fit one array");
    }
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

  @ParameterizedTest
  @MethodSource("every")
  void flippedBytesNeverThrowAnythingElse(String name) {
    byte[] whole = Fixture.bytes(name);
    Random random = new Random(name.hashCode());
    DecodeLimits limits = new DecodeLimits(1 << 20, 1 << 24, "--driver-memory");
    for (int i = 0; i < 30; i++) {
      byte[] flipped = whole.clone();
      for (int j = 0; j <= i % 4; j++) {
        // half of them near the header
        int at = random.nextInt(i % 2 == 0 ? flipped.length : Math.min(flipped.length, 200));
        flipped[at] = (byte) random.nextInt();
      }
      try {
        Fixture.decode(name, flipped, limits);
      } catch (ImageException e) {
        assertThat(e.reason()).isNotBlank().doesNotContain("\n");
      }
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
  @ValueSource(
      strings = {
        "refused_uint32.tif",
        "refused_int8.tif",
        "refused_float16.tif",
        "refused_cmyk.tif"
      })
  void kindsOfTiffThatAreNotReadAreRefused(String name) {
    assertThatThrownBy(() -> Fixture.decode(name))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("not read");
  }

  @Test
  void suffixesAreKnownInAnyCase() {
    assertThat(Stream.of("a.JPG", "a.b.jpeg", "x.Tiff", "n.npy", ".png"))
        .allMatch(ImageFormat::hasKnownSuffix);
    assertThat(Stream.of("jpg", "a.txt", "a.jpg.txt", "a.", ""))
        .noneMatch(ImageFormat::hasKnownSuffix);
  }
}
