package pointwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import pointwise.text.Text;

/**
 * The examples of the README and of docs as they stand there, run as a user runs them; only the
 * paths that stand for a reader's own data are replaced.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DocumentsIT {
  private static final Path PHOTOS = Path.of("sample-data/photos");

  /** Shared: the commands leave the table that the Python example reads. */
  @TempDir static Path folder;

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
  void theFirstResultIsThere() throws Exception {
    List<String> commands =
        Documents.commands(Documents.section(Files.readString(Documents.README), "First result"));
    assertThat(commands).hasSize(3);
    List<Child> children = new ArrayList<>();
    for (String command : commands) {
      Child child =
          run(
              Stream.of(command.strip().split(" +"))
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
    assertThat(children.get(2).out()).contains("1 in = 1 done + 0 failed + 0 dropped");
    assertThat(children.get(0).out())
        .contains(Text.of("%d in = %d done + 0 failed + 0 dropped", photos(), photos()));
    BufferedImage sheet = ImageIO.read(folder.resolve("maps.png").toFile());
    assertThat(sheet).isNotNull();
    assertThat(sheet.getHeight()).isGreaterThan(100);
  }

  @Test
  @Order(2)
  void theJavaRunsInTheShell() throws Exception {
    List<String> first = Documents.blocks(Files.readString(Documents.README), "java");
    assertThat(first).hasSize(1);
    List<String> java = Documents.blocks(Documents.page("java.md"), "java");
    assertThat(java).hasSize(2);
    List<String> sample = Documents.blocks(Documents.page("table.md"), "java");
    assertThat(sample).hasSize(1);
    String nine = "conf/kernels/nine-samples.json";
    String script =
        String.join(
            "\n",
            // What the text says is given.
            "import java.nio.*",
            "byte[] bytes = Files.readAllBytes(Path.of(\"" + nine + "\"))",
            "int line = 1, x = 2, k = 0",
            "float[] nine(Dataset<Row> table) {"
                + " float[] samples = new float[9];"
                + " ByteBuffer.wrap(table.head().<byte[]>getAs(\"data\"))"
                + ".order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(samples);"
                + " return samples; }",
            first.get(0).replace("\"photos\"", "\"" + PHOTOS + "\""),
            java.get(1).replace("\"photos\"", "\"" + PHOTOS + "\""),
            "System.out.println(\"photos \" + maps.where(\"error is null\").count())",
            java.get(0),
            "System.out.println(\"rows \" + pixels.count() + \" \" + products.count())",
            "System.out.println(\"nine \" + Arrays.toString(nine(maps)))",
            sample.get(0),
            "System.out.println(\"sample \" + sample)",
            "/exit\n");
    assertThat(script).contains("\"" + PHOTOS + "\"");
    Path file = Files.writeString(folder.resolve("documents.jsh"), script);
    Child shell = Child.shell(folder, file);
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
    List<String> python = Documents.blocks(Documents.page("table.md"), "python");
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
    List<String> commands =
        Documents.commands(
            Documents.section(Documents.page("learning.md"), "Principal components"));
    assertThat(commands).hasSize(2);
    Path model = folder.resolve("pca.onnx");
    Map<String, Object> mine = Map.of("pca.onnx", model, "pca", folder.resolve("pca"));
    Child fit = run(words(commands.get(0), mine));
    assertThat(fit.code()).as(fit.all()).isZero();
    assertThat(fit.out()).contains("6 -> 3 channels");
    assertThat(model).exists();
    Child extract = run(words(commands.get(1), mine));
    assertThat(extract.code()).as(extract.all()).isZero();
    assertThat(extract.out()).contains("1 in = 1 done + 0 failed");
  }

  /** As it stands in docs/learning.md, with fewer pictures. */
  @Test
  void theCommandsOfTheColourExerciseRun() throws Exception {
    String learning = Documents.page("learning.md");
    List<String> commands =
        new ArrayList<>(Documents.commands(Documents.section(learning, "The colour exercise")));
    assertThat(commands).hasSize(4);
    List<String> judging =
        Documents.commands(Documents.section(learning, "Classifying and judging"));
    assertThat(judging).hasSize(2).last().asString().contains("evaluate");
    commands.add(judging.get(0));
    Map<String, Object> mine =
        Map.of(
            "4800", 240,
            "1200", 60,
            "train", folder.resolve("train"),
            "test", folder.resolve("test"),
            "colours.onnx", folder.resolve("colours.onnx"),
            "model.onnx", folder.resolve("colours.onnx"),
            "labels", folder.resolve("labels"));
    Child child = null;
    for (String command : commands) {
      child = run(words(command, mine));
      assertThat(child.code()).as("%s%n%s", command, child.all()).isZero();
    }
    assertThat(child.out()).contains("60 in = 60 done + 0 failed");
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

  /**
   * Compiled as a user's Maven does it, with the jar and Spark, and run by the line of the page.
   */
  @Test
  void theExampleProjectRuns() throws Exception {
    List<String> lines =
        Documents.page("java.md").lines().filter(line -> line.startsWith("    java ")).toList();
    assertThat(lines).hasSize(1);
    Path classes = folder.resolve("example");
    String jar = System.getProperty("pointwise.jar");
    Child compiled =
        run(
            Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
            "-d",
            classes.toString(),
            "-cp",
            jar + File.pathSeparator + Child.sparkJars(),
            "docs/example/src/main/java/Maps.java");
    assertThat(compiled.code()).as(compiled.all()).isZero();
    Path maps = folder.resolve("example-maps");
    String line =
        lines
            .get(0)
            .strip()
            .replace("docs/example/target/maps.jar", classes.toString())
            .replaceAll("target/pointwise-[0-9.]+\\.jar", jar)
            .replaceAll(" target/maps$", " " + maps);
    assertThat(line).contains(classes.toString()).contains(jar).endsWith(maps.toString());
    Child child = run("bash", "-c", line);
    assertThat(child.code()).as(child.all()).isZero();
    assertThat(Spark.session().read().parquet(maps.toString()).where("error is null").count())
        .isEqualTo(photos());
  }
}
