package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkUserAppException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Pointwise;
import pointwise.Spark;
import pointwise.pixels.Pictures;

/** Commands in a session that others started: a notebook's, a shell's. */
class BorrowedSessionTest {
  private static final String KERNELS = "conf/kernels/ycbcr.json";

  @TempDir private Path folder;
  private SparkSession spark;
  private Path image;

  @BeforeEach
  void session() throws IOException {
    spark = Spark.session();
    image = Pictures.uint8(folder.resolve("a.npy"), 5, 6, 3, 1);
  }

  private Path extract(String name) {
    Path maps = folder.resolve(name);
    Cli cli = Cli.run("extract", "--images", image, "--kernels", KERNELS, "--out", maps);
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    return maps;
  }

  private static Map<String, String> settings(SparkSession spark) {
    return scala.jdk.javaapi.CollectionConverters.asJava(spark.conf().getAll());
  }

  @Test
  void aSessionThatWasThereGoesOnAsItWas() {
    spark.conf().set("spark.sql.shuffle.partitions", "3");
    spark.sparkContext().setJobDescription("mine");
    spark.sparkContext().addJobTag("my-tag");
    try {
      Map<String, String> before = Map.copyOf(settings(spark));
      Path maps = extract("maps");
      assertThat(Cli.run("preview", "--maps", maps, "--out", folder.resolve("maps.png")).code())
          .isZero();
      Path pca = folder.resolve("pca.onnx");
      assertThat(Cli.run("fit-pca", "--images", image, "--components", 1, "--out", pca).code())
          .isZero();
      assertThat(Cli.run("doctor").code()).isZero();
      assertThat(spark.sparkContext().isStopped()).isFalse();
      assertThat(settings(spark)).isEqualTo(before);
      assertThat(SparkSession.getActiveSession().get()).isSameAs(spark);
      assertThat(SparkSession.getDefaultSession().get()).isSameAs(spark);
      assertThat(spark.sparkContext().getLocalProperty("spark.job.description")).isEqualTo("mine");
      assertThat(spark.sparkContext().getJobTags().mkString()).isEqualTo("my-tag");
      assertThat(spark.range(3).count()).isEqualTo(3);
    } finally {
      spark.sparkContext().clearJobTags();
      spark.sparkContext().setJobDescription(null);
      spark.conf().unset("spark.sql.shuffle.partitions");
    }
  }

  /** Where credentials are given in notebooks. */
  @Test
  void itsSettingsOfFileSystemsHold() {
    spark
        .conf()
        .set(
            FaultyFileSystem.SETTING.replace("spark.hadoop.", ""),
            FaultyFileSystem.class.getName());
    try {
      Path maps = folder.resolve("maps");
      Cli cli =
          Cli.run(
              "extract",
              "--images",
              FaultyFileSystem.uri(image),
              "--kernels",
              KERNELS,
              "--out",
              maps);
      assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    } finally {
      spark.conf().unset(FaultyFileSystem.SETTING.replace("spark.hadoop.", ""));
    }
  }

  @Test
  void aJobThatFailsLeavesItUsable() throws IOException {
    Path text = Files.writeString(folder.resolve("text.jpg"), "no picture");
    Cli cli =
        Cli.run(
            "extract",
            "--images",
            text,
            "--kernels",
            KERNELS,
            "--mode",
            "failfast",
            "--out",
            folder.resolve("maps"));
    assertThat(cli.code()).isEqualTo(1);
    assertThat(spark.range(3).count()).isEqualTo(3);
    extract("again");
  }

  /** It would end the JVM of whoever calls it. */
  @Test
  void mainEndsNoJvmThatHasASession() {
    assertThatThrownBy(() -> Pointwise.main(new String[] {"extract", "--nope"}))
        .isInstanceOfSatisfying(
            SparkUserAppException.class, e -> assertThat(e.exitCode()).isEqualTo(2));
    assertThat(spark.range(3).count()).isEqualTo(3);
  }

  /** There the scheduler has to know the code. */
  @Test
  void mainEndsNoDriverOnACluster() {
    spark.stop();
    System.setProperty("spark.submit.deployMode", "cluster");
    try {
      assertThatThrownBy(() -> Pointwise.main(new String[] {"extract", "--nope"}))
          .isInstanceOfSatisfying(
              SparkUserAppException.class, e -> assertThat(e.exitCode()).isEqualTo(2));
    } finally {
      System.clearProperty("spark.submit.deployMode");
    }
  }

  /** py4j takes the first method of a name, static or not. */
  @Test
  void oneMethodIsNamedRun() {
    assertThat(Stream.of(Pointwise.class.getMethods()).filter(m -> m.getName().equals("run")))
        .singleElement()
        .satisfies(m -> assertThat(m.getParameterTypes()).containsExactly(List.class));
  }

  /** In Python {@code pixels.with(x)} is a syntax error. */
  @Test
  void noPublicNameIsAKeywordOfPython() throws Exception {
    Set<String> keywords =
        Set.of(
            ("False None True and as assert async await break class continue def del elif else except finally for from"
                    + " global if import in is lambda nonlocal not or pass raise return try while with yield")
                .split(" "));
    Path classes =
        Path.of(Pointwise.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        String name = classes.relativize(file).toString().replace('/', '.');
        Class<?> type = Class.forName(name.substring(0, name.length() - ".class".length()));
        if (java.lang.reflect.Modifier.isPublic(type.getModifiers())) {
          found.addAll(
              Stream.concat(Arrays.stream(type.getMethods()), Arrays.stream(type.getFields()))
                  .filter(m -> m.getDeclaringClass().getName().startsWith("pointwise."))
                  .map(m -> type.getName() + "." + m.getName())
                  .filter(m -> keywords.contains(m.substring(m.lastIndexOf('.') + 1)))
                  .collect(Collectors.toSet()));
        }
      }
    }
    assertThat(found).isEmpty();
  }
}
