package pointwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.kernel.Activation;
import pointwise.kernel.KernelBank;
import pointwise.kernel.KernelSource;
import pointwise.kernel.KernelStack;
import pointwise.kernel.SampleRange;

/**
 * The examples of the pages of reference, run in this JVM as they stand there; only the paths that
 * stand for a reader's own data are replaced.
 */
class DocumentedCommandsTest {
  @TempDir Path folder;

  private Map<String, Object> mine;

  @BeforeEach
  void photos() throws IOException {
    Spark.session();
    Path photos = Files.createDirectory(folder.resolve("photos"));
    for (String name : List.of("rocket.jpg", "coffee.png")) {
      Files.copy(Path.of("sample-data/photos", name), photos.resolve(name));
    }
    mine =
        Map.of(
            "photos",
            photos,
            "bank.json",
            "conf/kernels/luma.json",
            "maps",
            folder.resolve("maps"),
            "ycbcr.onnx",
            folder.resolve("ycbcr.onnx"),
            "model.onnx",
            "sample-data/networks/fire.onnx",
            "embeddings",
            folder.resolve("embeddings"),
            "unet.onnx",
            "sample-data/networks/bottleneck.onnx",
            "scene.tif",
            "sample-data/photos/coffee.png",
            "segments",
            folder.resolve("segments"));
  }

  private void run(String text, int expected) {
    List<String> commands = Documents.commands(text);
    assertThat(commands).hasSize(expected);
    for (String command : commands) {
      List<String> words =
          List.of(command.replaceAll(" #.*", "").strip().split(" +")).stream()
              .skip(1)
              .map(word -> mine.getOrDefault(word, word).toString())
              .toList();
      assertThat(Pointwise.run(words)).as(command).isZero();
    }
  }

  @Test
  void aJobGoesOnAsTheReferenceSays() throws IOException {
    run(Documents.section(Documents.page("reference.md"), "The output folder"), 5);
    assertThat(folder.resolve("maps/_report.json")).exists();
  }

  @Test
  void kernelsAreShownAndSaved() throws IOException {
    run(Documents.page("kernels.md"), 2);
    assertThat(folder.resolve("ycbcr.onnx")).exists();
  }

  @Test
  void aNetworkIsShownAndRun() throws IOException {
    run(Documents.page("networks.md"), 3);
    String table = folder.resolve("embeddings").toString();
    assertThat(Spark.session().read().parquet(table).select("origin").distinct().count())
        .isEqualTo(2);
    assertThat(folder.resolve("segments/_report.json")).exists();
  }

  @Test
  void theKernelFileIsRead() throws IOException {
    List<String> json = Documents.blocks(Documents.page("kernels.md"), "json");
    assertThat(json).hasSize(1);
    KernelStack chroma =
        new KernelSource("kernels.md", json.get(0).getBytes(StandardCharsets.UTF_8)).stack();
    assertThat(chroma.name()).isEqualTo("chroma");
    assertThat(chroma.inputs()).containsExactly("red", "green", "blue");
    assertThat(chroma.outputs()).containsExactly("cb", "cr");
    assertThat(chroma.inputChannels()).isEqualTo(3);
    assertThat(chroma.outputChannels()).isEqualTo(2);
    assertThat(chroma.range()).isEqualTo(SampleRange.UNIT);
    assertThat(chroma.layers()).hasSize(1);
    KernelBank bank = chroma.layers().get(0);
    assertThat(bank.activation()).isInstanceOf(Activation.Identity.class);
    double[][] expected = {{-0.168736, -0.331264, 0.5, 0.5}, {0.5, -0.418688, -0.081312, 0.5}};
    for (int k = 0; k < 2; k++) {
      for (int d = 0; d < 3; d++) {
        assertThat(bank.weight(k, d)).isCloseTo(expected[k][d], within(1e-7));
      }
      assertThat(bank.bias(k)).isEqualTo(expected[k][3]);
    }
  }
}
