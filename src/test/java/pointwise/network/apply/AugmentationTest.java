package pointwise.network.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import pointwise.raster.DecodedImage;
import pointwise.raster.DecodedRaster;
import pointwise.raster.Raster;
import pointwise.raster.SampleType;
import pointwise.raster.SceneInfo;
import pointwise.raster.Window;

class AugmentationTest {
  private static final int KEYS = 4000;
  private static final int SIDE = 3000;
  private static final int HEIGHT = 7;
  private static final int WIDTH = 11;
  private static final int BYTES = 6; // of a pixel: three samples of two bytes

  /** Of these every try fits a square: 0.5 · 4/3 is below 1. */
  private static final Augmentation PARTS =
      new Augmentation(5, 3, 0.5, new Augmentation.Scale(0.1, 0.5));

  private static final Augmentation MIRROR = new Augmentation(0, 1, 1, null);

  private static byte[] samples() {
    byte[] samples = new byte[HEIGHT * WIDTH * BYTES];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (i * 37 + i / 251);
    }
    return samples;
  }

  private static Raster image() {
    byte[] mask = new byte[HEIGHT * WIDTH];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (byte) (i % 5 == 0 ? 0 : 1);
    }
    return new DecodedRaster(
        new DecodedImage(HEIGHT, WIDTH, 3, SampleType.UINT16, samples()), SceneInfo.NONE, mask);
  }

  /** The largest distance of their distribution from the uniform one, by Kolmogorov's statistic. */
  private static void assertUniform(double low, double high, ToDoubleFunction<Window> of) {
    double[] found =
        IntStream.range(0, KEYS)
            .mapToObj(key -> PARTS.part("0/" + key + ".jpg", SIDE, SIDE))
            .mapToDouble(of)
            .map(value -> (value - low) / (high - low))
            .sorted()
            .toArray();
    for (int i = 0; i < KEYS; i++) {
      // One in a hundred draws is as far off, and rounding moves it by 1 / 1000.
      assertThat(found[i]).isCloseTo((i + 0.5) / KEYS, within(1.63 / Math.sqrt(KEYS) + 0.002));
    }
  }

  @Test
  void partsAreDrawnAsRandomResizedCropDrawsThem() {
    assertUniform(0.1, 0.5, part -> (double) part.pixels() / SIDE / SIDE);
    assertUniform(
        Math.log(0.75), Math.log(4 / 3.0), part -> Math.log((double) part.columns() / part.rows()));
    assertUniform(0, 1, part -> (double) part.y() / (SIDE - part.rows()));
    assertUniform(0, 1, part -> (double) part.x() / (SIDE - part.columns()));
  }

  /** By hand, what torchvision's get_params falls back to. */
  @Test
  void wherePartsDoNotFitTheMiddleIsTaken() {
    Augmentation whole = new Augmentation(1, 1, 0, new Augmentation.Scale(1, 1));
    assertThat(whole.part("0/a", 1000, 10)).isEqualTo(new Window(493, 13, 0, 10));
    assertThat(whole.part("0/a", 10, 1000)).isEqualTo(new Window(0, 10, 493, 13));
    assertThat(whole.part("0/a", 1000, 1000)).isEqualTo(new Window(0, 1000, 0, 1000));
    assertThat(whole.part("0/a", 1, 1)).isEqualTo(new Window(0, 1, 0, 1));
  }

  @Test
  void aPartDependsOnSeedVariantAndImageAlone() {
    Window part = PARTS.part("0/a", SIDE, SIDE);
    assertThat(new Augmentation(5, 3, 0, PARTS.scale()).part("0/a", SIDE, SIDE)).isEqualTo(part);
    assertThat(PARTS.part("0/b", SIDE, SIDE)).isNotEqualTo(part);
    assertThat(new Augmentation(6, 3, 0, PARTS.scale()).part("0/a", SIDE, SIDE)).isNotEqualTo(part);
    assertThat(new Augmentation(5, 4, 0, PARTS.scale()).part("0/a", SIDE, SIDE)).isNotEqualTo(part);
  }

  @Test
  void mirroredTwiceIsTheImage() throws IOException {
    Raster image = image();
    Raster twice = MIRROR.of("0/a", MIRROR.of("0/a", image));
    for (Window window : new Window[] {new Window(0, HEIGHT, 0, WIDTH), new Window(2, 3, 4, 5)}) {
      assertThat(twice.read(window)).isEqualTo(image.read(window));
      assertThat(twice.mask(window)).isEqualTo(image.mask(window));
      assertThat(MIRROR.of("0/a", image).read(window)).isNotEqualTo(image.read(window));
    }
  }

  /** Sample by sample; of 100 images about half are mirrored. */
  @Test
  void partsAreThePixelsOfTheirWindow() throws IOException {
    int mirrored = 0;
    for (int key = 0; key < 100; key++) {
      Raster image = image();
      Window window = PARTS.part("0/" + key, HEIGHT, WIDTH);
      Raster part = PARTS.of("0/" + key, image);
      byte[] pixels = new byte[window.pixels() * BYTES];
      byte[] turned = new byte[pixels.length];
      byte[] mask = new byte[window.pixels()];
      for (int y = 0; y < window.rows(); y++) {
        for (int x = 0; x < window.columns(); x++) {
          int from = (window.y() + y) * WIDTH + window.x() + x;
          int back = (y + 1) * window.columns() - 1 - x;
          System.arraycopy(
              samples(), from * BYTES, pixels, (y * window.columns() + x) * BYTES, BYTES);
          System.arraycopy(samples(), from * BYTES, turned, back * BYTES, BYTES);
          mask[y * window.columns() + x] = (byte) (from % 5 == 0 ? 0 : 1);
        }
      }
      Window all = new Window(0, part.height(), 0, part.width());
      boolean asIs = Arrays.equals(part.read(all), pixels);
      assertThat(part.read(all)).isEqualTo(asIs ? pixels : turned);
      if (asIs) {
        assertThat(part.mask(all)).isEqualTo(mask);
      } else {
        mirrored++;
      }
    }
    assertThat(mirrored).isBetween(35, 65);
  }
}
