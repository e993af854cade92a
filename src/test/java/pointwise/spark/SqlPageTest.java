package pointwise.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;

/** The code of docs/sql.md, run as it stands there but for the paths of a reader's own data. */
class SqlPageTest {
  private static final Path PAGE = Path.of("docs/sql.md");

  @TempDir private Path folder;
  private SparkSession spark;

  @BeforeEach
  void photos() throws Exception {
    spark = Spark.session();
    Path photos = Files.createDirectory(folder.resolve("photos"));
    for (String name : List.of("rocket.jpg", "coffee.png")) {
      Files.copy(Path.of("sample-data/photos", name), photos.resolve(name));
    }
    Files.copy(Path.of("conf/kernels/luma.json"), folder.resolve("bank.json"));
  }

  private static List<String> blocks(String language) throws Exception {
    return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```")
        .matcher(Files.readString(PAGE))
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  private String mine(String text) {
    return text.replaceAll("(['`])(photos|bank\\.json)", "$1" + folder + "/$2");
  }

  @Test
  void theQueriesRun() throws Exception {
    spark.catalog().dropTempView("maps");
    int rows = 0;
    for (String block : blocks("sql")) {
      for (String query : block.strip().split(";\n?", 0)) {
        rows += spark.sql(mine(query)).collectAsList().size();
      }
    }
    // 2 images, 2 images, 1 count, a view, no error; 2 images, 5 pixels, 1 row.
    assertThat(rows).isGreaterThanOrEqualTo(2 + 2 + 1 + 2 + 5 + 1);
  }

  /** The code of the page stands below. */
  @Test
  void theJavaOfThePageRuns() throws Exception {
    assertThat(blocks("java")).hasSize(2);
    String here = Files.readString(Path.of("src/test/java/pointwise/spark/SqlPageTest.java"));
    Dataset<Row> maps =
        spark.read().format("pointwise").option("kernels", here("bank.json")).load(here("photos"));
    Dataset<Row> pixels =
        spark.read().format("pointwise").option("rows", "pixels").load(here("photos"));
    assertThat(maps.select("origin").distinct().count()).isEqualTo(2);
    assertThat(pixels.limit(1).count()).isEqualTo(1);
    maps.write().format("pointwise").mode("overwrite").save(here("maps"));
    assertThat(spark.read().parquet(here("maps")).count()).isEqualTo(maps.count());
    String code = here.replaceAll("here\\((\"[a-z.]+\")\\)", "$1").replaceAll("\\s+", "");
    for (String block : blocks("java")) {
      assertThat(code).contains(block.replaceAll("\\s+", ""));
    }
  }

  private String here(String path) {
    return folder.resolve(path).toString();
  }
}
