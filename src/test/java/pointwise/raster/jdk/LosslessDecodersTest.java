package pointwise.raster.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pointwise.input.Fixture;
import pointwise.raster.DecodedImage;
import pointwise.raster.SampleType;

/** Expected samples are NumPy's, Pillow's, tifffile's or GDAL's: see make_fixtures.py. */
public class LosslessDecodersTest {

  static Stream<String> lossless() {
    return Stream.of(".png", ".gif", ".bmp", ".tif", ".npy")
        .flatMap(Fixture::names)
        .filter(name -> !name.startsWith("jpeg_") && !name.startsWith("ycbcr_"));
  }

  @ParameterizedTest
  @MethodSource("lossless")
  void samplesAreExact(String name) {
    Fixture.assertEqual(Fixture.decode(name), Fixture.expected(name));
  }

  @Test
  void multiBandTiffHasAChannelPerBand() {
    // The first samples as tifffile reads them.
    DecodedImage image =
        Fixture.decode("L7_ETMs.tif", Fixture.bytes(Path.of("sample-data/landsat/L7_ETMs.tif")));
    assertThat(image.height()).isEqualTo(352);
    assertThat(image.width()).isEqualTo(349);
    assertThat(image.channels()).isEqualTo(6);
    assertThat(Arrays.copyOf(image.samples(), 6)).containsExactly(69, 56, 46, 79, 86, 46);
  }

  @Test
  void bilevelPngIsOneChannelOfBlackAndWhite() {
    DecodedImage image =
        Fixture.decode("bilevel", Fixture.bytes(Path.of("sample-data/odd/checker_bilevel.png")));
    assertThat(image.channels()).isEqualTo(1);
    assertThat(image.samples()).containsOnly(0, -1).contains(0, -1);
  }

  @Test
  void palettePngIsItsColours() {
    DecodedImage image =
        Fixture.decode("palette", Fixture.bytes(Path.of("sample-data/odd/palette_color.png")));
    assertThat(image.channels()).isEqualTo(3);
    assertThat(image.type()).isEqualTo(SampleType.UINT8);
  }

  @Test
  void greyTiffOf16BitsKeepsThem() {
    DecodedImage image =
        Fixture.decode(
            "chessboard", Fixture.bytes(Path.of("sample-data/odd/chessboard_GRAY_U16.tif")));
    assertThat(image.type()).isEqualTo(SampleType.UINT16);
    assertThat(image.channels()).isEqualTo(1);
    assertThat(Arrays.copyOf(image.samples(), 2)).containsExactly(0xff, 0);
  }
}
