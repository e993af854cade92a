package pointwise.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.Spark;
import pointwise.command.Cli;
import pointwise.pixels.Pictures;
import pointwise.pixels.PixelRow;
import pointwise.text.UsageException;
import pointwise.tile.MapTable;

/** The source gives the rows that the commands write, bit for bit. */
class SourceTest {
  private static final String NINE = "sample-data/nine.npy";
  private static final String PHOTOS = "sample-data/photos";
  private static final String SUM = "{\"name\": \"sum\", \"kernels\": [[1, 2, -1]]}";
  private static final String HUES = "conf/kernels/hue-units-16.json";

  @TempDir private Path folder;
  private SparkSession spark;
  private String kernels;
  private Path images;

  @BeforeEach
  void files() throws Exception {
    spark = Spark.session();
    kernels = Files.writeString(folder.resolve("nine.json"), SUM).toString();
    images = Files.createDirectory(folder.resolve("images"));
    Pictures.uint8(images.resolve("a.npy"), 4, 5, 3, 1);
    Pictures.uint8(images.resolve("b.npy"), 7, 2, 3, 2);
    Pictures.uint8(images.resolve("c.npy"), 3, 3, 3, 3);
  }

  private Dataset<Row> load(Map<String, String> options, Object... paths) {
    return spark
        .read()
        .format("pointwise")
        .options(options)
        .load(Stream.of(paths).map(Object::toString).toArray(String[]::new));
  }

  /** The table that a command writes. */
  private List<String> written(String command, Object... options) {
    return Rows.of(table(command, options));
  }

  private Dataset<Row> table(String command, Object... options) {
    Path out = folder.resolve(command);
    List<Object> words = new ArrayList<>(List.of(command, "--out", out, "--overwrite"));
    words.addAll(List.of(options));
    Cli cli = Cli.run(words.toArray());
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    return spark.read().parquet(out.toString());
  }

  private void bad(String name) throws Exception {
    Files.writeString(images.resolve(name), "no picture");
  }

