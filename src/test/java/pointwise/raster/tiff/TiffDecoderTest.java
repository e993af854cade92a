package pointwise.raster.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.input.Fixture;
import pointwise.raster.DecodedImage;
import pointwise.raster.DecodedRaster;
import pointwise.raster.ImageException;
import pointwise.raster.jdk.LosslessDecodersTest;

/** Samples that are exact are in {@link LosslessDecodersTest}; see make_tiff_fixtures.py. */
class TiffDecoderTest {

  static Stream<String> jpegs() {
    return Fixture.names(".tif").filter(name -> name.startsWith("jpeg_"));
  }

  @ParameterizedTest
  @MethodSource("jpegs")
  void jpegInTiffIsWithinThreeOfLibjpegTurbo(String name) {
    assertClose(name, 3);
  }

  @Test
  void subsampledYcbcrIsWithinOneOfGdal() {
    assertClose("ycbcr_2x2_no_reference.tif", 1);
  }

  private static void assertClose(String name, int most) {
    DecodedImage image = Fixture.decode(name);
    DecodedImage expected = Fixture.expected(name);
    Fixture.assertSameShape(image, expected);
    int worst = 0;
    for (int i = 0; i < expected.samples().length; i++) {
      int difference = (image.samples()[i] & 0xff) - (expected.samples()[i] & 0xff);
      worst = Math.max(worst, Math.abs(difference));
    }
    assertThat(worst).isLessThanOrEqualTo(most);
  }

