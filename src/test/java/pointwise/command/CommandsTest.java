package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.pixels.Pictures;
import pointwise.tile.MapTable;
import pointwise.tile.Tile;

class CommandsTest {
  private static final String KERNELS = "conf/kernels/ycbcr.json";
  private static final Path TRUNCATED = Path.of("sample-data/odd/truncated.jpg");

  @TempDir private Path folder;
  private Path good;
  private Path mixed;
  private Path bad;
  private Path out;

  @BeforeEach
  void pictures() throws IOException {
    good = Files.createDirectory(folder.resolve("good"));
    mixed = Files.createDirectory(folder.resolve("mixed"));
    bad = Files.createDirectory(folder.resolve("bad"));
    for (Path p : List.of(good, mixed)) {
      Pictures.uint8(p.resolve("a.npy"), 20, 30, 3, 1);
      Pictures.uint8(p.resolve("b.npy"), 31, 7, 3, 2);
    }
    for (Path p : List.of(bad, mixed)) {
      Files.copy(TRUNCATED, p.resolve("truncated.jpg"));
      Files.createFile(p.resolve("empty.png"));
      Files.writeString(p.resolve("text.jpg"), "no picture");
    }
    out = folder.resolve("out");
  }

  /** Whatever a command did, it left nothing but inputs and results. */
  @AfterEach
  void noStagingFolderIsLeft() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all.map(p -> p.getFileName().toString()))
          .isSubsetOf(
              "good", "mixed", "bad", "out", "pixels", "product", "maps", "k.json", "inner");
    }
  }

  private Cli extract(Object... args) {
    Object[] start = {"extract", "--kernels", KERNELS, "--out", out};
    return Cli.run(Stream.concat(Arrays.stream(start), Arrays.stream(args)).toArray());
  }

  private static JsonNode report(Path folder) throws IOException {
    return new ObjectMapper().readTree(folder.resolve("_report.json").toFile());
  }

  private static void assertCounts(Path out, int inputs, int maps, int errors, int dropped)
      throws IOException {
    JsonNode report = report(out);
    assertThat(Stream.of("inputs", "done", "failed", "dropped").map(n -> report.get(n).asInt()))
        .containsExactly(inputs, maps, errors, dropped);
    Dataset<Row> table = Spark.session().read().parquet(out.toString());
    assertThat(table.where("error is null").count()).isEqualTo(maps);
    assertThat(table.where("error is not null").count()).isEqualTo(errors);
  }

  @Test
  void theTypeOfTheResultIsChosen() throws IOException {
    for (String[] by :
        new String[][] {
          {"--kernels", KERNELS}, {"--network", "sample-data/networks/nin-block.onnx"}
        }) {
      Object[] start = {"extract", by[0], by[1], "--images", "sample-data/nine.npy"};
      Dataset<Row> floats = dtype(start, "maps", "float32");
      Dataset<Row> halves = dtype(start, "product", "float16");
      Dataset<Row> bytes = dtype(start, "pixels", "uint8", "--scale", "0,4", "--nodata-out", "9");
      assertThat(halves.where("nodata is null").count()).isEqualTo(floats.count());
      assertThat(bytes.where("nodata = 9").count()).isEqualTo(floats.count());
      List<Row> wanted = floats.orderBy("layer").collectAsList();
      List<Row> found = bytes.orderBy("layer").collectAsList();
      for (int i = 0; i < wanted.size(); i++) {
        Tile from = MapTable.tile(wanted.get(i));
        Tile to = MapTable.tile(found.get(i));
        assertThat(to.getSamples()).hasSize(from.pixels() * from.getChannels());
        for (int k = 0; k < to.getSamples().length; k++) {
          double scaled = from.buffer().getFloat(4 * k) * (255 / 4.0);
          assertThat(to.getSamples()[k] & 0xff)
              .isEqualTo((int) Math.rint(Math.max(0, Math.min(255, scaled))));
        }
      }
      assertThat(report(folder.resolve("pixels")).get("nodata_values").asInt()).isZero();
    }
  }

  private Dataset<Row> dtype(Object[] start, String out, String dtype, Object... more) {
    Path result = folder.resolve(out);
    Object[] options = {"--out", result, "--overwrite", "--dtype", dtype};
    Cli cli = Cli.run(Stream.of(start, options, more).flatMap(Arrays::stream).toArray());
    assertThat(cli.code()).as(String.join(" ", cli.err())).isZero();
    Dataset<Row> maps = Spark.session().read().parquet(result.toString());
    assertThat(maps.where("dtype = '" + dtype + "'").count()).isEqualTo(maps.count());
    return maps;
  }

  @Test
  void typesThatDoNotGoTogetherAreWrongUse() {
    for (String options :
        List.of(
            "--dtype int8",
            "--dtype uint8",
            "--dtype uint8 --scale 3,3",
            "--dtype uint8 --scale 0,1,2",
            "--dtype uint8 --scale 0,1 --nodata-out 256",
            "--dtype float16 --scale 0,1",
            "--nodata-out 1")) {
      assertWrongUse(
          extract(
              Stream.concat(Stream.of("--images", good), Arrays.stream(options.split(" ")))
                  .toArray()));
    }
    assertThat(out).doesNotExist();
  }

  private void assertWrongUse(Cli cli) {
    assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(2);
    assertThat(cli.err()).hasSize(1);
    assertThat(cli.err().get(0))
        .startsWith("Cannot ")
        .doesNotContain("Exception")
        .doesNotContain("\tat ");
  }

  @Test
  void permissiveKeepsEveryInputAsMapOrError() throws IOException {
    Cli cli = extract("--images", mixed);
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    assertCounts(out, 5, 2, 3, 0);
    assertThat(report(out).get("pixels").asInt()).isEqualTo(20 * 30 + 31 * 7);
  }

  @Test
  void dropmalformedLeavesFailuresOutAndCountsThem() throws IOException {
    assertThat(extract("--images", mixed, "--mode", "dropmalformed").code()).isZero();
    assertCounts(out, 5, 2, 0, 3);
  }

  @Test
  void failfastStopsAndNamesTheFile() {
    Cli cli = extract("--mode", "failfast", "--images", good, mixed.resolve("truncated.jpg"));
    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err()).anyMatch(line -> line.contains("truncated.jpg"));
    assertThat(out).doesNotExist();
    assertThat(extract("--mode", "failfast", "--images", good).code()).isZero();
  }

  @Test
  void everyInputFailedIsThree() throws IOException {
    assertThat(extract("--images", bad).code()).isEqualTo(3);
    assertCounts(out, 3, 0, 3, 0);
    assertThat(extract("--images", bad, "--overwrite", "--mode", "dropmalformed").code())
        .isEqualTo(3);
    assertCounts(out, 3, 0, 0, 3);
  }

  @Test
  void strictChannelsMakeAGreyPictureAnError() throws IOException {
    Pictures.uint8(good.resolve("grey.npy"), 5, 5, 1, 3);
    assertThat(extract("--images", good, "--channels", "strict").code()).isZero();
    assertCounts(out, 3, 2, 1, 0);
    assertThat(extract("--images", good, "--overwrite").code()).isZero();
    assertCounts(out, 3, 3, 0, 0);
  }

  @Test
  void sparkAloneReadsTheDocumentedColumns() {
    assertThat(extract("--images", mixed).code()).isZero();
    assertThat(Spark.session().read().parquet(out.toString()).schema().toDDL())
        .isEqualTo(
            "origin STRING,layer STRING,height INT,width INT,nChannels INT,y INT,rows INT,x INT,columns INT,"
                + "dtype STRING,data BINARY,vector ARRAY<FLOAT>,error STRING,errorKind STRING,nodata DOUBLE,"
                + "crs STRING,transform ARRAY<DOUBLE>,bands ARRAY<STRUCT<name: STRING, wavelength: DOUBLE>>,validShare DOUBLE");
    Cli cli = Cli.run("explode", "--images", mixed, "--out", folder.resolve("pixels"));
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    assertThat(Spark.session().read().parquet(folder.resolve("pixels").toString()).schema().toDDL())
        .isEqualTo(
            "origin STRING,height INT,width INT,y INT,x INT,channels ARRAY<FLOAT>,"
                + "dtype STRING,valid BOOLEAN,error STRING,errorKind STRING");
  }

  @Test
  void explodeThenMultiplyThenAssembleIsExtract() throws IOException {
    Path pixels = folder.resolve("pixels");
    Path product = folder.resolve("product");
    Path maps = folder.resolve("maps");
    assertThat(Cli.run("explode", "--images", mixed, "--out", pixels).code()).isZero();
    assertThat(
            Cli.run("multiply", "--pixels", pixels, "--kernels", KERNELS, "--out", product).code())
        .isZero();
    assertThat(Cli.run("assemble", "--pixels", product, "--out", maps).code()).isZero();
    assertCounts(maps, 5, 2, 3, 0);
    assertThat(extract("--images", mixed).code()).isZero();
    Dataset<Row> once = Spark.session().read().parquet(out.toString()).drop("data", "bands");
    Dataset<Row> thrice = Spark.session().read().parquet(maps.toString()).drop("data", "bands");
    assertThat(thrice.orderBy("origin").collectAsList())
        .isEqualTo(once.orderBy("origin").collectAsList());
  }

  @Test
  void wrongUseIsTwoAndOneLine() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("inner"));
    assertWrongUse(extract("--images", folder.resolve("nowhere")));
    assertWrongUse(extract("--images", folder.resolve("nowhere*.png")));
    assertWrongUse(extract("--images", empty));
    assertWrongUse(extract("--images", folder.resolve("no[where")));
    assertWrongUse(extract("--images", good, "--glob", "["));
    assertWrongUse(extract("--images", "nothing://is/there"));
    assertWrongUse(extract("--images", ""));
    assertWrongUse(Cli.run("assemble", "--pixels", empty, "--out", out));
    assertWrongUse(Cli.run("assemble", "--pixels", bad, "--out", out));
    assertWrongUse(extract("--images", good, "--unknown"));
    assertWrongUse(extract("--images", good, "--mode", "sometimes"));
    assertWrongUse(extract("--images", good, "--partitions", "-1"));
    assertWrongUse(extract("--images", good, "--max-pixels", "0"));
    assertWrongUse(extract("--images", good, "--codec", "zip"));
    assertWrongUse(extract());
    assertWrongUse(Cli.run("nonsense"));
    assertWrongUse(Cli.run("assemble", "--pixels", folder.resolve("nowhere"), "--out", out));
    assertThat(out).doesNotExist();
  }

  @Test
  void badKernelsAreTwoAndOneLineThatNamesTheFile() throws IOException {
    Path file = folder.resolve("k.json");
    for (String json :
        List.of("", "{", "[]", "{\"kernels\": []}", "{\"kernels\": [[1,2],[1]]}", "{\"x\": 1}")) {
      Files.writeString(file, json);
      Cli cli = Cli.run("extract", "--kernels", file, "--images", good, "--out", out);
      assertWrongUse(cli);
      assertThat(cli.err().get(0)).contains("k.json");
    }
    assertWrongUse(
        Cli.run("extract", "--kernels", folder.resolve("no.json"), "--images", good, "--out", out));
    assertWrongUse(Cli.run("extract", "--kernels", folder, "--images", good, "--out", out));
  }

  @Test
  void aTableThatHoldsNoPixelsIsWrongUse() {
    assertThat(extract("--images", good).code()).isZero();
    assertWrongUse(Cli.run("assemble", "--pixels", out, "--out", folder.resolve("maps")));
    assertThat(folder.resolve("maps")).doesNotExist();
  }

  @Test
  void anOutputThatExistsIsLeftAsItIs() throws IOException {
    Files.createDirectory(out);
    Path kept = Files.writeString(out.resolve("mine.txt"), "mine");
    assertWrongUse(extract("--images", good));
    assertWrongUse(extract("--images", good, "--overwrite"));
    assertThat(kept).hasContent("mine");
    assertThat(out.resolve("_report.json")).doesNotExist();
  }

  @Test
  void overwriteKeepsTheOldResultUntilTheNewOneIsComplete() throws IOException {
    assertThat(extract("--images", good).code()).isZero();
    byte[] before = Files.readAllBytes(out.resolve("_report.json"));
    assertWrongUse(extract("--images", good));
    assertThat(extract("--images", mixed, "--mode", "failfast", "--overwrite").code()).isEqualTo(1);
    assertThat(out.resolve("_report.json")).hasBinaryContent(before);
    assertCounts(out, 2, 2, 0, 0);
    assertThat(extract("--images", mixed, "--overwrite").code()).isZero();
    assertCounts(out, 5, 2, 3, 0);
  }

  @Test
  void anOutputThatHoldsTheInputIsRefused() throws IOException {
    assertThat(extract("--images", good).code()).isZero();
    Path inside = Pictures.uint8(out.resolve("inside.npy"), 3, 3, 3, 5);
    assertWrongUse(extract("--images", inside, "--overwrite"));
    assertWrongUse(extract("--images", out, "--glob", "*.npy", "--overwrite"));
    assertThat(inside).exists();
    Path pixels = folder.resolve("pixels");
    assertThat(Cli.run("explode", "--images", good, "--out", pixels).code()).isZero();
    assertWrongUse(Cli.run("assemble", "--pixels", pixels, "--out", pixels, "--overwrite"));
    assertThat(pixels.resolve("_report.json")).exists();
  }
}