  private static String plan(Dataset<Row> table) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) table)
        .queryExecution()
        .executedPlan()
        .toString();
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
    Dataset<Row> products = load(Map.of("kernels", SUM, "rows", "pixels"), NINE);
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
    String photo = PHOTOS + "/rocket.jpg";
    String scene = "sample-data/landsat/L7_ETMs.tif";
    for (String by : List.of("kernels", "network")) {
      String model = by.equals("kernels") ? HUES : "sample-data/networks/nin-block.onnx";
      assertThat(Rows.of(load(Map.of(by, model), photo, NINE, scene)))
          .isEqualTo(written("extract", "--images", photo, NINE, scene, "--" + by, model));
    }
    assertThat(
            Rows.of(
                load(
                    Map.of(
                        "kernels",
                        HUES,
                        "dtype",
                        "uint8",
                        "scale",
                        "0,2",
                        "BANDS",
                        "3,2,1",
                        "channels",
                        "strict",
                        "partitions",
                        "1"),
                    scene)))
        .isEqualTo(
            written(
                "extract",
                "--images",
                scene,
                "--kernels",
                HUES,
                "--dtype",
                "uint8",
                "--scale",
                "0,2",
                "--bands",
                "3,2,1",
                "--channels",
                "strict"));
  }

  @Test
  void pixelsAreThoseOfExplodeAndMultiply() {
    String scene = "sample-data/odd/palette_color.png";
    assertThat(Rows.of(load(Map.of("rows", "pixels"), images, scene)))
        .isEqualTo(written("explode", "--images", images, scene));
    assertThat(Rows.of(load(Map.of("rows", "pixels", "kernels", kernels), images, scene)))
        .isEqualTo(
            written("multiply", "--pixels", folder.resolve("explode"), "--kernels", kernels));
  }

  /** What is no data is none in rows of pixels too. */
  @Test
  void pixelsWithoutDataAreThoseOfTheCommands() {
    Map<String, String> options = Map.of("rows", "pixels", "kernels", kernels, "nodata", "7");
    Pictures.npy(images.resolve("c.npy"), "|u1", 1, 2, 3, new byte[] {7, 2, 3, 1, 2, 3});
    Dataset<Row> explode = table("explode", "--images", images, "--nodata", "7");
    assertThat(explode.filter("not valid").count()).isPositive();
    assertThat(Rows.of(load(options, images)))
        .isEqualTo(
            written("multiply", "--pixels", folder.resolve("explode"), "--kernels", kernels));
  }

  @ParameterizedTest
  @ValueSource(strings = {"permissive", "dropmalformed"})
  void imagesThatFailAreThoseOfExtract(String mode) throws Exception {
    bad("bad.jpg");
    Pictures.uint8(images.resolve("five.npy"), 4, 5, 5, 1);
    assertThat(Rows.of(load(Map.of("kernels", kernels, "mode", mode), images)))
        .isEqualTo(written("extract", "--images", images, "--kernels", kernels, "--mode", mode))
        .hasSize(mode.equals("permissive") ? 5 : 4);
    assertThat(load(Map.of("kernels", kernels, "mode", mode), images).count())
        .isEqualTo(mode.equals("permissive") ? 5 : 4);
  }

  @Test
  void pixelsOfImagesThatFailAreAsTheModeSays() throws Exception {
    bad("bad.jpg");
    Map<String, String> pixels = Map.of("rows", "pixels", "kernels", kernels);
    List<Row> failed = load(pixels, images).filter("error IS NOT NULL").collectAsList();
    assertThat(failed).hasSize(1);
    assertThat(failed.get(0).<String>getAs("error")).startsWith("the file is text");
    assertThat(failed.get(0).isNullAt(failed.get(0).fieldIndex(PixelRow.CHANNELS))).isTrue();
    assertThat(failed.get(0).isNullAt(failed.get(0).fieldIndex("y"))).isTrue();
    Map<String, String> mode = new HashMap<>(pixels);
    mode.put("mode", "dropmalformed");
    assertThat(load(mode, images).count()).isEqualTo(20 + 14 + 9);
    mode.put("mode", "failfast");
    assertThatThrownBy(() -> load(mode, images).collectAsList())
        .hasStackTraceContaining("the file is text");
  }

  /** Rows of a batch lie in a tile that is used again: who keeps some has to copy them. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void pixelsThatAreKeptStay(boolean compiled) {
    String setting = "spark.sql.codegen.wholeStage";
    Dataset<Row> stored = table("explode", "--images", images);
    spark.conf().set(setting, compiled);
    try {
      Dataset<Row> pixels = load(Map.of("rows", "pixels", "partitions", "1"), images);
      for (String kept :
          List.of(
              "sort_array(collect_list(struct(y, x, channels)))",
              "max_by(channels, 10 * y + x)",
              "max(struct(y, x, channels))",
              "sum(channels[1] + size(channels))")) {
        assertThat(Rows.of(pixels.groupBy("origin").agg(expr(kept))))
            .isEqualTo(Rows.of(stored.groupBy("origin").agg(expr(kept))));
      }
      assertThat(Rows.of(pixels.orderBy("channels").limit(7)))
          .isEqualTo(Rows.of(stored.orderBy("channels").limit(7)));
    } finally {
      spark.conf().unset(setting);
    }
  }

  @Test
  void anImageThatFailsStopsAQueryInFailfast() throws Exception {
    bad("z.jpg");
    Dataset<Row> maps = load(Map.of("kernels", kernels, "mode", "failfast"), images);
    assertThatThrownBy(maps::collectAsList).hasStackTraceContaining("the file is text");
    // The last of the files is not opened.
    assertThat(maps.limit(1).collectAsList()).hasSize(1);
    assertThat(maps.filter(col("origin").endsWith("a.npy")).count()).isEqualTo(1);
  }

  @Test
  void limitAndOriginsGoDownToTheFiles() {
    Dataset<Row> maps = load(Map.of("kernels", kernels), images);
    assertThat(plan(maps)).contains("pointwise MAPS of 3 files");
    assertThat(plan(maps.limit(2))).contains("of 2 files");
    for (Column one :
        List.of(
            col("origin").endsWith("b.npy"),
            col("origin").contains("b.npy"),
            col("origin").equalTo("file:" + images.resolve("b.npy")),
            col("origin").isin("file:" + images.resolve("b.npy"), "x"))) {
      assertThat(plan(maps.filter(one))).as("%s", one).contains("of 1 files");
      assertThat(maps.filter(one).select("height").as(Encoders.INT()).collectAsList())
          .containsExactly(7);
    }
    assertThat(maps.filter("height = 7 or origin like '%a.npy'").count()).isEqualTo(2);
    assertThat(maps.limit(2).collectAsList()).hasSize(2);
    assertThat(load(Map.of("rows", "pixels"), images).limit(21).collectAsList()).hasSize(21);
  }

  @Test
  void columnsThatAreNotAskedForChangeNothing() throws Exception {
    bad("bad.jpg");
    Dataset<Row> maps = load(Map.of("kernels", kernels), images);
    List<String> sizes = List.of("origin", "height", "rows", "dtype", "nodata", "error");
    String[] rest = sizes.subList(1, sizes.size()).toArray(String[]::new);
    Dataset<Row> stored = table("extract", "--images", images, "--kernels", kernels);
    assertThat(Rows.of(maps.select("origin", rest)))
        .isEqualTo(Rows.of(stored.select("origin", rest)));
    for (String column : MapTable.SCHEMA.fieldNames()) {
      assertThat(Rows.of(maps.select(column))).isEqualTo(Rows.of(stored.select(column)));
    }
    assertThat(maps.count()).isEqualTo(4);
    assertThat(load(Map.of("rows", "pixels", "kernels", kernels), images).count())
        .isEqualTo(20 + 14 + 9 + 1);
  }

  @Test
  void queriesRunAgainAndCountForThemselves() throws Exception {
    bad("bad.jpg");
    Dataset<Row> maps = load(Map.of("kernels", kernels), images);
    for (int i = 0; i < 2; i++) {
      Dataset<Row> again = maps.select("*");
      assertThat(again.collectAsList()).hasSize(4);
      scala.collection.immutable.Map<String, SQLMetric> metrics =
          ((org.apache.spark.sql.classic.Dataset<Row>) again)
              .queryExecution()
              .executedPlan()
              .collectLeaves()
              .head()
              .metrics();
      assertThat(metrics.apply("images").value()).isEqualTo(4);
      assertThat(metrics.apply("failedImages").value()).isEqualTo(1);
      assertThat(metrics.apply("pixels").value()).isEqualTo(20 + 14 + 9);
      assertThat(metrics.apply("readTime").value()).isPositive();
      assertThat(metrics.apply("multiplyTime").value()).isPositive();
    }
  }

  @Test
  void timesAreShownInSeconds() {
    assertThat(
            new SourceMetrics.Read().aggregateTaskMetrics(new long[] {1_500_000_000L, 2_000_000}))
        .isEqualTo("1.502 s");
    assertThat(new SourceMetrics.Images().aggregateTaskMetrics(new long[] {1, 2})).isEqualTo("3");
  }

  @Test
  void tablesAreJoinedSampledAndWritten() {
    Dataset<Row> maps = load(Map.of("kernels", kernels), images);
    Dataset<Row> labels =
        spark
            .createDataset(List.of("file:" + images.resolve("a.npy")), Encoders.STRING())
            .toDF("o");
    assertThat(maps.join(labels, maps.col("origin").equalTo(labels.col("o"))).count()).isEqualTo(1);
    assertThat(maps.sample(1.0).count()).isEqualTo(3);
    Path out = folder.resolve("plain");
    maps.repartition(2).write().parquet(out.toString());
    assertThat(Rows.of(spark.read().parquet(out.toString())))
        .isEqualTo(written("extract", "--images", images, "--kernels", kernels));
  }

  @Test
  void kryoChangesNothing() throws Exception {
    bad("bad.jpg");
    List<String> maps = Rows.of(load(Map.of("kernels", kernels), images));
    spark.stop();
    System.setProperty("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    try {
      spark = Spark.session();
      assertThat(Rows.of(load(Map.of("kernels", kernels), images))).isEqualTo(maps).hasSize(4);
      Dataset<Row> pixels = load(Map.of("rows", "pixels", "kernels", kernels), images);
      assertThat(
              Rows.of(
                  pixels
                      .groupBy("origin")
                      .agg(expr("feature_map(height, width, y, x, channels)").as("m"))
                      .selectExpr("origin", "m.data")
                      .filter("data IS NOT NULL")))
          .isEqualTo(
              Rows.of(
                  load(Map.of("kernels", kernels), images)
                      .selectExpr("origin", "data")
                      .filter("data IS NOT NULL")))
          .hasSize(3);
    } finally {
      Spark.session().stop();
      System.clearProperty("spark.serializer");
    }
  }

  private void refused(Map<String, String> options, String message) {
    assertThatThrownBy(() -> load(options, images))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }

  /** When the table is named, not when it is read. */
  @Test
  void wrongOptionsAreRefusedAtOnce() throws Exception {
    refused(Map.of(), "Cannot extract: expected one of kernels and network");
    refused(
        Map.of("kernels", kernels, "maxPixel", "5"),
        "Cannot read images: found no option maxPixel, did you mean maxPixels?");
    refused(
        Map.of("kernels", kernels, "maxPixels", "0"),
        "Cannot use maxPixels: found 0, expected at least 1");
    refused(
        Map.of("kernels", kernels, "dtype", "uint8"),
        "Cannot use dtype uint8: found nothing for scale, expected LOW,HIGH with LOW below HIGH by"
            + " a finite number");
    refused(
        Map.of("kernels", kernels, "rows", "lines"),
        "Cannot use the option rows: found lines, expected maps or pixels");
    refused(Map.of("kernels", ""), "Cannot use kernels: found an empty word");
    refused(
        Map.of("kernels", kernels, "explain", "true"),
        "Cannot read images: found no option explain");
    refused(
        Map.of("rows", "pixels", "network", "sample-data/networks/fire.onnx"),
        "Cannot read pixels of a network: expected rows of maps, or kernels");
    refused(
        Map.of("rows", "pixels", "kernels", kernels, "dtype", "float16"),
        "Cannot use dtype, scale or nodataOut with rows of pixels: they go with maps");
    refused(
        Map.of("kernels", kernels, "imagesFrom", "-"),
        "Cannot use imagesFrom: found standard input, expected a file");
    refused(
        Map.of("kernels", "nowhere.json"),
        "Cannot read kernels nowhere.json: no file is there, expected a kernel file in JSON");
    assertThatThrownBy(() -> load(Map.of("kernels", kernels, "mode", "lax"), images))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("mode")
        .hasMessageContaining("lax");
    assertThatThrownBy(() -> load(Map.of("kernels", kernels), "/nowhere"))
        .hasMessageContaining("Cannot list images in /nowhere: nothing is there");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> load(Map.of("kernels", kernels), empty))
        .hasMessageContaining("Cannot list images: there are none in " + empty);
  }
}