  @ParameterizedTest
  @CsvSource({
    "rgb.tif, 0",
    "two_pages.tif, 1",
    "ome_5_channels.tif, 4",
    "pyramid.tif, 3",
    "thumbnail_first.tif, 0",
    "picture_below_thumbnail.tif, 1",
    "reduced_only.tif, 0",
    "palette8.bmp, 0",
    "rgb8.png, 0",
    "transparent.gif, 0",
    "two_frames.gif, 1",
    "animated.png, 3",
    "animated_hidden.png, 3",
    "multi_picture.jpg, 1",
    "five_frames.gif, 4",
  })
  void pagesThatAreNotReadAreCounted(String name, int pages) {
    DecodedImage image = Fixture.decode(name);
    assertThat(image.unreadPages()).isEqualTo(pages);
    assertThat(new DecodedRaster(image).unreadPages()).isEqualTo(pages);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "refused_mixed_bits_8_16.tif | the channels differ in bits per sample, which is not read, found 8 and 16, expected the same",
        "refused_old_jpeg_tables.tif | old-style JPEG of this kind is not read, found tables that stand apart, expected one whole JPEG",
        "refused_cmyk.tif | the colour space is not read, found TIFF photometric interpretation 5 (CMYK), expected grey, RGB, palette or YCbCr",
        "refused_sparse_nodata_-9999.tif | strips or tiles are left out and GDAL_NODATA is not of the samples' type, found '-9999', expected a whole number from 0 to 65535",
        "refused_sparse_nodata_1.5.tif | strips or tiles are left out and GDAL_NODATA is not of the samples' type, found '1.5', expected a whole number from 0 to 65535",
        "refused_sparse_nodata_none.tif | strips or tiles are left out and GDAL_NODATA is not of the samples' type, found 'none', expected a whole number from 0 to 65535",
        "early_end_raw.tif | the data of strip 0 end early or are corrupt, found 570 bytes of samples, expected 741",
        "early_end_tiff_lzw.tif | the data of strip 0 end early or are corrupt, found 741 bytes of samples, expected 1482",
        "early_end_tiff_adobe_deflate.tif | the data of strip 0 end early or are corrupt, found 741 bytes of samples, expected 1482",
        "early_end_packbits.tif | the data of strip 0 end early or are corrupt, found 741 bytes of samples, expected 1482",
        "early_end_tiff_ccitt.tif | the samples are corrupt or missing: Premature EOL in white run of line 13: read 0 of 19 expected pixels.",
        "early_end_group3.tif | the samples are corrupt or missing: Input exhausted before EOL found at line 13: read 0 of 19 expected pixels.",
        "early_end_group4.tif | the samples are corrupt or missing: Unknown coding mode encountered at line 13.",
        "early_end_jpeg.tif | a JPEG in the TIFF does not fit it, found 13 x 19 x 3, expected 26 x 19 x 3",
        "early_end.gif | the data of the frame end early or are corrupt, found 247 pixels, expected 494",
      })
  void whatIsNotReadIsRefusedByItsName(String name, String reason) {
    assertThatThrownBy(() -> Fixture.decode(name))
        .isInstanceOf(ImageException.class)
        .hasMessage("Cannot read " + name + ": " + reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rgb_tiff_lzw.tif",
        "rgb_tiff_adobe_deflate.tif",
        "rgb_packbits.tif",
        "bilevel_group3.tif",
        "bilevel_tiff_ccitt.tif",
        "jpeg_grey.tif"
      })
  void dataCutAnywhereNeverGiveOtherSamples(String name) {
    byte[] whole = Fixture.bytes(name);
    byte[] samples = Fixture.decode(name, whole).samples();
    TiffDirectory page = TiffPages.of(name, TiffBytes.of(whole)).picture();
    int from = (int) page.number(TiffTags.STRIP_OFFSETS, 0);
    int length = (int) page.number(TiffTags.STRIP_COUNTS, 0);
    int refused = 0;
    for (int kept = 1; kept < length; kept++) {
      byte[] cut = whole.clone();
      Arrays.fill(cut, from + kept, from + length, (byte) 0);
      setNumber(cut, TiffTags.STRIP_COUNTS, kept);
      try {
        assertThat(Fixture.decode(name, cut).samples()).as("%d bytes", kept).isEqualTo(samples);
      } catch (ImageException e) {
        refused++;
      }
    }
    // What follows the last code is not needed: a checksum, end codes, fill bits.
    assertThat(refused).isGreaterThanOrEqualTo(length - 12);
  }

  @Test
  void samplesAreNotTakenFromTheNextPage() {
    byte[] file = Fixture.bytes("two_pages.tif");
    setNumber(file, TiffTags.HEIGHT, 26);
    setNumber(file, TiffTags.STRIP_HEIGHT, 26);
    assertThatThrownBy(() -> Fixture.decode("a.tif", file))
        .hasMessage(
            "Cannot read a.tif: the data of strip 0 end early or are corrupt, found 741 bytes of"
                + " samples, expected 1482");
  }

  @Test
  void ycbcrThatDividesByZeroIsRefused() {
    byte[] file = Fixture.bytes("rounded_ycbcr_1x1_video.tif");
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(file.length - 16, 240); // black of the last channel, whose white is 240
    assertThatThrownBy(() -> Fixture.decode("a.tif", file))
        .hasMessage(
            "Cannot read a.tif: the YCbCr coefficients or reference levels are corrupt, found a"
                + " division by 0");
  }

  @Test
  void predictorOfSubsampledYcbcrIsRefused() {
    byte[] file = Fixture.bytes("rounded_ycbcr_predictor.tif");
    setNumber(file, TiffTags.SUBSAMPLING, 2);
    assertThatThrownBy(() -> Fixture.decode("a.tif", file))
        .hasMessage(
            "Cannot read a.tif: the predictor is not read, found TIFF predictor 2 of subsampled"
                + " YCbCr, expected none");
  }

  /** The first number of a field of the first directory of a little-endian file. */
  private static void setNumber(byte[] file, int tag, int value) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int directory = bytes.getInt(4);
    for (int i = 0; i < bytes.getShort(directory); i++) {
      int entry = directory + 2 + 12 * i;
      if ((bytes.getShort(entry) & 0xffff) == tag) {
        int size = bytes.getShort(entry + 2) == TiffDirectory.SHORT ? 2 : 4;
        int at = size * bytes.getInt(entry + 4) <= 4 ? entry + 8 : bytes.getInt(entry + 8);
        if (size == 2) {
          bytes.putShort(at, (short) value);
        } else {
          bytes.putInt(at, value);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"8, 0", "9, 1", "100000000, 1", "-1, 1"})
  void directoriesThatLoopOrAreNotThereEnd(int next, int pages) {
    // tifffile writes the only directory to byte 8.
    byte[] file = Fixture.bytes("rgb.tif");
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.getInt(4)).isEqualTo(8);
    bytes.putInt(8 + 2 + 12 * bytes.getShort(8), next);
    assertThat(Fixture.decode("rgb.tif", file).unreadPages()).isEqualTo(pages);
  }

  @Test
  void directoriesThatOverlapAreBounded() {
    // 2,000,000 bytes that are a directory of 2,000 entries at every twelfth, each naming the next.
    ByteBuffer bytes = ByteBuffer.allocate(2_000_000).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(Fixture.bytes("rgb.tif"));
    int directory = bytes.getInt(4);
    bytes.putInt(directory + 2 + 12 * bytes.getShort(directory), 12_000);
    for (int at = 12_000; at + 40 < bytes.capacity(); at += 12) {
      // Width, height and count at once: every entry is also the number of entries and the offset.
      bytes.putShort(at, (short) (at % 24 == 0 ? TiffTags.WIDTH : TiffTags.HEIGHT));
      bytes.putShort(at + 2, (short) TiffDirectory.LONG).putInt(at + 4, 1).putInt(at + 8, at + 12);
    }
    assertTimeoutPreemptively(
        Duration.ofMinutes(1), () -> Fixture.decode("rgb.tif", bytes.array()));
  }
}
