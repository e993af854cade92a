package pointwise.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.command.Cli;
import pointwise.pixels.Pictures;
import pointwise.text.Text;

/** The functions of SQL, beside the source and the commands. */
class FunctionsTest {
  private static final String KERNELS = "conf/kernels/hue-units-16.json";

  @TempDir private Path folder;
  private SparkSession spark;
  private Path photos;

  @BeforeEach
  void photos() throws Exception {
    spark = Spark.session();
    photos = Files.createDirectory(folder.resolve("photos"));
    Files.copy(Path.of("sample-data/photos/rocket.jpg"), photos.resolve("rocket.jpg"));
    Files.copy(Path.of("sample-data/nine.npy"), photos.resolve("nine.npy"));
    Files.copy(Path.of("sample-data/landsat/L7_ETMs.tif"), photos.resolve("scene.tif"));
  }

  private Dataset<Row> sql(String text, Object... values) {
    return spark.sql(Text.of(text, values));
  }

  private Dataset<Row> extracted() {
    Path out = folder.resolve("maps");
    Cli cli =
        Cli.run("extract", "--images", photos, "--kernels", KERNELS, "--out", out, "--overwrite");
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    return spark.read().parquet(out.toString());
  }

  @Test
  void tableFunctionsAndViewsAreTheSource() {
    List<String> expected = Rows.of(extracted());
    assertThat(Rows.of(sql("SELECT * FROM pointwise_maps('%s', '%s')", photos, KERNELS)))
        .isEqualTo(expected);
    assertThat(
            Rows.of(
                sql(
                    "SELECT * FROM pointwise_maps(array('%s'), kernels => '%s', partitions => 2)",
                    photos, KERNELS)))
        .isEqualTo(expected);
    sql(
        "CREATE OR REPLACE TEMPORARY VIEW maps USING pointwise OPTIONS (path '%s', kernels '%s')",
        photos, KERNELS);
    assertThat(Rows.of(sql("SELECT * FROM maps"))).isEqualTo(expected);
    assertThat(sql("SELECT count(*) FROM maps").first().getLong(0)).isEqualTo(expected.size());
    assertThat(
            sql(
                    "SELECT sum(channels[0]), count(*) FROM pointwise_pixels('%s/nine.npy',"
                        + " kernels => '{\"name\": \"k\", \"kernels\": [[1, 2, -1]]}')",
                    photos)
                .first())
        .extracting(row -> row.getDouble(0), row -> row.getLong(1))
        .containsExactly(26.0, 9L);
  }

  /**
   * Of images whose maps are one row of the table: of others the function makes one all the same.
   */
  @Test
  void aFunctionOfBytesGivesTheMapsOfExtract() {
    Dataset<Row> maps =
        sql(
            "SELECT m.* FROM (SELECT conv1x1(content, '%s') m FROM binaryFile.`%s`)",
            KERNELS, photos);
    assertThat(maps.schema()).isEqualTo(Conv1x1.SCHEMA);
    String oneRow = "height < 400 OR error IS NOT NULL"; // the scene has other channels
    assertThat(Rows.of(maps.filter(oneRow)))
        .isEqualTo(Rows.of(extracted().drop("origin", "layer").filter(oneRow)))
        .hasSize(2);
    String bands = "{\"name\": \"six\", \"kernels\": [[1, 0, -1, 0.5, 0, 0]]}";
    assertThat(
            Rows.of(
                sql(
                    "SELECT m.* FROM (SELECT conv1x1(content, '%s') m FROM binaryFile.`%s/scene.tif`)",
                    bands, photos)))
        .isEqualTo(
            Rows.of(
                sql("SELECT * FROM pointwise_maps('%s/scene.tif', '%s')", photos, bands)
                    .drop("origin", "layer")))
        .hasSize(1);
  }

  @Test
  void largeMapsAreOneValue() {
    Row strips =
        sql(
                "SELECT count(*), sum(length(data)) FROM pointwise_maps('%s/rocket.jpg', '%s')",
                photos, KERNELS)
            .first();
    assertThat(strips.getLong(0)).isGreaterThan(1);
    assertThat(
            sql(
                    "SELECT length(conv1x1(content, '%s').data) FROM binaryFile.`%s/rocket.jpg`",
                    KERNELS, photos)
                .first()
                .getInt(0))
        .isEqualTo(strips.getLong(1));
  }

  @Test
  void failuresAreInTheStructAndNullGivesNull() {
    Row failed =
        sql(
                "SELECT m.error, m.errorKind, m.data, m.height FROM (SELECT conv1x1(binary('no'), '%s') m)",
                KERNELS)
            .first();
    assertThat(failed.getString(0)).startsWith("the file is text, which is not read");
    assertThat(failed.getString(1)).isEqualTo("content");
    assertThat(failed.isNullAt(2) && failed.isNullAt(3)).isTrue();
    Row none = sql("SELECT conv1x1(NULL, '%s'), vector(NULL), argmax(NULL)", KERNELS).first();
    assertThat(none.isNullAt(0) && none.isNullAt(1) && none.isNullAt(2)).isTrue();
    assertThat(sql("SELECT pixels(CAST(NULL AS BINARY))").collectAsList()).isEmpty();
  }

