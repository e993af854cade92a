package pointwise.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.CoreType;
import pointwise.Spark;
import pointwise.input.FailurePolicy;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.RowPass;
import pointwise.input.TaskInputs;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.KernelSource;
import pointwise.pixels.Pictures.Map32;
import pointwise.pixels.Pictures.Picture;
import pointwise.raster.Window;
import pointwise.report.JobMetrics;
import pointwise.text.Text;
import pointwise.tile.MapTable;
import pointwise.tile.Tile;
import pointwise.tile.TileStage;

class PathsTest {
  private static final Path NINE = Pictures.SAMPLES.resolve("nine.npy");

  @TempDir private Path folder;

  private static Dataset<InputSplit> read(Path... files) {
    return ImageSource.read(
        Spark.session(), Arrays.stream(files).map(Path::toString).toArray(String[]::new));
  }

  private static Dataset<Row> onePass(Dataset<InputSplit> images, Multiply multiply) {
    JobMetrics metrics = new JobMetrics(Spark.session().sparkContext());
    TaskInputs reading = new TaskInputs(Spark.session(), TaskInputs.MAX_PIXELS, metrics);
    RowPass<Tile> pass =
        ExtractPass.maps(
            reading, multiply, new TileStage.Chain(List.of()), FailurePolicy.PERMISSIVE);
    return MapTable.of(images.mapPartitions(pass, Tile.ENCODER));
  }

  private static Dataset<Row> fromRows(Dataset<PixelRow> rows) {
    return MapTable.of(Assemble.fromRows(rows));
  }

  private static Dataset<Row> fromBlocks(Dataset<Tile> blocks) {
    return MapTable.of(Assemble.fromBlocks(blocks));
  }

  private static Dataset<Row> byRows(Dataset<InputSplit> images, Multiply multiply) {
    return fromRows(multiply.rows(Explode.rows(images)));
  }

  private static Dataset<Row> byBlocks(Dataset<InputSplit> images, Multiply multiply) {
    return fromBlocks(multiply.blocks(Explode.blocks(images)));
  }

  private Path[] pictures() {
    return new Path[] {
      NINE,
      Pictures.PHOTOS.resolve("chelsea.png"),
      Pictures.uint8(folder.resolve("1x1.npy"), 1, 1, 3, 1),
      Pictures.uint8(folder.resolve("1x97.npy"), 1, 97, 3, 2),
      Pictures.uint8(folder.resolve("97x1.npy"), 97, 1, 3, 3),
      Pictures.uint8(folder.resolve("63x65.npy"), 63, 65, 3, 4)
    };
  }

  private static Map<String, Picture> known() {
    return Map.of(
        "nine.npy",
        new Picture(
            3,
            3,
            3,
            new float[] {
              1, 1, 1, 3, 3, 0, 0, 0, 0, 2, 0, 0, 0, 1, 1, 4, 2, 1, 1, 1, 1, 2, 1, 1, 0, 0, 0
            }),
        "chelsea.png",
        Pictures.photo(Pictures.PHOTOS.resolve("chelsea.png")),
        "1x1.npy",
        Pictures.random(1, 1, 3, 1),
        "1x97.npy",
        Pictures.random(1, 97, 3, 2),
        "97x1.npy",
        Pictures.random(97, 1, 3, 3),
        "63x65.npy",
        Pictures.random(63, 65, 3, 4));
  }

  private static void assertSamples(Map<String, Map32> maps, Map<String, Picture> expected) {
    assertThat(maps.keySet()).isEqualTo(new java.util.TreeSet<>(expected.keySet()));
    expected.forEach(
        (name, picture) -> {
          assertThat(maps.get(name).height()).as(name).isEqualTo(picture.height());
          assertThat(maps.get(name).width()).as(name).isEqualTo(picture.width());
          assertThat(Arrays.equals(maps.get(name).samples(), picture.samples())).as(name).isTrue();
        });
  }

  @Test
  void assembleUndoesExplodeForRows() {
    Dataset<PixelRow> rows = Explode.rows(read(pictures()));
    assertSamples(Pictures.maps(fromRows(rows)), known());
  }

  @Test
  void assembleUndoesExplodeForRowsInAnyOrderAndPartition() {
    Dataset<PixelRow> rows = Explode.rows(read(pictures()));
    assertSamples(Pictures.maps(fromRows(rows.orderBy(functions.rand(5)).repartition(7))), known());
    assertSamples(
        Pictures.maps(fromRows(rows.repartition(7).sortWithinPartitions(functions.rand(6)))),
        known());
  }

