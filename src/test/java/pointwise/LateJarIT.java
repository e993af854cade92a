package pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar in a session that was started without it: another class loader has its classes. */
class LateJarIT {
  @TempDir Path folder;

  /** Adds a jar, then reads by the source and calls a function. */
  public static final class AddJar {
    public static void main(String[] args) throws Exception {
      try (SparkSession spark = SparkSession.builder().master("local[2]").getOrCreate()) {
        spark.sql("ADD JAR " + args[0]);
        DataFrameReader pixels = spark.read().format("pointwise").option("rows", "pixels");
        show(pixels);
        show(pixels.option("kernels", "conf/kernels/nine-samples.json").option("blas", "java"));
        show(pixels.option("blas", "native"));
        tell(() -> spark.sql("SELECT argmax(X'0000803F')").show());
      }
    }

    private static void show(DataFrameReader pixels) {
      tell(
          () ->
              System.out.println(
                  pixels.load("sample-data/nine.npy").selectExpr("sum(channels[0])").first()));
    }

    private static void tell(Runnable action) {
      try {
        action.run();
      } catch (Exception e) {
        System.out.println(e.getMessage());
      }
    }
  }

  /**
   * The sum of the first channel, and of 2 9 0 / 2 1 7 / 2 3 0. The library is the driver's, where
   * it is the tasks' JVM too.
   */
  @Test
  void theSourceReadsAndWhatIsMissingIsTold() throws Exception {
    Child child =
        Child.java(
            folder,
            "-Xmx1g",
            "-Dspark.ui.enabled=false",
            "-Dspark.driver.host=127.0.0.1",
            "-Dlog4j2.configurationFile=" + Path.of("conf/log4j2.properties").toAbsolutePath(),
            "-cp",
            Child.sparkJars()
                + File.pathSeparator
                + Child.jar(folder.resolve("main.jar"), AddJar.class),
            AddJar.class.getName(),
            System.getProperty("pointwise.jar"));
    assertThat(child.code()).as(child.all()).isZero();
    assertThat(child.out())
        .as(child.all())
        .contains(
            "[13.0]",
            "[26.0]",
            "Cannot load native BLAS: another class loader of this JVM has it, as where the jar was added to a session that had begun; start the session with the jar, or ask for --blas java",
            "Cannot resolve routine `argmax`");
  }
}
