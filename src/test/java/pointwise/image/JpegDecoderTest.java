package pointwise.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JpegDecoderTest {

  /**
   * libjpeg-turbo, which Pillow uses, and the JDK's libjpeg round their inverse DCT and chroma
   * interpolation alike in nearly all samples: at most this many levels apart.
   */
  private static final int TOLERANCE = 3;

  static Stream<String> jpegs() {
    return Fixture.names(".jpg");
  }

  @ParameterizedTest
  @MethodSource("jpegs")
  void samplesAreThoseOfLibjpegTurbo(String name) {
    DecodedImage actual = Fixture.decode(name);
    DecodedImage expected = Fixture.expected(name);
    if (expected.channels() == 1) {
      assertThat(actual.channels()).isEqualTo(1);
    }
    Fixture.assertSameShape(actual, expected);
    int worst = 0;
    for (int i = 0; i < actual.samples().length; i++) {
      worst =
          Math.max(worst, Math.abs((actual.samples()[i] & 0xff) - (expected.samples()[i] & 0xff)));
    }
    assertThat(worst).isLessThanOrEqualTo(TOLERANCE);
  }

  @Test
  void colourProfileIsNotApplied() {
    byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    byte[] plain = Fixture.bytes("baseline.jpg");
    Fixture.assertEqual(
        Fixture.decode("icc", withProfile(plain, linear)), Fixture.decode("plain", plain));
  }

  @Test
  void brokenColourProfileIsHarmless() {
    byte[] plain = Fixture.bytes("baseline.jpg");
    Fixture.assertEqual(
        Fixture.decode("icc", withProfile(plain, new byte[99])), Fixture.decode("plain", plain));
  }

  @Test
  void greyProfileInAColourPictureIsHarmless() {
    byte[] grey = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
    byte[] plain = Fixture.bytes("baseline.jpg");
    Fixture.assertEqual(
        Fixture.decode("icc", withProfile(plain, grey)), Fixture.decode("plain", plain));
  }

  @Test
  void unknownJfifVersionIsHarmless() {
    byte[] odd = Fixture.bytes("baseline.jpg");
    odd[11] = 9;
    Fixture.assertEqual(Fixture.decode("odd", odd), Fixture.decode("baseline.jpg"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "baseline.jpg",
        "progressive.jpg",
        "grey.jpg",
        "cmyk.jpg",
        "ycck.jpg",
        "restart.jpg"
      })
  void cutAnywhereIsMalformed(String name) {
    byte[] whole = Fixture.bytes(name);
    for (int percent : new int[] {5, 20, 40, 60, 80, 95}) {
      byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);
      assertThatThrownBy(() -> Fixture.decode("cut.jpg", cut))
          .as("%d %%", percent)
          .isInstanceOf(ImageException.class)
          .hasMessageStartingWith("Cannot read cut.jpg: ");
    }
  }

  @Test
  void cutAt60PercentSaysWhatIsMissing() {
    byte[] whole = Fixture.bytes("baseline.jpg");
    byte[] cut = Arrays.copyOf(whole, whole.length * 60 / 100);
    assertThatThrownBy(() -> Fixture.decode("cut.jpg", cut))
        .hasMessageContaining("the samples are corrupt or missing: ");
  }

  @Test
  void flippedBytesAreMalformed() {
    byte[] flipped = Fixture.bytes("baseline.jpg");
    for (int i = flipped.length / 2; i < flipped.length / 2 + 40; i++) {
      flipped[i] = (byte) ~flipped[i];
    }
    assertThatThrownBy(() -> Fixture.decode("flipped.jpg", flipped))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("the samples are corrupt or missing: ");
  }

  @Test
  void sizeIsCheckedInTheHeader() {
    byte[] huge = Fixture.bytes("baseline.jpg");
    for (int i = 2; i < huge.length - 8; i++) {
      if (huge[i] == -1 && (huge[i + 1] & 0xff) == 0xC0) {
        huge[i + 5] = (byte) 0xEA;
        huge[i + 7] = (byte) 0xEA;
        break;
      }
    }
    assertThatThrownBy(() -> Fixture.decode("huge.jpg", huge))
        .hasMessageContaining("raise --max-pixels");
  }

  private static byte[] withProfile(byte[] jpeg, byte[] profile) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int jfif = 2 + 2 + 16;
    int length = 2 + 12 + 2 + profile.length;
    out.write(jpeg, 0, jfif);
    out.writeBytes(new byte[] {-1, (byte) 0xE2, (byte) (length >> 8), (byte) length});
    out.writeBytes("ICC_PROFILE\0".getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(new byte[] {1, 1});
    out.writeBytes(profile);
    out.write(jpeg, jfif, jpeg.length - jfif);
    return out.toByteArray();
  }
}
