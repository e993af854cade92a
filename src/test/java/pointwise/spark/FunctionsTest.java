package pointwise.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
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
import pointwise.text.Sha256;
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

  private String map(String pixels) {
    return "SELECT origin, m.* FROM (SELECT origin, feature_map(height, width, y, x, channels) AS m FROM "
        + pixels
        + " GROUP BY origin)";
  }

  /** Pixels in any order and partition; rocket's map is several rows of the table. */
  @Test
  void pixelsAreAMapAgain() {
    String pixels = Text.of("pointwise_pixels('%s', '%s', partitions => 3)", photos, KERNELS);
    Dataset<Row> maps = spark.sql(map(pixels)).cache();
    assertThat(maps.drop("origin").schema()).isEqualTo(Conv1x1.SCHEMA);
    Dataset<Row> extracted = extracted().filter("error IS NULL");
    assertThat(wholes(maps.filter("error IS NULL"))).isEqualTo(wholes(extracted)).hasSize(2);
    // The scene has other channels, and no pixels.
    Row scene = maps.filter("error IS NOT NULL").first();
    assertThat(scene.<String>getAs("origin")).endsWith("scene.tif");
    assertThat(scene.<String>getAs("error")).isEqualTo("there are no pixels");
    spark.sql("SELECT * FROM " + pixels).repartition(5).createOrReplaceTempView("mixed");
    assertThat(wholes(spark.sql(map("mixed")).filter("error IS NULL")))
        .isEqualTo(wholes(extracted));
    maps.unpersist();
  }

  /** The hash of the samples of a map by its image, strips joined. */
  private static Map<String, String> wholes(Dataset<Row> maps) {
    Map<String, ByteArrayOutputStream> wholes = new TreeMap<>();
    for (Row row : maps.orderBy("origin", "y").collectAsList()) {
      wholes
          .computeIfAbsent(row.getAs("origin"), origin -> new ByteArrayOutputStream())
          .writeBytes(row.getAs("data"));
    }
    Map<String, String> hashes = new TreeMap<>();
    wholes.forEach((origin, data) -> hashes.put(origin, Sha256.hex(data.toByteArray())));
    return hashes;
  }

  /** 1 x 2 x 1 of 1 and 2: 0000803F, 00000040. */
  @Test
  void aMapThatIsNotWholeTellsWhy() {
    assertThat(
            ofPixels(
                "(1, 2, 0, 0, array(1f)), (1, 2, 0, 1, array(2f)), (NULL, 2, 0, 1, array(3f))"))
        .isEqualTo("0000803F00000040");
    assertThat(ofPixels("(2, 2, 0, 0, array(1f)), (2, 2, 1, 1, array(2f)), (2, 2, 0, 1, NULL)"))
        .isEqualTo("pixel (y=0, x=1) is missing");
    assertThat(
            ofPixels(
                "(1, 3, 0, 2, array(1f)), (1, 3, 0, 2, array(2f)), (1, 3, 0, 0, array(2f)), (1, 3, 0, 1, array(2f)), (1, 3, 0, 1, array(2f))"))
        .isEqualTo("pixel (y=0, x=1) is there more than once");
    assertThat(ofPixels("(1, 2, 1, 0, array(1f))"))
        .isEqualTo("pixel (y=1, x=0) is outside the map, expected one of 1 x 2 x 1");
    assertThat(ofPixels("(1, 2, 0, 0, array(1f)), (1, 2, 0, 1, array(2f, 3f))"))
        .isEqualTo("the pixels are not of one map, found some of 1 x 2 x 1 and of 1 x 2 x 2");
    assertThat(ofPixels("(30000, 30000, 0, 0, array(1f))"))
        .isEqualTo(
            "pixels of 30000 x 30000 x 1 do not make a map, expected 1 x 1 x 1 to 2147483632 bytes of float32");
    assertThat(ofPixels("(1, 1, 0, 0, CAST(NULL AS ARRAY<FLOAT>))"))
        .isEqualTo("there are no pixels");
  }

  private String ofPixels(String rows) {
    return sql(
            "SELECT coalesce(m.error, hex(m.data)) FROM (SELECT feature_map(h, w, y, x, c) m FROM (SELECT /*+ COALESCE(1) */ * FROM VALUES %s AS p(h, w, y, x, c)))",
            rows)
        .first()
        .getString(0);
  }

  /** As extract makes maps of a table of maps; a row of a map that is cut stays one. */
  @Test
  void banksChain() {
    String second =
        "{\"name\": \"two\", \"kernels\": [[0.5, -1%1$s], [1, 2%1$s]]}"
            .replace("%1$s", ", 0.25".repeat(14));
    extracted();
    Path out = folder.resolve("again");
    Cli cli =
        Cli.run(
            "extract",
            "--images",
            folder.resolve("maps"),
            "--kernels",
            write("second.json", second),
            "--out",
            out);
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    Dataset<Row> again = spark.read().parquet(out.toString()).filter("error IS NULL");
    Dataset<Row> chained =
        sql(
            "SELECT path AS origin, m.* FROM (SELECT path, conv1x1(conv1x1(content, '%s'), '%s') m FROM binaryFile.`%s`)",
            KERNELS, second, photos);
    assertThat(wholes(chained.filter("error IS NULL"))).isEqualTo(wholes(again)).hasSize(2);
    assertThat(chained.filter("error IS NOT NULL").first().<String>getAs("error"))
        .isEqualTo(extracted().filter("error IS NOT NULL").first().<String>getAs("error"));
    Dataset<Row> strips =
        sql(
            "SELECT origin, m.* FROM (SELECT origin, conv1x1(struct(t.*), '%s') m FROM pointwise_maps('%s', '%s') t)",
            second, photos, KERNELS);
    assertThat(wholes(strips.filter("error IS NULL"))).isEqualTo(wholes(again));
    assertThat(strips.filter("error IS NULL").count())
        .isEqualTo(extracted().filter("error IS NULL").count());
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Blue first, in the struct; PNGs, whose samples all readers have alike. */
  @Test
  void imagesOfSparkAreImages() throws IOException {
    Path pngs = Files.createDirectory(folder.resolve("pngs"));
    for (int type :
        new int[] {
          BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_4BYTE_ABGR
        }) {
      BufferedImage image = new BufferedImage(5, 4, type);
      for (int i = 0; i < 20; i++) {
        image.setRGB(i % 5, i / 5, i * 0x0c070503 + 0x11223344);
      }
      ImageIO.write(image, "png", pngs.resolve(type + ".png").toFile());
    }
    Files.writeString(pngs.resolve("bad.png"), "no picture");
    spark.read().format("image").load(pngs.toString()).createOrReplaceTempView("sparks");
    String maps =
        "SELECT regexp_extract(%s, '[^/]*$', 0) AS origin, m.* FROM (SELECT *, conv1x1(%s, '%s') m FROM %s) WHERE m.error IS NULL";
    assertThat(wholes(sql(maps, "image.origin", "image", KERNELS, "sparks")))
        .isEqualTo(wholes(sql(maps, "path", "content", KERNELS, "binaryFile.`" + pngs + "`")))
        .hasSize(3);
    assertThat(
            sql("SELECT conv1x1(image, '%s').error FROM sparks WHERE image.nChannels < 0", KERNELS)
                .first()
                .getString(0))
        .isEqualTo("the struct is no image: found mode -1 for -1 channels, expected all samples");
  }

  @Test
  void structsThatAreNoImagesAreTold() {
    String map =
        "named_struct('height', 1, 'width', 2, 'nChannels', 3, 'dtype', '%s', 'data', X'%s')";
    String error = "SELECT conv1x1(" + map + ", '" + KERNELS + "').error";
    assertThat(sql(error, "uint8", "0102").first().getString(0))
        .isEqualTo(
            "the struct is no image: found 2 bytes of uint8 for 1 x 2 x 3, expected all samples");
    assertThat(sql(error, "int64", "0102").first().getString(0))
        .startsWith("the dtype is unknown, found int64");
    assertThat(
            sql("SELECT count(*) FROM (SELECT pixels(" + map + "))", "uint8", "010203040506")
                .first()
                .getLong(0))
        .isEqualTo(2);
    assertThatThrownBy(
            () -> sql("SELECT conv1x1(named_struct('height', 1, 'data', X''), '%s')", KERNELS))
        .hasMessageContaining(
            "expected binary, or a struct of height, width, nChannels, data and dtype or mode");
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
