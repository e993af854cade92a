package pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell, as a user starts it. */
class ShellIT {
  @TempDir Path folder;

  @Test
  void theExampleOfFiveLinesShowsTheNineProducts() throws Exception {
    Path output = folder.resolve("output");
    assertThat(shell("jobs/examples/nine.jsh", output)).isZero();
    assertThat(Files.readString(output, StandardCharsets.UTF_8))
        .contains("|  0|  0|   [2.0]|", "|  0|  1|   [9.0]|", "|  1|  2|   [7.0]|")
        .contains("|     3|    3|        1|float32|");
  }

  @Test
  void aScriptThatThrowsEndsWithOne() throws Exception {
    Path script = folder.resolve("throws.jsh");
    Files.writeString(script, "Integer.parseInt(\"x\")\n/exit\n");
    assertThat(shell(script.toString(), folder.resolve("output"))).isEqualTo(1);
  }

  private static int shell(String script, Path output) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("jobs/shell", script)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }
}
