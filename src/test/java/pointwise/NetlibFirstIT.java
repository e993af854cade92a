package pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import dev.ludovic.netlib.lapack.JavaLAPACK;
import dev.ludovic.netlib.lapack.LAPACK;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netlib.util.intW;

/** A Spark that has netlib among its jars, as MLlib brings it, and used it before Pointwise. */
class NetlibFirstIT {
  private static final String LIBRARY_PATH = "dev.ludovic.netlib.blas.nativeLibPath";

  /** netlib's own, which tells of what it tries. */
  private static final String LOGGER = " WARN InstanceBuilder: ";

  private static final Pattern REMEDY =
      Pattern.compile("start every JVM with (-D" + Pattern.quote(LIBRARY_PATH) + "=(.+))\\)");

  @TempDir Path folder;
  private Path out;

  @BeforeEach
  void output() {
    out = folder.resolve("maps");
  }

  /** Uses netlib, as the first word tells, then runs a command of Pointwise, then doctor. */
  public static final class NetlibThenPointwise {
    public static void main(String[] args) {
      if (BLAS.class.getClassLoader() != ClassLoader.getSystemClassLoader()) {
        throw new IllegalStateException("netlib is not Spark's, but of " + BLAS.class);
      }
      BLAS netlib = args[0].equals("java") ? JavaBLAS.getInstance() : NativeBLAS.getInstance();
      float dot = netlib.sdot(2, new float[] {1, 2}, 1, new float[] {3, 4}, 1);
      System.out.println("netlib first: " + netlib.getClass().getSimpleName() + " " + dot);
      if (args[0].equals("java")) {
        double root = JavaLAPACK.getInstance().dlapy2(3, 4);
        System.out.println("LAPACK first: " + root);
      }
      int code = Pointwise.run(List.of(args).subList(1, args.length));
      System.exit(code != 0 ? code : Pointwise.run(List.of("doctor")));
    }
  }

  /** What spark-submit does in local mode: the jars of Spark below, those of the user above. */
  private Child submit(String first, String... jvm) throws Exception {
    return submit(
        first,
        List.of(
            "extract",
            "--images",
            "sample-data/nine.npy",
            "--kernels",
            "conf/kernels/nine-samples.json",
            "--out",
            out.toString()),
        jvm);
  }

  private Child submit(String first, List<String> pointwise, String... jvm) throws Exception {
    List<String> command = new ArrayList<>(List.of(jvm));
    command.addAll(
        List.of(
            "-Xmx1g",
            "-Dspark.ui.enabled=false",
            "-Dlog4j2.configurationFile=" + Path.of("conf/log4j2.properties").toAbsolutePath(),
            "-cp",
            sparkWithNetlib(),
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[2]",
            "--jars",
            System.getProperty("pointwise.jar"),
            "--class",
            NetlibThenPointwise.class.getName(),
            Child.jar(folder.resolve("main.jar"), NetlibThenPointwise.class).toString(),
            first));
    command.addAll(pointwise);
    return Child.java(folder, command.toArray(String[]::new));
  }

  /** The class path that Spark's launcher makes of a SPARK_HOME/jars which holds netlib too. */
  private static String sparkWithNetlib() throws Exception {
    StringJoiner jars = new StringJoiner(File.pathSeparator);
    jars.add(Child.sparkJars());
    for (Class<?> brought : List.of(BLAS.class, LAPACK.class, intW.class)) {
      jars.add(
          Path.of(brought.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    return jars.toString();
  }

  private float[] nine() throws IOException {
    try (SparkSession spark = Spark.session()) {
      Row map = spark.read().parquet(out.toString()).where("error is null").head();
      float[] nine = new float[9];
      ByteBuffer.wrap(map.<byte[]>getAs("data"))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(nine);
      return nine;
    }
  }

  private void assertNative(Child child) throws IOException {
    assertThat(child.code()).as(child.all()).isZero();
    assertThat(nine()).containsExactly(2, 9, 0, 2, 1, 7, 2, 3, 0);
    // The summary of the job, then doctor.
    assertThat(
            child.out().lines().filter(line -> line.matches("\\s*(BLAS|engine) +OpenBLAS \\d.*")))
        .hasSize(2);
  }

  @Test
  void javaNetlibUsedFirstDoesNotKeepPointwiseFromOpenBlas() throws Exception {
    // The name that netlib looks for is on no path: a bare machine, wherever this runs.
    Child child = submit("java", "-D" + LIBRARY_PATH + "=" + folder.resolve("missing.so"));
    assertThat(child.out()).as(child.all()).contains("netlib first: Java11BLAS 11.0");
    assertNative(child);
  }

  /** MLlib brings netlib's LAPACK too; fit-pca runs natively or not at all. */
  @Test
  void javaLapackUsedFirstDoesNotKeepFitPcaFromOpenBlas() throws Exception {
    Path model = folder.resolve("pca.onnx");
    Child child =
        submit(
            "java",
            List.of(
                "fit-pca",
                "--images",
                "sample-data/nine.npy",
                "--components",
                "2",
                "--out",
                model.toString()),
            "-D" + LIBRARY_PATH + "=" + folder.resolve("missing.so"),
            "-Ddev.ludovic.netlib.lapack.nativeLibPath=" + folder.resolve("missing.so"));
    assertThat(child.out()).as(child.all()).contains("LAPACK first: 5.0");
    assertThat(child.code()).as(child.all()).isZero();
    assertThat(child.out()).as(child.all()).contains("9 used").containsPattern("engine +OpenBLAS");
    assertThat(model).exists();
  }

  @Test
  void netlibOnAnotherLibraryStopsWithARemedyThatWorks() throws Exception {
    Path other = otherBlas();
    Child stopped = submit("native", "-D" + LIBRARY_PATH + "=" + other);
    assertThat(stopped.out()).as(stopped.all()).contains("netlib first: JNIBLAS 11.0");
    assertThat(stopped.code()).as(stopped.all()).isEqualTo(1);
    List<String> said = stopped.err().stream().filter(line -> !line.contains(LOGGER)).toList();
    assertThat(said).hasSize(1);
    String message = said.get(0);
    assertThat(message)
        .startsWith("Cannot load native BLAS: netlib was initialised before Pointwise, found ")
        .contains("found " + other + ", expected /")
        .contains("(call Pointwise first, or start every JVM with -D" + LIBRARY_PATH + "=/")
        .doesNotContain("Exception");
    assertThat(out).doesNotExist();

    Matcher remedy = REMEDY.matcher(message);
    assertThat(remedy.find()).as(message).isTrue();
    assertThat(Path.of(remedy.group(2))).exists();
    Child child = submit("native", remedy.group(1));
    assertThat(child.out()).as(child.all()).contains("netlib first: JNIBLAS 11.0");
    assertNative(child);
  }

  /** A copy of OpenBLAS with what it wants beside it, under the name of the reference BLAS. */
  private Path otherBlas() throws IOException {
    Path openBlas = Path.of(Loader.load(openblas_nolapack.class)).toRealPath().getParent();
    Path lib = Files.createDirectory(folder.resolve("lib")).toRealPath();
    try (Stream<Path> files = Files.list(openBlas)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        Files.copy(
            file, lib.resolve(name.startsWith("libopenblas_nolapack.so.") ? "libblas.so.3" : name));
      }
    }
    return lib.resolve("libblas.so.3");
  }
}
