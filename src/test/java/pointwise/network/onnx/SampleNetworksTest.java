package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pointwise.network.Network;
import pointwise.network.SampleNetworks;
import pointwise.network.Shape;

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
    Oracle.compare(network.name(), read.folded(read.outputs()), model, image, samples);
  }
}
