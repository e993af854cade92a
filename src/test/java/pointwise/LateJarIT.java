package pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar in a session that was started without it: another class loader has its classes. */
class LateJarIT {
  @TempDir Path folder;

  /** Adds a jar, then reads by the source, then calls a function. */
  public static final class AddJar {
    public static void main(String[] args) throws Exception {
      try (SparkSession spark = SparkSession.builder().master("local[2]").getOrCreate()) {
        spark.sql("ADD JAR " + args[0]);
        for (String rows : new String[] {"maps", "pixels"}) {
          System.out.println(
              rows
                  + " "
                  + spark
                      .read()
                      .format("pointwise")
                      .option("kernels", "conf/kernels/nine-samples.json")
                      .option("rows", rows)
                      .load("sample-data/nine.npy")
                      .selectExpr(rows.equals("maps") ? "sum(length(data))" : "sum(channels[0])")
                      .first());
        }
        try {
          spark.sql("SELECT argmax(X'0000803F')").show();
        } catch (Exception e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }

  /** The sum of 2 9 0 / 2 1 7 / 2 3 0, 26, is that of 9 numbers. */
  @Test
  void theSourceWorksAndFunctionsAreNotFound() throws Exception {
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
        .contains("maps [36]", "pixels [26.0]", "Cannot resolve routine `argmax`");
  }
}