  @Test
  void assembleUndoesExplodeForBlocksByteForByte() {
    List<Row> maps = fromBlocks(Explode.blocks(read(pictures()))).collectAsList();
    Map<String, Picture> known = known();
    assertThat(maps).hasSameSizeAs(known.keySet());
    for (Row map : maps) {
      String name = new org.apache.hadoop.fs.Path(map.<String>getAs("origin")).getName();
      byte[] data = map.getAs("data");
      float[] expected = known.get(name).samples();
      boolean float32 = map.<String>getAs("dtype").contains("float32");
      assertThat(data.length).as(name).isEqualTo(expected.length * (float32 ? 4 : 1));
      ByteBuffer bytes = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
      float[] found = new float[expected.length];
      for (int i = 0; i < found.length; i++) {
        found[i] = float32 ? bytes.getFloat() : bytes.get() & 0xff;
      }
      assertThat(Arrays.equals(found, expected)).as(name).isTrue();
    }
  }

  /** The first message in the chain of causes that begins with "Cannot assemble". */
  private static String refusal(Dataset<?> table) {
    Throwable root = catchThrowable(table::collectAsList);
    assertThat(root).isNotNull();
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }

  private static PixelRow pixel(String origin, int height, int width, int y, int x) {
    return new PixelRow(origin, height, width, y, x, new float[] {y, x}, "float32", true);
  }

