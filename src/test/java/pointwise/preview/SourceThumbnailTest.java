package pointwise.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static pointwise.preview.MapThumbnailTest.bytes;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import pointwise.raster.DecodedImage;
import pointwise.raster.DecodedRaster;
import pointwise.raster.SampleType;

class SourceThumbnailTest {
  private static int[] rgb(int channels, SampleType type, byte... samples) throws IOException {
    int width = samples.length / channels / type.bytes();
    return SourceThumbnail.of(
            new DecodedRaster(new DecodedImage(1, width, channels, type, samples)), width)
        .getRGB(0, 0, width, 1, null, 0, width);
  }

  @Test
  void bytesAreShownAsStoredAndAlphaIgnored() throws IOException {
    byte b = (byte) 200;
    assertThat(rgb(1, SampleType.UINT8, (byte) 7, b)).containsExactly(0xff070707, 0xffc8c8c8);
    assertThat(rgb(2, SampleType.UINT8, b, (byte) 0)).containsExactly(0xffc8c8c8);
    assertThat(rgb(3, SampleType.UINT8, (byte) 1, (byte) 2, b)).containsExactly(0xff0102c8);
    assertThat(rgb(4, SampleType.UINT8, (byte) 1, (byte) 2, b, (byte) 0))
        .containsExactly(0xff0102c8);
  }

  @Test
  void wordsAreShownByTheirHighByte() throws IOException {
    // Little-endian 0x12ff and 0xff00.
    assertThat(rgb(1, SampleType.UINT16, (byte) 0xff, (byte) 0x12, (byte) 0, (byte) 0xff))
        .containsExactly(0xff121212, 0xffffffff);
  }

  @Test
  void floatsShareOneScaleAndAreGreyWhereNotFinite() throws IOException {
    assertThat(rgb(3, SampleType.FLOAT32, bytes(-1, 0, 1, Float.NaN, 0, 0)))
        .containsExactly(0xff007fff, 0xffb4b4b4);
  }

  @Test
  void ofManyBandsTheFirstThreeAreShownEachOnItsOwnScale() throws IOException {
    byte[] bands = {10, 0, 5, 99, 99, 20, 100, 5, 0, 0};
    assertThat(rgb(5, SampleType.UINT8, bands)).containsExactly(0xff000000, 0xffffff00);
  }
}