  @Test
  void columnsAreCalledByTheFunction() {
    assertThat(sql("SELECT conv1x1(content, '%s') FROM binaryFile.`%s`", KERNELS, photos).columns())
        .containsExactly("conv1x1(content)");
  }

  @Test
  void pixelsAreThoseOfTheSource() {
    String raw = "SELECT p.* FROM binaryFile.`%s/nine.npy` LATERAL VIEW pixels(content%s) p AS ";
    String names = String.join(", ", PixelGenerator.SCHEMA.fieldNames());
    for (String by : List.of("", ", '" + KERNELS + "'")) {
      assertThat(Rows.of(spark.sql(Text.of(raw, photos, by) + names)))
          .isEqualTo(
              Rows.of(
                  sql("SELECT * FROM pointwise_pixels('%s/nine.npy'%s)", photos, by)
                      .drop("origin")))
          .hasSize(9);
    }
  }

  /** An image that is read in two pieces: 16.8 MB. */
  @Test
  void pixelsThatAreNoDataAreTold() throws IOException {
    ByteBuffer samples = ByteBuffer.allocate(4 * 2100 * 2000).order(ByteOrder.LITTLE_ENDIAN);
    for (int at : new int[] {0, 77, 2100 * 1000, 2100 * 2000 - 1}) {
      samples.putFloat(4 * at, Float.NaN);
    }
    Pictures.npy(folder.resolve("a.npy"), "<f4", 2100, 2000, 1, samples.array());
    String pixels =
        "SELECT count(*) FROM binaryFile.`%s/a.npy` LATERAL VIEW pixels(content) p AS height, width, y, x, channels, dtype, valid, error, errorKind WHERE NOT valid";
    assertThat(sql(pixels, folder).first().getLong(0)).isEqualTo(4);
  }

  @Test
  void argumentsMayHaveNames() {
    String of = " FROM binaryFile.`%s/nine.npy`";
    byte[] plain = sql("SELECT conv1x1(content, '%s').data" + of, KERNELS, photos).first().getAs(0);
    assertThat(
            sql("SELECT conv1x1(KERNELS => '%s', content => content).data" + of, KERNELS, photos)
                .first()
                .<byte[]>getAs(0))
        .isEqualTo(plain);
    assertThatThrownBy(() -> sql("SELECT pixels(content, kernel => 'x')" + of, photos))
        .hasMessageContaining("Cannot call pixels: found kernel, expected content, kernels");
  }

  /** float32, little-endian: 1 is 0000803F, 2 is 00000040, NaN 0000C07F. */
  @Test
  void vectorsAreNumbers() {
    Row row =
        sql("SELECT vector(X'0000803F00000040'), argmax(X'0000803F0000004000000040'), argmax(X'0000C07F')")
            .first();
    assertThat(row.<Float>getList(0)).containsExactly(1f, 2f);
    assertThat(row.schema().apply(0).dataType())
        .isEqualTo(DataTypes.createArrayType(DataTypes.FloatType, false));
    assertThat(row.getInt(1)).isEqualTo(1);
    assertThat(row.isNullAt(2)).isTrue();
    assertThatThrownBy(() -> sql("SELECT vector(X'00')").collectAsList())
        .hasStackTraceContaining(
            "Cannot take data for float32: found 1 bytes, expected a multiple of 4");
  }

  @Test
  void wrongArgumentsAreRefused() {
    assertThatThrownBy(() -> sql("SELECT conv1x1(content) FROM binaryFile.`%s`", photos))
        .hasMessageContaining("Cannot call conv1x1: found no kernels, expected content, kernels");
    assertThatThrownBy(() -> sql("SELECT conv1x1(path, 'x') FROM binaryFile.`%s`", photos))
        .hasMessageContaining("Cannot read kernels x: no file is there");
    assertThatThrownBy(
            () -> sql("SELECT conv1x1(path, '%s') FROM binaryFile.`%s`", KERNELS, photos))
        .hasMessageContaining("Cannot call conv1x1: found string for content, expected binary");
    assertThatThrownBy(() -> sql("SELECT conv1x1(content, path) FROM binaryFile.`%s`", photos))
        .hasMessageContaining("expected a value that is the same in all rows");
    assertThatThrownBy(() -> sql("SELECT * FROM pointwise_maps('%s', kernel => 'x')", photos))
        .hasMessageContaining("found no option kernel, did you mean kernels?");
    assertThatThrownBy(() -> sql("SELECT * FROM pointwise_maps()"))
        .hasMessageContaining("Cannot call pointwise_maps: found no path");
  }
}
