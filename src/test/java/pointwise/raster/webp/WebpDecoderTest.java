package pointwise.raster.webp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import pointwise.input.Fixture;
import pointwise.raster.ImageException;

/** Expected samples are libwebp's, by Pillow: see make_webp_fixtures.py. */
class WebpDecoderTest {

  static Stream<String> every() {
    return Fixture.names(".webp");
  }

  @ParameterizedTest
  @MethodSource("every")
  void samplesAreThoseOfLibwebp(String name) {
    Fixture.assertEqual(Fixture.decode(name), Fixture.expected(name));
  }

  @ParameterizedTest
  @CsvSource({"lossless.webp, 0", "lossless_three_frames.webp, 2", "lossy_two_frames.webp, 1"})
  void framesThatAreNotReadAreCounted(String name, int frames) {
    assertThat(Fixture.decode(name).unreadPages()).isEqualTo(frames);
  }

  @Test
  void chunksWithoutSamplesChangeNothing() {
    Fixture.assertEqual(
        Fixture.decode("lossy_exif_orientation_6.webp"), Fixture.decode("lossy_75.webp"));
    Fixture.assertEqual(Fixture.decode("lossless_profile.webp"), Fixture.decode("lossless.webp"));
  }

  @Test
  void whatFollowsTheFileIsHarmless() {
    byte[] whole = Fixture.bytes("lossy_alpha.webp");
    Fixture.assertEqual(
        Fixture.decode("longer.webp", Arrays.copyOf(whole, whole.length + 100)),
        Fixture.decode("lossy_alpha.webp"));
  }

  @ParameterizedTest
  @MethodSource("every")
  void cutAnywhereIsMalformed(String name) {
    byte[] whole = Fixture.bytes(name);
    for (int n = 16; n < whole.length; n++) {
      byte[] cut = Arrays.copyOf(whole, n);
      assertThatThrownBy(() -> Fixture.decode("cut.webp", cut))
          .as("%d bytes", n)
          .isInstanceOf(ImageException.class)
          .hasMessageStartingWith("Cannot read cut.webp: ");
    }
  }

  /** The sizes of file and chunk fit, so that the decoder has to notice. */
  @ParameterizedTest
  @CsvSource({"lossless.webp", "lossless_16_colours.webp", "lossless_slow.webp", "lossy_75.webp"})
  void dataThatEndEarlyAreMalformed(String name) {
    byte[] whole = Fixture.bytes(name);
    for (int n = 40; n < whole.length - 8; n += 2) {
      byte[] cut = Arrays.copyOf(whole, n);
      ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN).putInt(4, n - 8).putInt(16, n - 20);
      assertThatThrownBy(() -> Fixture.decode("cut.webp", cut))
          .as("%d bytes", n)
          .isInstanceOf(ImageException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lossless.webp | 20 | 0 | the header of the VP8L chunk is corrupt",
        "lossless.webp | 24 | 255 | the header of the VP8L chunk is corrupt",
        "lossy_75.webp | 20 | 1 | the header of the VP8 chunk is corrupt",
        "lossy_75.webp | 23 | 0 | the header of the VP8 chunk is corrupt",
        "lossy_no_alpha.webp | 24 | 99 | the picture is not of the size of its canvas, found 37 x 50, expected 37 x 100",
      })
  void damagedHeadersAreNamed(String name, int at, int value, String reason) {
    byte[] file = Fixture.bytes(name);
    file[at] = (byte) value;
    assertThatThrownBy(() -> Fixture.decode("a.webp", file))
        .hasMessage("Cannot read a.webp: " + reason);
  }

  @Test
  void sizeIsCheckedInTheHeader() {
    byte[] huge = Fixture.bytes("lossless.webp");
    ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 0x0fffffff);
    assertThatThrownBy(() -> Fixture.decode("huge.webp", huge))
        .hasMessageContaining("found 16384 x 16384 pixels")
        .hasMessageContaining("raise --max-pixels");
  }
}
