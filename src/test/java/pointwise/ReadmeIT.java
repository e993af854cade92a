package pointwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import pointwise.kernel.Activation;
import pointwise.kernel.KernelBank;
import pointwise.kernel.KernelSource;
import pointwise.kernel.KernelStack;
import pointwise.kernel.SampleRange;
import pointwise.text.Text;

/**
 * The examples of the README as they stand there; only the paths that stand for a reader's own data
 * are replaced.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReadmeIT {
  private static final Path PHOTOS = Path.of("sample-data/photos");

  /** Shared: the commands leave the table that the Python example reads. */
  @TempDir static Path folder;

  private static String readme;

  @BeforeAll
  static void read() throws IOException {
    readme = Files.readString(Path.of("README.md"));
  }

  private static List<String> blocks(String language) {
    List<String> blocks = new ArrayList<>();
    Matcher block =
        Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(readme);
    while (block.find()) {
      blocks.add(block.group(1));
    }
    return blocks;
  }

  private static String section(String title) {
    return section(readme, title);
  }

  private static String section(String text, String title) {
    Matcher section =
        Pattern.compile("^## " + title + "\n(.*?)^## ", Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(text);
    assertThat(section.find()).as(title).isTrue();
    return section.group(1);
  }

  /** Runs a script of the project as a user does who has no SPARK_HOME. */
  private static Child run(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("SPARK_HOME");
    return Child.run(folder, builder);
  }

  private static long photos() throws IOException {
    try (Stream<Path> files = Files.list(PHOTOS)) {
      return files.count();
    }
  }

  @Test
  @Order(1)
  void theCommandsOfTheStartRun() throws Exception {
    List<String> commands =
        section("Start")
            .lines()
            .map(String::strip)
            .filter(l -> l.startsWith("jobs/pointwise "))
            .toList();
    assertThat(commands).hasSize(3);
    List<Child> children = new ArrayList<>();
    for (String command : commands) {
      Child child =
          run(
              Stream.of(command.split(" +"))
                  .map(
                      word ->
                          switch (word) {
                            case "photos" -> PHOTOS.toString();
                            case "maps", "maps.png" -> folder.resolve(word).toString();
                            case "target/nine" -> folder.resolve("nine").toString();
                            default -> word;
                          })
                  .toArray(String[]::new));
      assertThat(child.code()).as("%s%n%s", command, child.all()).isZero();
      children.add(child);
    }
    assertThat(children.get(0).out()).contains("1 in = 1 done + 0 failed + 0 dropped");
    assertThat(children.get(1).out())
        .contains(Text.of("%d in = %d done + 0 failed + 0 dropped", photos(), photos()));
    BufferedImage sheet = ImageIO.read(folder.resolve("maps.png").toFile());
    assertThat(sheet).isNotNull();
    assertThat(sheet.getHeight()).isGreaterThan(100);
  }

  @Test
  @Order(2)
  void theJavaRunsInTheShell() throws Exception {
    List<String> java = blocks("java");
    assertThat(java).hasSize(3);
    String nine = "conf/kernels/nine-samples.json";
    String script =
        String.join(
            "\n",
            // What the text says is given.
            "import java.nio.*",
            "byte[] bytes = Files.readAllBytes(Path.of(\"" + nine + "\"))",
            "KernelSource kernels = new KernelSource(\"" + nine + "\", bytes)",
            "int line = 1, x = 2, k = 0",
            "float[] nine(Dataset<Row> table) {"
                + " float[] samples = new float[9];"
                + " ByteBuffer.wrap(table.head().<byte[]>getAs(\"data\"))"
                + ".order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(samples);"
                + " return samples; }",
            java.get(1).replace("\"photos\"", "\"" + PHOTOS + "\""),
            "System.out.println(\"photos \" + maps.where(\"error is null\").count())",
            java.get(0),
            "System.out.println(\"rows \" + pixels.count() + \" \" + products.count())",
            "System.out.println(\"nine \" + Arrays.toString(nine(maps)))",
            java.get(2),
            "System.out.println(\"sample \" + sample)",
            "/exit\n");
    assertThat(script).contains("\"" + PHOTOS + "\"");
    Path file = Files.writeString(folder.resolve("readme.jsh"), script);
    Child shell = run("jobs/shell", file.toString());
    assertThat(shell.code()).as(shell.all()).isZero();
    assertThat(shell.out().lines())
        .contains(
            "photos " + photos(),
            "rows 9 9",
            "nine [2.0, 9.0, 0.0, 2.0, 1.0, 7.0, 2.0, 3.0, 0.0]",
            "sample 7.0");
  }

  @Test
  @Order(3)
  void thePythonReadsATable() throws Exception {
    List<String> python = blocks("python");
    assertThat(python).hasSize(1);
    assumeThat(hasPyarrow()).as("python3 with numpy and pyarrow").isTrue();
    String table = folder.resolve("nine").toString();
    String script =
        python.get(0).replace("\"maps\"", "\"" + table + "\"")
            + "        print(strip.dtype, strip.shape, strip.ravel().tolist())\n";
    assertThat(script).contains(table);
    Child child = run("python3", "-c", script);
    assertThat(child.code()).as(child.all()).isZero();
    assertThat(child.out())
        .isEqualTo("float32 (3, 3, 1) [2.0, 9.0, 0.0, 2.0, 1.0, 7.0, 2.0, 3.0, 0.0]\n");
  }

  @Test
  void theComponentsOfTheLandsatSampleAreFitted() throws Exception {
    List<String> commands = commands(section("Learned kernels"));
    assertThat(commands).hasSize(1);
    Path model = folder.resolve("pca.onnx");
    Child child = run(words(commands.get(0), Map.of("target/pca.onnx", model)));
    assertThat(child.code()).as(child.all()).isZero();
    assertThat(child.out()).contains("6 -> 3 channels");
    assertThat(model).exists();
  }

  /** As it stands in docs/learning.md, with fewer pictures. */
  @Test
  void theCommandsOfTheColourExerciseRun() throws Exception {
    String learning = Files.readString(Path.of("docs/learning.md"));
    List<String> commands = commands(section(learning, "The colour exercise"));
    assertThat(commands).hasSize(4);
    Map<String, Object> mine =
        Map.of(
            "4800", 240,
            "1200", 60,
            "train", folder.resolve("train"),
            "test", folder.resolve("test"),
            "colours.onnx", folder.resolve("colours.onnx"));
    Child child = null;
    for (String command : commands) {
      child = run(words(command, mine));
      assertThat(child.code()).as("%s%n%s", command, child.all()).isZero();
    }
    assertThat(child.out()).contains("60 in = 60 done + 0 failed");
  }

  private static List<String> commands(String section) {
    return section.lines().filter(l -> l.startsWith("    jobs/pointwise ")).toList();
  }

  /** The words of a command, with other values for options. */
  private static String[] words(String command, Map<String, ?> values) {
    String[] words = command.strip().split(" +");
    for (int i = 1; i < words.length; i++) {
      if (words[i - 1].startsWith("--") && values.containsKey(words[i])) {
        words[i] = values.get(words[i]).toString();
      }
    }
    return words;
  }

  private static boolean hasPyarrow() throws InterruptedException {
    try {
      return Child.run(folder, new ProcessBuilder("python3", "-c", "import numpy, pyarrow.parquet"))
              .code()
          == 0;
    } catch (IOException e) {
      return false; // no python3
    }
  }

  @Test
  void theKernelFileIsRead() {
    List<String> json = blocks("json");
    assertThat(json).hasSize(1);
    KernelStack chroma =
        new KernelSource("README.md", json.get(0).getBytes(StandardCharsets.UTF_8)).stack();
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
