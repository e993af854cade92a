package pointwise.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.ShutdownHookManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pointwise.Jvm;
import pointwise.Pointwise;
import pointwise.Spark;
import pointwise.command.Cli;
import pointwise.command.SlowFileSystem;
import pointwise.pixels.Pictures;

/** A command in a JVM of its own, which a signal ends. */
class InterruptionTest {
  private static final String INTERRUPTED = "Cannot finish pointwise extract: it was interrupted";

  private static final String LEFT =
      "what it wrote to file:\\S+/out\\.unfinished may be left, and can be deleted";

  private static final String KEPT =
      "\\d+ of 8 bundles are done and kept: the same command with --resume goes on with the others";

  private static final String STDERR = "stderr.txt";
  private static final String STDOUT = "stdout.txt";

  @TempDir private Path folder;
  private Path images;
  private Path out;
  private List<String> err;
  private String printed;

  @BeforeEach
  void images() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    out = folder.resolve("out");
  }

  /** Runs a command in a JVM that is ending already. */
  static final class Late {
    public static void main(String[] args) throws InterruptedException {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch refused = new CountDownLatch(1);
      ShutdownHookManager.get()
          .addShutdownHook(
              () -> {
                begun.countDown();
                try {
                  refused.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              },
              Integer.MAX_VALUE,
              2,
              TimeUnit.MINUTES);
      new Thread(() -> System.exit(143)).start();
      begun.await();
      try {
        Pointwise.run(List.of(args));
      } finally {
        refused.countDown();
      }
    }
  }

  /** Starts a command, sends the signal when the folder is so, and waits for the end. */
  private int end(String signal, Predicate<List<String>> when, Object... args)
      throws IOException, InterruptedException {
    Process process = start(Pointwise.class, args);
    try {
      long most = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
      while (process.isAlive() && System.nanoTime() < most && !when.test(files())) {
        Thread.sleep(20);
      }
      assertThat(process.isAlive()).as(Files.readString(folder.resolve(STDERR))).isTrue();
      assertThat(when.test(files())).isTrue();
      new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
      return ended(process);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Waits for the end. */
  private int ended(Process process) throws IOException, InterruptedException {
    assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
    err = Files.readAllLines(folder.resolve(STDERR));
    printed = Files.readString(folder.resolve(STDOUT));
    return process.exitValue();
  }

  private Process start(Class<?> program, Object... args) throws IOException {
    // A JVM leaves signals alone that its parent ignored.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,TERM,HUP"));
    command.addAll(Jvm.command());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-Dspark.master=local[2]",
            "-Dspark.ui.enabled=false",
            "-Dspark.driver.host=localhost",
            "-Dlog4j2.configurationFile=conf/log4j2.properties",
            "-D" + SlowFileSystem.SETTING + "=" + SlowFileSystem.class.getName(),
            "-cp",
            System.getProperty("java.class.path"),
            program.getName()));
    Stream.of(args).map(String::valueOf).forEach(command::add);
    return new ProcessBuilder(command)
        .redirectError(folder.resolve(STDERR).toFile())
        .redirectOutput(folder.resolve(STDOUT).toFile())
        .start();
  }

  private static String line(String end) {
    return INTERRUPTED + "; (" + end + ")";
  }

  /** What is in the folder, at any depth. */
  private List<String> files() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files.forEach(file -> found.add(folder.relativize(file).toString()));
    } catch (java.io.UncheckedIOException e) {
      return List.of(); // a file went away meanwhile
    }
    return found;
  }

  private int extract(String signal, Predicate<List<String>> when)
      throws IOException, InterruptedException {
    return end(
        signal,
        when,
        "extract",
        "--images",
        "slow:" + images,
        "--kernels",
        "conf/kernels/ycbcr.json",
        "--partitions",
        8,
        "--out",
        out);
  }

  private static Predicate<List<String>> opened(int files) {
    return found -> found.stream().filter(name -> name.endsWith(".opened")).count() >= files;
  }

  private List<String> results() throws IOException {
    return files().stream().filter(name -> name.startsWith("out") && !name.contains("/")).toList();
  }

  /** At the first image, and when tasks have written their part. */
  @ParameterizedTest
  @CsvSource({"INT, 130, 1", "TERM, 143, 12", "HUP, 129, 30"})
  void aJobIsTakenAwayAndSaysSo(String signal, int code, int images) throws Exception {
    for (int i = 0; i < 80; i++) {
      Pictures.uint8(this.images.resolve(i + ".npy"), 5, 6, 3, i);
    }
    assertThat(extract(signal, opened(images))).isEqualTo(code);
    // On a machine that is busy with other work eight seconds may not be enough.
    assertThat(err)
        .singleElement()
        .asString()
        .matches(line("nothing is left of it|" + LEFT + "|" + KEPT));
    assertThat(printed).isEmpty();
    assertThat(out).doesNotExist();
    assertThat(err.get(0).endsWith(" left of it") ? results() : List.of()).isEmpty();
    Configuration hadoop = Spark.session().sparkContext().hadoopConfiguration();
    hadoop.set(SlowFileSystem.SETTING.replace("spark.hadoop.", ""), SlowFileSystem.class.getName());
    hadoop.setInt(SlowFileSystem.PAUSE, 0);
    Cli next =
        Cli.run(
            "extract",
            "--images",
            "slow:" + this.images,
            "--kernels",
            "conf/kernels/ycbcr.json",
            "--out",
            out,
            "--resume");
    assertThat(next.code()).as("%s", next.err()).isZero();
    assertThat(next.out()).contains("images     80 in = 80 done + 0 failed + 0 dropped");
    assertThat(results()).containsExactly("out");
  }

  @Test
  void whileImagesAreListedThereIsNothingToTakeAway() throws Exception {
    images = Files.createDirectory(folder.resolve("stuck"));
    assertThat(extract("TERM", opened(1))).isEqualTo(143);
    assertThat(err).containsExactly(INTERRUPTED);
    assertThat(results()).isEmpty();
  }

  /** The task does not end; Spark itself may end it later. */
  @Test
  void whatCannotBeTakenAwayInTimeIsNamed() throws Exception {
    Pictures.uint8(images.resolve("a.npy"), 5, 6, 3, 1);
    Pictures.uint8(images.resolve("stuck.npy"), 5, 6, 3, 1);
    assertThat(extract("TERM", found -> found.contains("images/stuck.npy.opened"))).isEqualTo(143);
    assertThat(err).singleElement().asString().matches(line(LEFT));
    assertThat(files())
        .noneMatch(name -> name.endsWith("_report.json") || name.endsWith("_SUCCESS"));
  }

  @Test
  void aCommandThatHasNotBegunDoesNotBegin() throws Exception {
    Process process = start(Late.class, "make-colours", "--count", 3, "--out", out);
    try {
      assertThat(ended(process)).isEqualTo(143);
    } finally {
      process.destroyForcibly();
    }
    assertThat(err).containsExactly("Cannot finish pointwise make-colours: it was interrupted");
    assertThat(results()).isEmpty();
  }

  @Test
  void whatAJobOfNoBundlesLeftIsTakenAway() throws IOException {
    Path image = Pictures.uint8(images.resolve("a.npy"), 5, 6, 3, 1);
    Path left = Files.createDirectory(folder.resolve("out.unfinished"));
    Files.writeString(left.resolve("part-00000-" + UUID.randomUUID() + ".parquet"), "half");
    Cli cli =
        Cli.run("extract", "--images", image, "--kernels", "conf/kernels/ycbcr.json", "--out", out);
    assertThat(cli.code()).isZero();
    assertThat(results()).containsExactly("out");
  }

  @Test
  void picturesThatAreDrawnAreTakenAwayToo() throws Exception {
    Predicate<List<String>> drawn =
        found -> found.stream().anyMatch(name -> name.matches("out\\.new-.*\\.png"));
    assertThat(end("INT", drawn, "make-colours", "--count", 1_000_000, "--out", out))
        .isEqualTo(130);
    assertThat(err)
        .containsExactly(
            "Cannot finish pointwise make-colours: it was interrupted; nothing is left of it");
    assertThat(results()).isEmpty();
  }
}
