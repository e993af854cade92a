package pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell, as a user starts it. */
class ShellIT {
  @TempDir Path folder;

  /** The archive saves the loading of Spark's classes. */
  @Test
  void theExampleOfFiveLinesShowsTheNineProducts() throws Exception {
    Child shell =
        Child.shell(
            folder,
            Path.of("jobs/examples/nine.jsh"),
            "-Xlog:class+load:file=" + folder.resolve("loaded-%p"));
    assertThat(shell.code()).as(shell.all()).isZero();
    assertThat(shell.out())
        .contains("|  0|  0|   [2.0]|", "|  0|  1|   [9.0]|", "|  1|  2|   [7.0]|")
        .contains("|     3|    3|        1|float32|");
    assertThat(loaded())
        .anyMatch(
            line -> line.endsWith("apache.spark.SparkContext source: shared objects file (top)"));
  }

  private List<String> loaded() throws IOException {
    List<String> lines = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "loaded-*")) {
      for (Path file : files) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  @Test
  void aScriptThatThrowsEndsWithOne() throws Exception {
    Path script =
        Files.writeString(folder.resolve("throws.jsh"), "Integer.parseInt(\"x\")\n/exit\n");
    assertThat(Child.shell(folder, script).code()).isEqualTo(1);
  }
}
