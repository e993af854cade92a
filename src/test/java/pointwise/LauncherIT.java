package pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.text.Text;

/** jobs/pointwise, as a user starts it. */
class LauncherIT {
  private static final String DEFAULTS = Path.of("conf/spark-defaults.conf").toAbsolutePath() + "";

  @TempDir Path folder;
  private List<String> out;
  private List<String> err;
  private String locale = "C.UTF-8";
  private String javaHome;
  private String script = "jobs/pointwise";

  /** Runs with that SPARK_HOME, or with none where it is null. */
  private int pointwise(Path sparkHome, String... args) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(Stream.of(script), Stream.of(args)).toList());
    builder.environment().remove("SPARK_HOME");
    builder.environment().remove("SPARK_CONF_DIR");
    builder.environment().put("LC_ALL", locale);
    if (sparkHome != null) {
      builder.environment().put("SPARK_HOME", sparkHome.toString());
    }
    if (javaHome != null) {
      builder.environment().put("JAVA_HOME", javaHome);
    }
    Path stdout = folder.resolve("stdout");
    Path stderr = folder.resolve("stderr");
    Process process =
        builder.redirectOutput(stdout.toFile()).redirectError(stderr.toFile()).start();
    assertThat(process.waitFor(8, TimeUnit.MINUTES)).isTrue();
    out = Files.readAllLines(stdout, StandardCharsets.UTF_8);
    err = Files.readAllLines(stderr, StandardCharsets.UTF_8);
    return process.exitValue();
  }

  /** A Spark whose spark-submit only tells what it was called with. */
  private Path sparkThatTells() throws IOException {
    Path submit = Files.createDirectories(folder.resolve("spark/bin")).resolve("spark-submit");
    Files.writeString(submit, "#!/bin/sh\nprintf '%s\\n' \"$@\" LC_ALL=\"$LC_ALL\"\n");
    assertThat(submit.toFile().setExecutable(true)).isTrue();
    return folder.resolve("spark");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--images", "--foo", "--foo=bar", "-x"})
  void anOptionThatSparkDoesNotHaveIsTwoAndOneLine(String option) throws Exception {
    assertThat(pointwise(null, option, "photos", "extract")).isEqualTo(2);
    assertThat(out).isEmpty();
    assertThat(err)
        .containsExactly(
            Text.of(
                "Cannot use %s: found no such option of spark-submit, expected Spark's options before the command and a command's options after it",
                option));
  }

  @Test
  void aLinkToTheScriptIsFollowed() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("pw"), Path.of(script).toAbsolutePath());
    script = link.toString();
    assertThat(pointwise(null, "--version")).isZero();
    assertThat(out).hasSize(1);
    assertThat(out.get(0)).startsWith("pointwise ");
    assertThat(err).isEmpty();
  }

  @Test
  void aSparkThatIsNotThereIsTwoAndOneLine() throws Exception {
    Path none = folder.resolve("none");
    assertThat(pointwise(none, "doctor")).isEqualTo(2);
    assertThat(err)
        .containsExactly(
            "Cannot start Spark: SPARK_HOME has no bin/spark-submit, found "
                + none
                + ", expected a Spark, or none to take that of the build");
  }

  @Test
  void aJavaThatIsNotThereIsTwoAndOneLine() throws Exception {
    javaHome = folder.resolve("none").toString();
    assertThat(pointwise(null, "doctor")).isEqualTo(2);
    assertThat(err)
        .containsExactly(
            Text.of(
                "Cannot start Java: JAVA_HOME has no bin/java, found %s, expected Java 17 or 21",
                javaHome));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.8.0_402", "11.0.2", "25", "25.0.1"})
  void aJavaThatSparkDoesNotRunOnIsTwoAndOneLine(String version) throws Exception {
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho started\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
    javaHome = folder.resolve("jdk").toString();
    assertThat(pointwise(null, "doctor")).isEqualTo(2);
    assertThat(out).isEmpty();
    assertThat(err)
        .containsExactly(
            Text.of(
                "Cannot start Java: Spark does not run on this one, found Java %s in %s, expected 17 or 21: set JAVA_HOME",
                version.replaceFirst("\\..*", ""), folder.resolve("jdk").toRealPath()));
  }

  /** The archive saves the loading of classes, and changes nothing else. */
  @Test
  void theArchiveOfClassesIsThereAndTaken() throws Exception {
    assertThat(Path.of("target/pointwise.jsa")).exists();
    assertThat(pointwise(null, "--driver-java-options", "-Xlog:class+load", "inspect", "--help"))
        .isZero();
    assertThat(out)
        .anyMatch(line -> line.contains("pointwise.Pointwise source: shared objects file (top)"));
  }

  /** What a user puts on the class path stays there, and then there is no archive. */
  @Test
  void aClassPathOfTheUsersStands() throws Exception {
    Path conf = Files.createDirectory(folder.resolve("conf"));
    Files.writeString(
        conf.resolve("core-site.xml"),
        "<configuration><property><name>fs.defaultFS</name><value>nowhere:///</value></property></configuration>");
    assertThat(
            pointwise(
                null,
                "--driver-class-path",
                conf.toString(),
                "extract",
                "--images",
                "photos",
                "--kernels",
                "conf/kernels/luma.json",
                "--out",
                "out"))
        .isEqualTo(2);
    assertThat(String.join(" ", err)).contains("nowhere");
  }

  @Test
  void anOptionWithoutItsValueIsTwoAndOneLine() throws Exception {
    assertThat(pointwise(null, "--master")).isEqualTo(2);
    assertThat(err).containsExactly("Cannot use --master: its value is missing");
  }

  @Test
  void sparksOptionsStandBeforeTheJarAndTheCommandAfterIt() throws Exception {
    assertThat(pointwise(sparkThatTells(), "-c", "a=b", "--master=local", "doctor", "--help"))
        .isZero();
    String words = String.join(" ", out);
    assertThat(words).contains("-c a=b --master=local --class pointwise.Pointwise ");
    assertThat(words).contains(".jar doctor --help LC_ALL=");
  }

  /** Names of files beyond ASCII are lost in a JVM of the locale C. */
  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "C.UTF-8", "xx_XX.UTF-8"})
  void driverAndExecutorsHaveALocaleOfUtf8(String found) throws Exception {
    locale = found;
    assertThat(pointwise(sparkThatTells(), "doctor")).isZero();
    assertThat(out.get(out.size() - 1)).isEqualTo("LC_ALL=C.UTF-8");
    assertThat(out).containsSubsequence("--conf", "spark.executorEnv.LC_ALL=C.UTF-8");
  }

  @Test
  void yarnIsAskedForOneAttemptUnlessTheUserSaysHowMany() throws Exception {
    String one = "spark.yarn.maxAppAttempts=1";
    String two = "spark.yarn.maxAppAttempts=2";
    Path spark = sparkThatTells();
    assertThat(pointwise(spark, "--master", "yarn", "doctor")).isZero();
    assertThat(out).containsSubsequence("--conf", one);
    // Of two, Spark takes the last.
    assertThat(pointwise(spark, "--conf", two, "doctor")).isZero();
    assertThat(out).containsSubsequence(one, two);
    Path mine = Files.writeString(folder.resolve("my.conf"), "spark.yarn.maxAppAttempts  2\n");
    assertThat(pointwise(spark, "--properties-file", mine.toString(), "doctor")).isZero();
    assertThat(out).doesNotContain(one);
    assertThat(pointwise(spark, "--properties-file=" + mine, "doctor")).isZero();
    assertThat(out).doesNotContain(one);
    Files.copy(mine, Files.createDirectory(spark.resolve("conf")).resolve("spark-defaults.conf"));
    assertThat(pointwise(spark, "doctor")).isZero();
    assertThat(out).doesNotContain(one);
  }

  @Test
  void anImageOfAnyNameIsFoundInTheLocaleC() throws Exception {
    locale = "C";
    Path images = Files.createDirectory(folder.resolve("images"));
    Files.copy(Path.of("sample-data/nine.npy"), images.resolve("gr\u00f6\u00dfe-\u65e5\u672c.npy"));
    Path to = folder.resolve("out");
    assertThat(pointwise(null, "explode", "--images", images.toString(), "--out", to.toString()))
        .as(String.join("\n", err))
        .isZero();
    assertThat(out).contains("images     1 in = 1 done + 0 failed + 0 dropped");
  }

  @Test
  void theDefaultsOfAnotherSparkStandInPlaceOfOurs() throws Exception {
    Path spark = sparkThatTells();
    assertThat(pointwise(spark, "doctor")).isZero();
    assertThat(out).containsSubsequence("--properties-file", DEFAULTS);
    Files.createFile(Files.createDirectory(spark.resolve("conf")).resolve("spark-defaults.conf"));
    assertThat(pointwise(spark, "doctor")).isZero();
    assertThat(out).doesNotContain("--properties-file");
  }

  @Test
  void aCommandSaysNothingButItsResult() throws Exception {
    assertThat(pointwise(null, "inspect", "--kernels", "conf/kernels/luma.json")).isZero();
    assertThat(out.get(0)).startsWith("luma: 3 -> 1 channels");
    assertThat(err).isEmpty();
    assertThat(
            pointwise(
                null,
                "extract",
                "--images",
                "nowhere",
                "--kernels",
                "conf/kernels/luma.json",
                "--out",
                folder.resolve("out").toString()))
        .isEqualTo(2);
    assertThat(out).isEmpty();
    assertThat(err).hasSize(1);
  }
}
