package pointwise.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.command.Cli;

/** What the source writes is what extract writes. */
class MapsOutputTest {
  private static final String IMAGES = "sample-data/odd";
  private static final String NINE = "sample-data/nine.npy";
  private static final String KERNELS = "conf/kernels/luma.json";

  @TempDir private Path folder;
  private SparkSession spark;
  private Path out;

  @BeforeEach
  void session() {
    spark = Spark.session();
    out = folder.resolve("maps");
  }

  private Dataset<Row> maps(String... paths) {
    return spark.read().format("pointwise").option("kernels", KERNELS).load(paths);
  }

  private void save(Dataset<Row> maps, SaveMode mode) {
    maps.write().format("pointwise").mode(mode).save(out.toString());
  }

  private static JsonNode report(Path result) throws IOException {
    return new ObjectMapper().readTree(result.resolve("_report.json").toFile());
  }

  @Test
  void rowsAndCountsAreThoseOfExtract() throws IOException {
    Path extracted = folder.resolve("extracted");
    Cli cli =
        Cli.run("extract", "--images", IMAGES, NINE, "--kernels", KERNELS, "--out", extracted);
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    Dataset<Row> maps = maps(IMAGES, NINE);
    long rows = maps.count();
    save(maps, SaveMode.ErrorIfExists);
    assertThat(Rows.of(spark.read().parquet(out.toString())))
        .isEqualTo(Rows.of(spark.read().parquet(extracted.toString())))
        .hasSize((int) rows);
    assertThat(report(out).get("images")).isEqualTo(report(extracted).get("images"));
    assertThat(Cli.run("status", "--out", out).code()).isZero();
  }

  @Test
  void modesAreThoseOfSpark() {
    save(maps(NINE), SaveMode.ErrorIfExists);
    assertThatThrownBy(() -> save(maps(NINE), SaveMode.ErrorIfExists))
        .hasMessageContaining("Cannot write to")
        .hasMessageContaining(out.toString());
    save(maps(IMAGES), SaveMode.Ignore);
    assertThat(spark.read().parquet(out.toString()).count()).isOne();
    save(maps(IMAGES), SaveMode.Overwrite);
    assertThat(spark.read().parquet(out.toString()).count()).isGreaterThan(1);
    long before = spark.read().parquet(out.toString()).count();
    save(maps(NINE), SaveMode.Append);
    Dataset<Row> appended = spark.read().parquet(out.toString());
    assertThat(appended.count()).isEqualTo(before + 1);
    byte[] nine = appended.where("origin LIKE '%nine.npy' AND error IS NULL").first().getAs("data");
    assertThat(nine).isEqualTo(maps(NINE).first().<byte[]>getAs("data"));
    save(appended, SaveMode.Overwrite);
    assertThat(spark.read().parquet(out.toString()).count()).isEqualTo(before + 1);
  }

  @Test
  void appendingToNothingBeginsATable() {
    save(maps(NINE), SaveMode.Append);
    assertThat(spark.read().parquet(out.toString()).count()).isOne();
  }

  @Test
  void otherColumnsAreRefused() {
    assertThatThrownBy(() -> save(maps(NINE).drop("data"), SaveMode.ErrorIfExists))
        .hasMessageStartingWith(
            "Cannot use a table as feature maps: the columns do not fit, found");
    assertThatThrownBy(
            () ->
                save(
                    maps(NINE).withColumn("height", org.apache.spark.sql.functions.lit("3")),
                    SaveMode.ErrorIfExists))
        .hasMessage(
            "Cannot use a table as feature maps: found height of type string, expected int");
    assertThatThrownBy(
            () -> maps(NINE).write().format("pointwise").option("code", "x").save(out.toString()))
        .hasMessage("Cannot write maps: found no option code, expected codec");
    assertThat(out).doesNotExist();
  }
}
