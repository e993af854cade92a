package pointwise.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import pointwise.text.Text;

/** A JVM that measures, such as a {@link Worker}, and the pipes to it. */
final class WorkerProcess implements AutoCloseable {
  private static final int SECONDS_TO_STOP = 60;

  private final Process process;
  private final Writer requests;
  private final BufferedReader answers;
  private final String name;

  /**
   * @param name for messages
   * @param heap its largest, as of -Xmx
   * @param jvm further options
   * @param main reads requests and writes answers
   * @param log takes its standard error
   */
  WorkerProcess(
      String name, String heap, List<String> jvm, Class<?> main, List<String> arguments, Path log)
      throws IOException {
    this.name = name;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Spark's module flags and the log settings, as this JVM was given them.
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-Xmx" + heap);
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    this.process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** The numbers of the answer. */
  List<Double> ask(String request, int images) throws IOException {
    requests.write(Text.of("%s %d%n", request, images));
    requests.flush();
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith("= ")) {
        return List.of(line.substring(2).split(" ", -1)).stream().map(Double::valueOf).toList();
      }
    }
    throw new IOException(Text.of("Cannot measure %s: its process ended, see the log", name));
  }

  @Override
  public void close() throws IOException {
    requests.close();
    try {
      process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
