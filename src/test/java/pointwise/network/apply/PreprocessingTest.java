package pointwise.network.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import pointwise.input.RasterReader;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.SampleRange;
import pointwise.raster.DecodeLimits;
import pointwise.raster.Raster;
import pointwise.raster.Window;
import pointwise.text.Text;

/** Against what torchvision and Pillow make; see make_short.py beside the files. */
class PreprocessingTest {
  private static final String FOLDER = "src/test/resources/resize/";

  private static Preprocessing preparation(int shorter, int width, int height) {
    return new Preprocessing(
        3,
        ChannelRule.STRICT,
        SampleRange.RAW,
        new Preprocessing.Size.ShortThenCrop(shorter, width, height));
  }

  @ParameterizedTest
  @CsvFileSource(files = FOLDER + "short.csv", useHeadersInDisplayName = true)
  void sizesAndPlacesAreThoseOfTorchvision(
      int height,
      int width,
      int shorter,
      int cropHeight,
      int cropWidth,
      int newHeight,
      int newWidth,
      int top,
      int left) {
    Preprocessing preparation = preparation(shorter, cropWidth, cropHeight);
    assertThat(preparation.resizedHeight(height, width)).isEqualTo(newHeight);
    assertThat(preparation.resizedWidth(height, width)).isEqualTo(newWidth);
    assertThat(Preprocessing.before(newHeight, cropHeight)).isEqualTo(top);
    assertThat(Preprocessing.before(newWidth, cropWidth)).isEqualTo(left);
  }

  /** The input is 37 x 53. */
  @ParameterizedTest
  @CsvSource({"20, 17, 15", "23, 10, 23", "61, 50, 60"})
  void samplesAreThoseOfPillow(int shorter, int height, int width) throws IOException {
    float[] input = samples("input.npy");
    float[] found =
        preparation(shorter, width, height)
            .resized(
                (begin, end) -> Arrays.copyOfRange(input, begin * 53 * 3, end * 53 * 3), 37, 53);
    assertThat(found)
        .containsExactly(
            samples(Text.of("short%d_%dx%d.npy", shorter, height, width)), within(1e-3f));
  }

  private static float[] samples(String file) throws IOException {
    DecodeLimits limits = new DecodeLimits(1 << 20, 1 << 24, "--driver-memory");
    try (Raster image =
        new RasterReader(new Configuration(), limits).open(Path.of(FOLDER + file).toString())) {
      float[] samples = new float[image.height() * image.width() * image.channels()];
      ByteBuffer.wrap(image.read(Window.lines(0, image.height(), image.width())))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(samples);
      return samples;
    }
  }
}