  private static List<PixelRow> pixels(String origin, int height, int width) {
    List<PixelRow> rows = new ArrayList<>();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        rows.add(pixel(origin, height, width, y, x));
      }
    }
    return rows;
  }

  private static Dataset<Row> assembled(List<PixelRow> rows) {
    Collections.shuffle(rows, new Random(8));
    return fromRows(Spark.session().createDataset(rows, PixelRow.ENCODER).repartition(7));
  }

  @Test
  void onePixelThatIsMissingIsAnErrorThatNamesIt() {
    for (int[] lost : new int[][] {{0, 0}, {2, 4}, {5, 0}, {6, 4}}) {
      List<PixelRow> rows = pixels("a.npy", 7, 5);
      rows.remove(lost[0] * 5 + lost[1]);
      rows.addAll(pixels("b.npy", 3, 3));
      assertThat(refusal(assembled(rows)))
          .isEqualTo("Cannot assemble a.npy: pixel (y=%d, x=%d) is missing", lost[0], lost[1]);
    }
  }

  @Test
  void aLostLastLineOrColumnIsAnErrorThatNamesItsFirstPixel() {
    List<PixelRow> noLine = pixels("a.npy", 7, 5);
    noLine.removeIf(row -> row.getY() == 6);
    assertThat(refusal(assembled(noLine)))
        .isEqualTo("Cannot assemble a.npy: pixel (y=6, x=0) is missing");
    List<PixelRow> noColumn = pixels("a.npy", 7, 5);
    noColumn.removeIf(row -> row.getX() == 4);
    assertThat(refusal(assembled(noColumn)))
        .isEqualTo("Cannot assemble a.npy: pixel (y=0, x=4) is missing");
  }

  @Test
  void aDoubledPixelIsAnErrorThatNamesIt() {
    for (int[] doubled : new int[][] {{0, 0}, {3, 2}, {6, 4}}) {
      List<PixelRow> rows = pixels("a.npy", 7, 5);
      rows.add(pixel("a.npy", 7, 5, doubled[0], doubled[1]));
      assertThat(refusal(assembled(rows)))
          .isEqualTo(
              "Cannot assemble a.npy: pixel (y=%d, x=%d) is there more than once",
              doubled[0], doubled[1]);
    }
  }

  @Test
  void aPixelOfAnotherShapeOrOutsideIsAnErrorThatNamesTheImage() {
    List<PixelRow> shape = pixels("a.npy", 7, 5);
    shape.set(17, pixel("a.npy", 8, 5, 3, 2));
    assertThat(refusal(assembled(shape))).startsWith("Cannot assemble a.npy: pixel (y=");
    for (int[] outside : new int[][] {{7, 0}, {-1, 0}, {0, 5}, {0, -1}, {1 << 30, 0}}) {
      List<PixelRow> rows = pixels("a.npy", 7, 5);
      rows.add(pixel("a.npy", 7, 5, outside[0], outside[1]));
      assertThat(refusal(assembled(rows)))
          .startsWith(
              Text.of("Cannot assemble a.npy: pixel (y=%d, x=%d) ", outside[0], outside[1]));
    }
  }

  /** 64 x 64 x 1200 is 19.7 MB as float32: strips of 6 lines. */
  @Test
  void aWholeStripThatIsLostIsAnErrorThatNamesOriginAndPixel() {
    Path file = Pictures.uint8(folder.resolve("deep.npy"), 64, 64, 1200, 9);
    String origin = Pictures.origin(file);
    Dataset<PixelRow> rows = Explode.rows(read(file));
    List<Row> whole = fromRows(rows.repartition(7)).collectAsList();
    assertThat(whole).hasSize(11);
    assertThat(
            Arrays.equals(
                Pictures.maps(whole).get("deep.npy").samples(),
                Pictures.random(64, 64, 1200, 9).samples()))
        .isTrue();
    for (int strip : new int[] {0, 4, 10}) {
      Dataset<PixelRow> lost =
          rows.filter((FilterFunction<PixelRow>) row -> row.getY() / 6 != strip);
      assertThat(refusal(fromRows(lost)))
          .isEqualTo("Cannot assemble %s: pixel (y=%d, x=0) is missing", origin, strip * 6);
    }
    Dataset<PixelRow> neighbours =
        rows.filter((FilterFunction<PixelRow>) row -> row.getY() < 12 || row.getY() >= 24);
    assertThat(refusal(fromRows(neighbours)))
        .isEqualTo("Cannot assemble %s: pixel (y=12, x=0) is missing", origin);
  }

  /** 400 x 400 x 64 is 41 MB as it is assembled, though the block was cut for one row. */
  @Test
  void aStepThatChangesTheChannelsChangesWhereTheMapIsCut() {
    Path file = Pictures.uint8(folder.resolve("wide.npy"), 400, 400, 1, 9);
    Tile block = Explode.blocks(read(file)).collectAsList().get(0);
    byte[] samples = new byte[400 * 400 * 64];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = block.getSamples()[i / 64];
    }
    block.setChannels(64);
    block.setSamples(samples);
    List<Tile> maps =
        Assemble.fromBlocks(Spark.session().createDataset(List.of(block), Tile.ENCODER))
            .collectAsList();
    assertThat(maps).hasSizeGreaterThan(1);
    assertThat(maps.stream().mapToInt(Tile::getRows).sum()).isEqualTo(400);
    ByteBuffer joined = ByteBuffer.allocate(samples.length);
    maps.forEach(map -> joined.put(map.data()));
    assertThat(Arrays.equals(joined.array(), samples)).isTrue();
  }

  @Test
  void blocksThatAreMissingOrDoubledAreAnErrorThatNamesThem() {
    List<Tile> blocks = Explode.blocks(read(NINE)).collectAsList();
    Tile whole = blocks.get(0);
    assertThat(blocks).hasSize(1);
    List<Tile> lines = new ArrayList<>();
    for (int y = 0; y < 3; y++) {
      int line = whole.getSamples().length / 3;
      lines.add(
          new Tile(
              whole.getOrigin(),
              3,
              3,
              3,
              Window.lines(y, 1, 3),
              whole.type(),
              Arrays.copyOfRange(whole.getSamples(), y * line, (y + 1) * line)));
    }
    List<Row> maps = joined(lines).collectAsList();
    assertThat(maps).hasSize(1);
    assertThat(maps.get(0).<byte[]>getAs("data")).isEqualTo(whole.getSamples());
    for (int lost = 0; lost < 3; lost++) {
      List<Tile> some = new ArrayList<>(lines);
      some.remove(lost);
      assertThat(refusal(joined(some)))
          .isEqualTo("Cannot assemble %s: pixel (y=%d, x=0) is missing", whole.getOrigin(), lost);
      if (lost == 2) {
        continue; // DoubledBlocksTest
      }
      List<Tile> more = new ArrayList<>(lines);
      more.add(lost, lines.get(lost));
      assertThat(refusal(joined(more)))
          .as("line %d twice", lost)
          .isEqualTo(
              "Cannot assemble %s: pixel (y=%d, x=0) is there more than once",
              whole.getOrigin(), lost);
    }
  }

  private static Dataset<Row> joined(List<Tile> blocks) {
    return fromBlocks(Spark.session().createDataset(blocks, Tile.ENCODER).coalesce(1));
  }

  @Test
  void nineSamplesAreTwoNineZeroTwoOneSevenTwoThreeZeroOnEveryPath() {
    Multiply multiply =
        Multiply.by(
            new KernelSource("nine", Pictures.bytes(Path.of("conf/kernels/nine-samples.json"))));
    for (Dataset<Row> table :
        List.of(
            byRows(read(NINE), multiply),
            byBlocks(read(NINE), multiply),
            onePass(read(NINE), multiply))) {
      assertThat(Pictures.maps(table).get("nine.npy").samples())
          .containsExactly(2, 9, 0, 2, 1, 7, 2, 3, 0);
    }
  }

  @Test
  void rowsAndBlocksAndOnePassAreTheNaiveDoubleLoopAndEachOther() {
    boolean exact = CoreType.bitForBit("rows = blocks = one pass");
    for (int n : new int[] {1, 7, 64}) {
      double[][] weights = Pictures.weights(n, 3, n);
      Multiply multiply = Multiply.by(Pictures.kernels(weights));
      Map<String, Picture> known = known();
      Map<String, Map32> rows = Pictures.maps(byRows(read(pictures()), multiply));
      Map<String, Map32> blocks = Pictures.maps(byBlocks(read(pictures()), multiply));
      Map<String, Map32> once = Pictures.maps(onePass(read(pictures()), multiply));
      for (String name : known.keySet()) {
        for (Map<String, Map32> maps : List.of(rows, blocks, once)) {
          assertThat(Pictures.differs(known.get(name), weights, maps.get(name)))
              .as("%s, %d kernels", name, n)
              .isNull();
        }
        if (exact) {
          assertThat(Arrays.equals(rows.get(name).samples(), once.get(name).samples()))
              .as("rows = one pass: %s, %d kernels", name, n)
              .isTrue();
          assertThat(Arrays.equals(blocks.get(name).samples(), once.get(name).samples()))
              .as("blocks = one pass: %s, %d kernels", name, n)
              .isTrue();
        }
      }
    }
  }

  @Test
  void anyPartitionCountGivesTheSameBits() {
    Multiply multiply = Multiply.by(Pictures.kernels(Pictures.weights(16, 3, 3)));
    List<InputSplit> parts = read(pictures()).collectAsList();
    Map<String, Map32> one =
        Pictures.maps(onePass(ImageSource.pack(Spark.session(), parts, 1), multiply));
    for (int count : new int[] {2, 7}) {
      Map<String, Map32> many =
          Pictures.maps(onePass(ImageSource.pack(Spark.session(), parts, count), multiply));
      assertThat(many.keySet()).isEqualTo(one.keySet());
      one.forEach(
          (name, map) ->
              assertThat(Arrays.equals(map.samples(), many.get(name).samples())).isTrue());
    }
  }

  @Test
  void stripsAreTheWholeImage() throws Exception {
    boolean exact = CoreType.bitForBit("strips = whole");
    Path file = Pictures.uint8(folder.resolve("large.npy"), 1500, 1000, 3, 12);
    double[][] weights = Pictures.weights(5, 3, 12);
    Multiply multiply = Multiply.by(Pictures.kernels(weights));
    Picture picture = Pictures.random(1500, 1000, 3, 12);
    Map32 once = Pictures.maps(onePass(read(file), multiply)).get("large.npy");
    Map32 blocks = Pictures.maps(byBlocks(read(file), multiply)).get("large.npy");
    assertThat(once.strips()).isGreaterThan(1).isEqualTo(blocks.strips());
    assertThat(Pictures.differs(picture, weights, once)).isNull();
    assertThat(Pictures.differs(picture, weights, blocks)).isNull();
    // The same samples as small pictures, one for each hundred lines, which are not cut.
    List<Path> pieces = new ArrayList<>();
    byte[] samples = new byte[1500 * 1000 * 3];
    new Random(12).nextBytes(samples);
    for (int i = 0; i < 15; i++) {
      byte[] piece = Arrays.copyOfRange(samples, i * 300_000, (i + 1) * 300_000);
      pieces.add(
          Pictures.npy(folder.resolve(Text.of("piece%02d.npy", i)), "|u1", 100, 1000, 3, piece));
    }
    Map<String, Map32> small = Pictures.maps(onePass(read(pieces.toArray(Path[]::new)), multiply));
    for (int i = 0; exact && i < 15; i++) {
      Map32 piece = small.get(Text.of("piece%02d.npy", i));
      assertThat(piece.strips()).isEqualTo(1);
      assertThat(
              Arrays.equals(
                  piece.samples(),
                  Arrays.copyOfRange(once.samples(), i * 500_000, (i + 1) * 500_000)))
          .as("lines from %d", i * 100)
          .isTrue();
      assertThat(
              Arrays.equals(
                  piece.samples(),
                  Arrays.copyOfRange(blocks.samples(), i * 500_000, (i + 1) * 500_000)))
          .as("blocks, lines from %d", i * 100)
          .isTrue();
    }
  }

  /** All blocks of a partition are kept, and only then read: in one task, no encoder between. */
  @Test
  void everyEmittedBlockBelongsToItsReceiver() throws Exception {
    Path[] files = new Path[6];
    for (int i = 0; i < files.length; i++) {
      files[i] = Pictures.uint8(folder.resolve(Text.of("same%d.npy", i)), 300, 200, 3, 40 + i);
    }
    double[][] weights = Pictures.weights(9, 3, 40);
    Multiply multiply = Multiply.by(Pictures.kernels(weights));
    List<InputSplit> parts = read(files).collectAsList();
    JobMetrics metrics = new JobMetrics(Spark.session().sparkContext());
    TaskInputs reading = new TaskInputs(Spark.session(), TaskInputs.MAX_PIXELS, metrics);
    Multiply.Task task = multiply.task(metrics);
    List<Tile> kept =
        JavaSparkContext.fromSparkContext(Spark.session().sparkContext())
            .parallelize(List.of(new ArrayList<>(parts)), 1)
            .flatMap((FlatMapFunction<ArrayList<InputSplit>, Tile>) p -> keep(p, reading, task))
            .collect();
    assertThat(kept).hasSize(6);
    kept = kept.stream().sorted(java.util.Comparator.comparing(Tile::getOrigin)).toList();
    for (int i = 0; i < 6; i++) {
      ByteBuffer data = ByteBuffer.wrap(kept.get(i).getSamples()).order(ByteOrder.LITTLE_ENDIAN);
      float[] samples = new float[300 * 200 * 9];
      data.asFloatBuffer().get(samples);
      assertThat(
              Pictures.differs(
                  Pictures.random(300, 200, 3, 40 + i),
                  weights,
                  new Map32(300, 200, 9, 1, samples)))
          .isNull();
    }
  }

  private static java.util.Iterator<Tile> keep(
      List<InputSplit> parts, TaskInputs reading, Multiply.Task task) {
    List<Tile> decoded = new ArrayList<>();
    reading.tiles(parts.iterator(), 0).forEachRemaining(decoded::add);
    List<Tile> kept = new ArrayList<>();
    task.blocks(decoded.iterator(), byte[]::new).forEachRemaining(kept::add);
    return kept.iterator();
  }

  @Test
  void aFailedImageTravelsAsOneRow() throws Exception {
    Path empty = java.nio.file.Files.createFile(folder.resolve("empty.png"));
    Path text = java.nio.file.Files.writeString(folder.resolve("text.jpg"), "no picture");
    Path truncated = Pictures.SAMPLES.resolve("odd/truncated.jpg");
    Path[] files = {empty, NINE, text, truncated};
    Multiply multiply = Multiply.by(Pictures.kernels(Pictures.weights(2, 3, 1)));
    Dataset<PixelRow> pixels = Explode.rows(read(files));
    Dataset<Tile> blocks = Explode.blocks(read(files));
    List<String> failed =
        java.util.stream.Stream.of(empty, text, truncated).map(Pictures::origin).sorted().toList();
    for (Dataset<Row> table :
        List.of(
            pixels.toDF(),
            blocks.toDF(),
            multiply.rows(pixels).toDF(),
            multiply.blocks(blocks).toDF(),
            byRows(read(files), multiply),
            byBlocks(read(files), multiply),
            fromRows(pixels.repartition(7)),
            onePass(read(files), multiply))) {
      List<Row> errors = table.where("error is not null").collectAsList();
      assertThat(errors.stream().map(row -> row.<String>getAs("origin")).sorted().toList())
          .as(Arrays.toString(table.columns()))
          .isEqualTo(failed);
      assertThat(errors).allSatisfy(r -> assertThat(r.<String>getAs("error")).isNotBlank());
    }
    assertThat(onePass(read(files), multiply).where("error is not null and data is null").count())
        .isEqualTo(3);
  }

  private static List<Row> both(Path file, Multiply multiply) {
    List<Row> all = new ArrayList<>(byRows(read(file), multiply).collectAsList());
    assertThat(all).hasSize(1);
    all.addAll(byBlocks(read(file), multiply).collectAsList());
    all.addAll(onePass(read(file), multiply).collectAsList());
    assertThat(all).hasSize(3);
    return all;
  }

  @Test
  void sixBandsWithKernelsOfThreeChannelsAreOneErrorOnEveryPath() {
    Multiply multiply = Multiply.by(Pictures.kernels(Pictures.weights(2, 3, 1)));
    Path landsat = Pictures.SAMPLES.resolve("landsat/L7_ETMs.tif");
    List<Row> rows = both(Pictures.uint8(folder.resolve("six.npy"), 20, 30, 6, 1), multiply);
    rows.addAll(byBlocks(read(landsat), multiply).collectAsList());
    rows.addAll(onePass(read(landsat), multiply).collectAsList());
    assertThat(rows)
        .hasSize(5)
        .allSatisfy(
            row ->
                assertThat(row.<String>getAs("error"))
                    .isEqualTo("the channels do not fit the kernels, found 6, expected 3"));
  }

  @Test
  void aGreyPictureIsConvertedUnlessTheRuleIsStrict() throws Exception {
    java.awt.image.BufferedImage grey =
        new java.awt.image.BufferedImage(17, 11, java.awt.image.BufferedImage.TYPE_BYTE_GRAY);
    float[] rgb = new float[11 * 17 * 3];
    for (int p = 0; p < 11 * 17; p++) {
      int value = p * 7 % 256;
      grey.getRaster().setSample(p % 17, p / 17, 0, value);
      Arrays.fill(rgb, p * 3, p * 3 + 3, value);
    }
    Path file = folder.resolve("grey.png");
    assertThat(javax.imageio.ImageIO.write(grey, "png", file.toFile())).isTrue();
    double[][] weights = Pictures.weights(4, 3, 1);
    Multiply multiply = Multiply.by(Pictures.kernels(weights));
    for (Row row : both(file, multiply)) {
      Map32 map = Pictures.maps(List.of(row)).get("grey.png");
      assertThat(Pictures.differs(new Picture(11, 17, 3, rgb), weights, map)).isNull();
    }
    assertThat(both(file, multiply.withChannels(ChannelRule.STRICT)))
        .allSatisfy(
            row ->
                assertThat(row.<String>getAs("error"))
                    .isEqualTo("the channels do not fit the kernels, found 1, expected 3"));
  }

  @Test
  void everySampleTypeSurvivesExplodeAndAssemble() {
    byte[] floats = new byte[4 * 8 * 9];
    ByteBuffer buffer = ByteBuffer.wrap(floats).order(ByteOrder.LITTLE_ENDIAN);
    float[] odd = {
      0f,
      -0f,
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MIN_VALUE,
      Float.MAX_VALUE,
      1e-40f,
      16777216f
    };
    for (int i = 0; i < 72; i++) {
      buffer.putFloat(odd[i % 9] * (1 + i / 9));
    }
    byte[] words = new byte[2 * 72];
    new Random(1).nextBytes(words);
    Path f4 = Pictures.npy(folder.resolve("f4.npy"), "<f4", 4, 6, 3, floats);
    Path u2 = Pictures.npy(folder.resolve("u2.npy"), "<u2", 4, 6, 3, words);
    Path i2 = Pictures.npy(folder.resolve("i2.npy"), "<i2", 4, 6, 3, words);
    for (Row map : fromBlocks(Explode.blocks(read(f4, u2, i2))).collectAsList()) {
      assertThat(map.<byte[]>getAs("data"))
          .isEqualTo(map.<String>getAs("origin").endsWith("f4.npy") ? floats : words);
    }
    Dataset<PixelRow> rows = Explode.rows(read(f4, u2, i2)).repartition(7);
    for (Row map : fromRows(rows).collectAsList()) {
      ByteBuffer found = ByteBuffer.wrap(map.<byte[]>getAs("data")).order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer file = ByteBuffer.wrap(words).order(ByteOrder.LITTLE_ENDIAN);
      String name = map.getAs("origin");
      if (name.endsWith("f4.npy")) {
        assertThat(found.array()).isEqualTo(floats);
      } else {
        for (int i = 0; i < 72; i++) {
          int word = file.getShort();
          assertThat(found.getFloat()).isEqualTo(name.endsWith("u2.npy") ? word & 0xffff : word);
        }
      }
    }
  }
}
