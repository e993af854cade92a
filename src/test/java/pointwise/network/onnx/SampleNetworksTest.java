package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pointwise.blas.Blas;
import pointwise.network.graph.Folding;
import pointwise.network.graph.Network;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.Shape;
import pointwise.network.run.Inference;
import pointwise.network.run.SampleNetworks;

class SampleNetworksTest {
  private static final Path FOLDER = Path.of("sample-data/networks");
  private static final int MOST_BYTES = 1_000_000;

  /** Writes the files anew, from the folder of the project. */
  public static void main(String[] args) throws IOException {
    for (Network network : SampleNetworks.all()) {
      Files.write(file(network.name()), OnnxWriter.write(network));
    }
  }

  private static Path file(String name) {
    return FOLDER.resolve(name + ".onnx");
  }

  static Stream<Network> networks() {
    return SampleNetworks.all().stream();
  }

  @Test
  void thereAreTheseAndNoOthers() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files)
          .containsExactlyInAnyOrderElementsOf(
              networks().map(network -> file(network.name())).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void filesAreAsBuiltAndOnnxRuntimeGivesTheSameNumbers(Network network) throws Exception {
    byte[] model = Files.readAllBytes(file(network.name()));
    assertThat(model).as(network.name()).isEqualTo(OnnxWriter.write(network));
    assertThat(model).hasSizeLessThan(MOST_BYTES);
    Network read = OnnxReader.read(network.name(), model, ExternalData.NONE);
    assertThat(List.of(read.input().channels(), read.input().height(), read.input().width()))
        .containsExactly(3, 0, 0);
    Shape image = new Shape(61, 83, 3);
    Random random = new Random(1);
    float[] samples = new float[61 * 83 * 3];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = random.nextFloat();
    }
    Oracle.compare(network.name(), Folding.of(read, read.outputs()), model, image, samples);
  }

  /** The first maps, which are those a contact sheet shows, of one photo. */
  @ParameterizedTest
  @MethodSource("networks")
  void noMapIsOfOneColour(Network network) throws IOException {
    BufferedImage image = ImageIO.read(Path.of("sample-data/photos/astronaut.png").toFile());
    Shape shape = new Shape(image.getHeight(), image.getWidth(), 3);
    float[] samples = new float[shape.height() * shape.line()];
    for (int i = 0; i < samples.length; i++) {
      int rgb = image.getRGB(i / 3 % shape.width(), i / shape.line());
      samples[i] = (rgb >> (16 - 8 * (i % 3)) & 0xff) / 255f;
    }
    Inference inference =
        new Inference(network, shape, network.outputs(), new PackedWeights(Blas.nativeBlas()));
    List<float[]> maps = inference.run(samples);
    for (int o = 0; o < maps.size(); o++) {
      Shape map = inference.shape(network.outputs().get(o));
      for (int k = 0; k < 16 && !map.isVector(); k++) {
        assertThat(shareAboveLowest(maps.get(o), k, map))
            .as("%s, output %d, map %d", network.name(), o, k)
            .isGreaterThan(0.01);
      }
    }
  }

  /** How many pixels are clearly above the smallest. */
  private static double shareAboveLowest(float[] hwc, int k, Shape shape) {
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (int i = k; i < hwc.length; i += shape.channels()) {
      min = Math.min(min, hwc[i]);
      max = Math.max(max, hwc[i]);
    }
    int above = 0;
    for (int i = k; i < hwc.length; i += shape.channels()) {
      above += hwc[i] > min + 0.05f * (max - min) ? 1 : 0;
    }
    return above / (double) shape.pixels();
  }
}
