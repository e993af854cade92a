package pointwise.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.Spark;
import pointwise.command.Cli;
import pointwise.pixels.Pictures;
import pointwise.tile.MapTable;

/** The source gives the rows that the commands write, bit for bit. */
class SourceTest {
  private static final String NINE = "sample-data/nine.npy";
  private static final String PHOTOS = "sample-data/photos";
  private static final String HUES = "conf/kernels/hue-units-16.json";

  @TempDir private Path folder;
  private SparkSession spark;
  private String kernels;

  @BeforeEach
  void session() throws Exception {
    spark = Spark.session();
    kernels =
        Files.writeString(
                folder.resolve("nine.json"), Pictures.json(new double[][] {{1, 2, -1}}))
            .toString();
  }

  private Dataset<Row> load(Map<String, String> options, String... paths) {
    return spark.read().format("pointwise").options(options).load(paths);
  }

  /** The table that a command writes. */
  private List<String> written(String command, String... options) {
    Path out = folder.resolve("written");
    List<Object> words = new ArrayList<>(List.of(command, "--out", out, "--overwrite"));
    words.addAll(List.of(options));
    Cli cli = Cli.run(words.toArray());
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    return Rows.of(spark.read().parquet(out.toString()));
  }

  /** 2 9 0 / 2 1 7 / 2 3 0, by hand. */
  @Test
  void theNineSamplesAreMultiplied() {
    Row map = load(Map.of("kernels", kernels), NINE).first();
    assertThat(map.schema()).isEqualTo(MapTable.SCHEMA);
    float[] samples = new float[9];
    ByteBuffer.wrap(map.<byte[]>getAs("data"))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(samples);
    assertThat(samples).containsExactly(2, 9, 0, 2, 1, 7, 2, 3, 0);
    assertThat(map.<Integer>getAs("height")).isEqualTo(3);
    Dataset<Row> products = load(Map.of("kernels", kernels, "rows", "pixels"), NINE);
    assertThat(products.orderBy("y", "x").selectExpr("channels[0]").collectAsList())
        .extracting(row -> row.getFloat(0))
        .containsExactly(2f, 9f, 0f, 2f, 1f, 7f, 2f, 3f, 0f);
    Dataset<Row> raw = load(Map.of("rows", "pixels"), NINE);
    assertThat(raw.orderBy("y", "x").select("channels").collectAsList())
        .extracting(row -> row.<Float>getList(0))
        .startsWith(List.of(1f, 1f, 1f), List.of(3f, 3f, 0f), List.of(0f, 0f, 0f))
        .hasSize(9);
  }

  @Test
  void mapsAreThoseOfExtract() {
    assertThat(Rows.of(load(Map.of("kernels", HUES), PHOTOS, NINE)))
        .isEqualTo(written("extract", "--images", PHOTOS, NINE, "--kernels", HUES));
  }
}
