package pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * A process that a test ran to its end, and what it answered.
 *
 * @param err the lines it wrote to stderr
 */
record Child(int code, String out, List<String> err) {
  private static final int MINUTES = 8;

  /** Spark's jars, as they were laid out for jobs and integration tests: for a class path. */
  static String sparkJars() {
    return Path.of(System.getenv("SPARK_HOME"), "jars", "*").toString();
  }

  /** A jar of one class of the tests, for a JVM that has no others of them. */
  static Path jar(Path file, Class<?> main) throws IOException {
    String name = main.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry(name));
      main.getClassLoader().getResourceAsStream(name).transferTo(entries);
      entries.closeEntry();
    }
    return file;
  }

  /** A java command in a JVM like this one. */
  static Child java(Path folder, String... args) throws IOException, InterruptedException {
    List<String> command = Jvm.command();
    command.addAll(List.of(args));
    return run(folder, new ProcessBuilder(command));
  }

  /** Runs a script of jshell, in JVMs that compile and collect as this one, with more flags. */
  static Child shell(Path folder, Path script, String... flags)
      throws IOException, InterruptedException {
    ProcessBuilder shell = new ProcessBuilder("jobs/shell", script.toString());
    shell.environment().remove("SPARK_HOME");
    shell
        .environment()
        .put(
            "JAVA_TOOL_OPTIONS",
            String.join(" ", Jvm.flags("-XX:")) + " " + String.join(" ", flags));
    return run(folder, shell);
  }

  /**
   * Runs a command for up to {@value #MINUTES} minutes.
   *
   * @param folder where its output is kept meanwhile
   */
  static Child run(Path folder, ProcessBuilder command) throws IOException, InterruptedException {
    File out = Files.createTempFile(folder, "out", ".txt").toFile();
    File err = Files.createTempFile(folder, "err", ".txt").toFile();
    Process process = command.redirectOutput(out).redirectError(err).start();
    try {
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("ended in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Child(
        process.exitValue(), Files.readString(out.toPath()), Files.readAllLines(err.toPath()));
  }

  /** Both streams, for messages of assertions. */
  String all() {
    return out + String.join("\n", err);
  }
}
