package pointwise.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import pointwise.Pointwise;
import pointwise.Spark;

/**
 * What a command answered.
 *
 * @param err what it wrote to stderr, without the lines of the logger
 */
public record Cli(int code, String out, List<String> err) {
  public static Cli run(Object... args) {
    Spark.session();
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    int code;
    try {
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
      code = Pointwise.run(Arrays.stream(args).map(String::valueOf).toList());
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return new Cli(
        code,
        outBytes.toString(StandardCharsets.UTF_8),
        errBytes.toString(StandardCharsets.UTF_8).lines().toList());
  }
}
