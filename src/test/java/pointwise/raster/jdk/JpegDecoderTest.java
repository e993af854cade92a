package pointwise.raster.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.input.Fixture;
import pointwise.raster.DecodedImage;
import pointwise.raster.ImageException;

class JpegDecoderTest {

  /**
   * libjpeg-turbo, which Pillow uses, and the JDK's libjpeg round their inverse DCT and chroma
   * interpolation alike in nearly all samples: at most this many levels apart.
   */
  private static final int TOLERANCE = 1;

  private static final byte[] EOI = {-1, (byte) 0xD9};

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
        "spectral_scans.jpg",
        "three_scans.jpg",
        "subsampled.jpg",
        "grey.jpg",
        "cmyk.jpg",
        "ycck.jpg",
        "restart.jpg"
      })
  void cutAnywhereIsMalformedUnlessOnlyTheEndMarkerIsGone(String name) {
    byte[] whole = Fixture.bytes(name);
    for (int n = 3; n < whole.length - 2; n++) {
      byte[] cut = Arrays.copyOf(whole, n);
      assertThatThrownBy(() -> Fixture.decode("cut.jpg", cut))
          .as("%d bytes", n)
          .isInstanceOf(ImageException.class)
          .hasMessageStartingWith("Cannot read cut.jpg: ");
    }
    for (int n = whole.length - 2; n < whole.length; n++) {
      Fixture.assertEqual(Fixture.decode("cut.jpg", Arrays.copyOf(whole, n)), Fixture.decode(name));
    }
  }

  @Test
  void cutBetweenScansSaysSo() {
    byte[] whole = Fixture.bytes("three_scans.jpg");
    byte[] cut = Arrays.copyOf(whole, scan(whole, 2));
    assertThatThrownBy(() -> Fixture.decode("cut.jpg", cut))
        .hasMessage(
            "Cannot read cut.jpg: the file is cut short in or after scan 2, found "
                + cut.length
                + " bytes, expected further scans");
  }

  @ParameterizedTest
  @ValueSource(strings = {"7f", "00", "1234", "0000000000000000", "80808080", "01ffff"})
  void fewBytesOrPaddingBeforeTheEndAreHarmless(String junk) {
    for (String name : new String[] {"baseline.jpg", "progressive.jpg", "cmyk.jpg"}) {
      byte[] whole = Fixture.bytes(name);
      byte[] bytes = HexFormat.of().parseHex(junk);
      byte[] padded = joined(Arrays.copyOf(whole, whole.length - 2), bytes, EOI);
      Fixture.assertEqual(Fixture.decode("junk.jpg", padded), Fixture.decode(name));
      Fixture.assertEqual(
          Fixture.decode("junk.jpg", Arrays.copyOf(padded, padded.length - 2)),
          Fixture.decode(name));
    }
  }

  @Test
  void furtherDataBeforeTheEndAreLostBlocks() {
    byte[] whole = Fixture.bytes("baseline.jpg");
    byte[] more = Arrays.copyOfRange(whole, whole.length - 30, whole.length - 2);
    byte[] file = joined(Arrays.copyOf(whole, whole.length - 2), more, EOI);
    assertThatThrownBy(() -> Fixture.decode("more.jpg", file))
        .hasMessageContaining("extraneous bytes before marker 0xd9");
  }

  @Test
  void headerThatClaimsMoreLinesIsMalformed() {
    byte[] tall = Fixture.bytes("baseline.jpg");
    tall[frame(tall) + 6] = (byte) (tall[frame(tall) + 6] + 8);
    assertThatThrownBy(() -> Fixture.decode("tall.jpg", tall))
        .hasMessageContaining("premature end of data segment");
  }

  @Test
  void everySequentialScanHasItsOneLegalRange() {
    byte[] odd = Fixture.bytes("three_scans.jpg");
    for (int i = 0; i < 3; i++) {
      Arrays.fill(odd, scan(odd, i) + 7, scan(odd, i) + 10, (byte) 0);
    }
    Fixture.assertEqual(Fixture.decode("odd.jpg", odd), Fixture.decode("three_scans.jpg"));
  }

  /** The rules of libjpeg: YCbCr unless the transform is 0, YCCK unless it is 0. */
  @Test
  void unknownAdobeTransformsAreYcc() {
    byte[] rgb = Fixture.bytes("no_marker.jpg");
    byte[] adobe = {-1, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 7};
    byte[] odd = joined(Arrays.copyOf(rgb, 2), adobe, Arrays.copyOfRange(rgb, 2, rgb.length));
    Fixture.assertEqual(Fixture.decode("odd.jpg", odd), Fixture.expected("no_marker.jpg"));
    byte[] inks = Fixture.bytes("ycck.jpg");
    inks[new String(inks, StandardCharsets.ISO_8859_1).indexOf("Adobe") + 11] = 1;
    Fixture.assertEqual(Fixture.decode("odd.jpg", inks), Fixture.expected("ycck.jpg"));
  }

  @ParameterizedTest
  @CsvSource({
    "c1, 12, JPEG with 12 bits",
    "c3, 8, lossless JPEG with 8 bits",
    "c6, 8, hierarchical JPEG with 8 bits",
    "c9, 8, JPEG with arithmetic coding with 8 bits",
    "ca, 8, JPEG with arithmetic coding with 8 bits",
    "cb, 16, lossless JPEG with 16 bits",
    "f7, 8, JPEG-LS with 8 bits"
  })
  void codingsThatAreNotReadAreNamed(String marker, int bits, String name) {
    byte[] file = Fixture.bytes("baseline.jpg");
    int frame = frame(file);
    file[frame + 1] = (byte) HexFormat.fromHexDigits(marker);
    file[frame + 4] = (byte) bits;
    assertThatThrownBy(() -> Fixture.decode("a.jpg", file))
        .hasMessage(
            "Cannot read a.jpg: the file is "
                + name
                + ", which is not read, expected baseline, extended or progressive JPEG with"
                + " Huffman coding and 8 bits");
  }

  @Test
  void heightInADnlMarkerIsNamed() {
    assertThatThrownBy(() -> Fixture.decode("height_dnl.jpg"))
        .hasMessage(
            "Cannot read height_dnl.jpg: the JPEG has its height in a DNL marker, which is not"
                + " read, expected it in the frame header");
  }

  @Test
  void moreThan500ScansAreRefused() {
    byte[] whole = Fixture.bytes("three_scans.jpg");
    byte[] first = Arrays.copyOfRange(whole, scan(whole, 0), scan(whole, 1));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(whole, 0, scan(whole, 0));
    for (int i = 3; i < 500; i++) {
      out.writeBytes(first);
    }
    byte[] start = out.toByteArray();
    byte[] rest = Arrays.copyOfRange(whole, scan(whole, 0), whole.length);
    Fixture.assertEqual(
        Fixture.decode("500.jpg", joined(start, rest)), Fixture.decode("three_scans.jpg"));
    assertThatThrownBy(() -> Fixture.decode("501.jpg", joined(start, first, rest)))
        .hasMessage(
            "Cannot read 501.jpg: the JPEG has too many scans, found 501, expected at most 500");
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
    huge[frame(huge) + 5] = (byte) 0xEA;
    huge[frame(huge) + 7] = (byte) 0xEA;
    assertThatThrownBy(() -> Fixture.decode("huge.jpg", huge))
        .hasMessageContaining("raise --max-pixels");
  }

  /** Where the baseline frame of a file begins. */
  private static int frame(byte[] file) {
    return new String(file, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0\0");
  }

  /** Where a scan of three_scans.jpg begins. */
  private static int scan(byte[] file, int number) {
    return new String(file, StandardCharsets.ISO_8859_1)
        .indexOf("\u00ff\u00da\0\u0008\u0001" + (char) (number + 1));
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
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
