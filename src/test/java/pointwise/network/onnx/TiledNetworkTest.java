package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.NodeProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.command.Cli;
import pointwise.input.Fixture;
import pointwise.network.layer.Shape;
import pointwise.pixels.Pictures;
import pointwise.raster.DecodedImage;

/** {@code extract --tile}, against ONNX Runtime on the whole image. */
class TiledNetworkTest {
  private static final int CHANNELS = 4;

  @TempDir private Path folder;
  private final Random random = new Random(3);

  private String weights(GraphWriter graph, int... dims) {
    float[] numbers = new float[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextFloat() - 0.5f;
    }
    return graph.floats("w", numbers, dims);
  }

  /** 3 x 3, with zeros around the image. */
  private void convolution(GraphWriter graph, String from, String to, int stride, int... channels) {
    String kernels = weights(graph, channels[1], channels[0], 3, 3);
    NodeProto.Builder node = graph.node("Conv", List.of(from, kernels), to);
    GraphWriter.integers(node, "pads", 1, 1, 1, 1);
    GraphWriter.integers(node, "strides", stride, stride);
  }

  /** A network of any size whose results reach two pixels. */
  private byte[] twoConvolutions() {
    GraphWriter graph = Models.graph();
    convolution(graph, "image", "first", 1, CHANNELS, 6);
    graph.node("Relu", List.of("first"), "relu");
    convolution(graph, "relu", "y", 1, 6, 3);
    return Models.of(17, graph, 1, CHANNELS, 0, 0).toByteArray();
  }

  /** Every second pixel and back, beside a way without; the results reach six pixels. */
  private byte[] unet() {
    GraphWriter graph = Models.graph();
    convolution(graph, "image", "fine", 1, CHANNELS, 3);
    convolution(graph, "fine", "half", 2, 3, 5);
    convolution(graph, "half", "deep", 1, 5, 5);
    String scales = graph.floats("scales", new float[] {1, 1, 2, 2}, 4);
    NodeProto.Builder resize = graph.node("Resize", List.of("deep", "", scales), "back");
    GraphWriter.text(resize, "mode", "nearest");
    GraphWriter.text(resize, "coordinate_transformation_mode", "asymmetric");
    GraphWriter.text(resize, "nearest_mode", "floor");
    GraphWriter.integer(graph.node("Concat", List.of("fine", "back"), "both"), "axis", 1);
    convolution(graph, "both", "y", 1, 8, 2);
    return Models.of(17, graph, 1, CHANNELS, 0, 0).toByteArray();
  }

  private Cli extract(byte[] model, Path images, Object... options) throws Exception {
    Path file = Files.write(folder.resolve("model.onnx"), model);
    Stream<Object> first =
        Stream.of(
            "extract",
            "--network",
            file,
            "--images",
            images,
            "--out",
            folder.resolve("out"),
            "--overwrite");
    return Cli.run(Stream.concat(first, Stream.of(options)).toArray());
  }

  private List<Row> rows() {
    return Spark.session().read().parquet(folder.resolve("out").toString()).collectAsList();
  }

  private JsonNode report() throws Exception {
    return new ObjectMapper().readTree(folder.resolve("out/_report.json").toFile());
  }

  /** The map, put together from its windows. */
  private float[] map(Shape shape) {
    float[] map = new float[shape.height() * shape.line()];
    int found = 0;
    for (Row row : rows()) {
      assertThat(row.<String>getAs("error")).isNull();
      assertThat(row.<Integer>getAs("height")).isEqualTo(shape.height());
      assertThat(row.<Integer>getAs("width")).isEqualTo(shape.width());
      FloatBuffer data =
          ByteBuffer.wrap(row.<byte[]>getAs("data")).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      found += data.remaining();
      int line = row.<Integer>getAs("columns") * shape.channels();
      for (int y = row.getAs("y"); data.hasRemaining(); y++) {
        data.get(map, y * shape.line() + row.<Integer>getAs("x") * shape.channels(), line);
      }
    }
    assertThat(found).isEqualTo(map.length);
    return map;
  }

  private static void assertClose(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    double most = 0;
    for (float number : expected) {
      most = Math.max(most, Math.abs(number));
    }
    for (int i = 0; i < found.length; i++) {
      assertThat((double) Math.abs(found[i] - expected[i])).isLessThanOrEqualTo(2e-6 * most);
    }
  }

  private static float[] whole(byte[] model, Shape image, float[] hwc, Shape map) throws Exception {
    return Layout.hwc(Oracle.runtime(model, image, Layout.chw(hwc, image)).get(0), 0, map);
  }

  /** Random bytes, and the same as numbers. */
  private float[] image(Path file, Shape shape, long seed) {
    Pictures.uint8(file, shape.height(), shape.width(), shape.channels(), seed);
    byte[] bytes = new byte[shape.height() * shape.line()];
    new Random(seed).nextBytes(bytes);
    float[] samples = new float[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      samples[i] = bytes[i] & 0xff;
    }
    return samples;
  }

  private void assertWhole(byte[] model, Shape shape, int channels, Object... options)
      throws Exception {
    Path file = folder.resolve("image.npy");
    float[] samples = image(file, shape, 1);
    Cli cli = extract(model, file, options);
    assertThat(cli.code()).as("%s", cli.err()).isZero();
    Shape map = new Shape(shape.height(), shape.width(), channels);
    assertClose(map(map), whole(model, shape, samples, map));
    assertThat(report().at("/engines").toString()).contains("ONNX Runtime");
  }

  @Test
  void theJoinedMapIsThatOfTheWholeImage() throws Exception {
    byte[] model = twoConvolutions();
    assertWhole(model, new Shape(37, 53, CHANNELS), 3, "--tile", 16, "--overlap", 2);
    assertThat(report().at("/settings/size").asText()).isEqualTo("Tiles[side=16, overlap=2]");
    assertThat(report().at("/kernels/tiles").asText()).isEqualTo("16 x 16, overlap 2");
    assertWhole(model, new Shape(11, 40, CHANNELS), 3, "--tile", 16); // an eighth is 2
    assertWhole(model, new Shape(11, 5, CHANNELS), 3, "--tile", 16, "--overlap", 0);
    assertThat(report().at("/kernels/tiles").asText())
        .isEqualTo(
            "16 x 16, overlap 0, which is less than the 2 that results reach: seams may show");
  }

  /**
   * An image of twenty thousand pixels in a line, whose map is no single row: two tasks have a row
   * of tiles each.
   */
  @Test
  void aLargeMapIsRowsOfWindows() throws Exception {
    byte[] model = unet();
    assertWhole(model, new Shape(110, 20_000, CHANNELS), 2, "--tile", 64, "--overlap", 8);
    assertThat(rows().size()).isEqualTo(2 * 417);
  }

  /** Classes of the same are the largest number at each place; of nearly equal ones no matter. */
  @Test
  void tasksShareASceneThatIsClassified() throws Exception {
    byte[] model = unet();
    Shape shape = new Shape(110, 40_000, CHANNELS);
    Path file = folder.resolve("image.npy");
    float[] map = whole(model, shape, image(file, shape, 1), new Shape(110, 40_000, 2));
    byte[] truth = new byte[map.length / 2];
    int clear = 0;
    for (int i = 0; i < truth.length; i++) {
      float difference = map[2 * i + 1] - map[2 * i];
      boolean close = Math.abs(difference) < 1e-3;
      truth[i] = (byte) (close ? 9 : difference > 0 ? 1 : 0);
      clear += close ? 0 : 1;
    }
    assertThat(clear).isGreaterThan(truth.length / 2);
    Path network = Files.write(folder.resolve("model.onnx"), model);
    Path labels =
        Pictures.npy(folder.resolve("labels.npy"), "|u1", shape.height(), shape.width(), 1, truth);
    List<Object> tiles =
        List.of("--images", file, "--model", network, "--tile", 64, "--overlap", 8);
    Path out = folder.resolve("out");
    Cli classified = Cli.run(with(tiles, "classify", "--out", out));
    assertThat(classified.code()).as("%s", classified.err()).isZero();
    // A task for each of the two rows of tiles.
    try (Stream<Path> parts = Files.list(out)) {
      assertThat(parts.filter(part -> part.toString().endsWith(".parquet"))).hasSize(2);
    }
    int found = 0;
    for (Row row : rows()) {
      byte[] data = row.getAs("data");
      int columns = row.getAs("columns");
      for (int i = 0; i < data.length; i++) {
        int y = row.<Integer>getAs("y") + i / columns;
        byte expected = truth[y * shape.width() + row.<Integer>getAs("x") + i % columns];
        found += expected == 9 || expected == data[i] ? 1 : 0;
      }
    }
    assertThat(found).isEqualTo(truth.length);
    Path told = folder.resolve("evaluation.json");
    Cli evaluated =
        Cli.run(with(tiles, "evaluate", "--labels", labels, "--unlabelled", 9, "--out", told));
    assertThat(evaluated.code()).as("%s", evaluated.err()).isZero();
    JsonNode evaluation = new ObjectMapper().readTree(told.toFile());
    assertThat(evaluation.path("accuracy").asDouble()).isEqualTo(1);
    assertThat(evaluation.path("evaluated").asInt()).isEqualTo(clear);
  }

  private static Object[] with(List<Object> options, Object... first) {
    return Stream.concat(Stream.of(first), options.stream()).toArray();
  }

  @Test
  void aNetworkThatHalvesTheImageIsJoinedToo() throws Exception {
    assertWhole(unet(), new Shape(70, 94, CHANNELS), 2, "--tile", 32, "--overlap", 8);
  }

  /** The middle of 2 x 2 pixels is all of them: where one is no data, there is no number. */
  @Test
  void placesWithoutDataHaveNoNumber() throws Exception {
    GraphWriter halves = Models.graph();
    GraphWriter.integer(halves.node("SpaceToDepth", List.of("image"), "y"), "blocksize", 2);
    byte[] model = Models.of(17, halves, 1, 1, 0, 0).toByteArray();
    Shape shape = new Shape(23, 31, 1);
    ByteBuffer samples = ByteBuffer.allocate(4 * 23 * 31).order(ByteOrder.LITTLE_ENDIAN);
    boolean[] none = new boolean[23 * 31];
    int count = 0;
    for (int i = 0; i < none.length; i++) {
      none[i] = random.nextInt(9) == 0;
      count += none[i] ? 1 : 0;
      samples.putFloat(none[i] ? Float.NaN : i);
    }
    Path file = folder.resolve("image.npy");
    Pictures.npy(file, "<f4", shape.height(), shape.width(), 1, samples.array());
    assertThat(extract(model, file, "--tile", 8, "--overlap", 2).code()).isZero();
    Shape map = new Shape(12, 16, 4);
    float[] found = map(map);
    for (int i = 0; i < found.length; i++) {
      int y = i / map.line() * 2;
      int x = i % map.line() / 4 * 2;
      boolean blank = false;
      for (int k = 0; k < 4; k++) {
        int line = y + k / 2;
        int column = x + k % 2;
        blank |= line < 23 && column < 31 && none[line * 31 + column];
      }
      int line = y + i % 4 / 2;
      int column = x + i % 2;
      // Behind the image it is mirrored.
      int pixel = (line < 23 ? line : 21) * 31 + (column < 31 ? column : 29);
      float number = none[pixel] ? 0 : pixel;
      assertThat(Float.compare(found[i], blank ? Float.NaN : number)).as("%d", i).isZero();
    }
    assertThat(report().at("/invalid_pixels").asInt()).isEqualTo(count);
  }

  /** Tiles of 16 bits and 13 bands that GDAL wrote. */
  @Test
  void aSceneOfManyBandsIsRead() throws Exception {
    GraphWriter graph = Models.graph();
    convolution(graph, "image", "y", 1, 13, 2);
    byte[] model = Models.of(17, graph, 1, 13, 0, 0).toByteArray();
    Path scene = Path.of("src/test/resources/tiff/gdal_uint16_13_tile_pixel_deflate2.tif");
    DecodedImage image = Fixture.npy(Path.of(scene + ".expected.npy"));
    Shape shape = new Shape(image.height(), image.width(), image.channels());
    ByteBuffer numbers = ByteBuffer.wrap(image.samples()).order(ByteOrder.LITTLE_ENDIAN);
    float[] samples = new float[shape.height() * shape.line()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = numbers.getShort(2 * i) & 0xffff;
    }
    Cli cli = extract(model, scene, "--tile", 12, "--overlap", 1);
    assertThat(cli.code()).as("%s", cli.err()).isZero();
    Shape map = new Shape(shape.height(), shape.width(), 2);
    assertClose(map(map), whole(model, shape, samples, map));
  }

  private void assertRefused(String message, byte[] model, Object... options) throws Exception {
    Path file = folder.resolve("image.npy");
    float[] unused = image(file, new Shape(9, 9, CHANNELS), 1);
    Cli cli = extract(model, file, options);
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err().stream().filter(line -> line.startsWith("Cannot")))
        .containsExactly(message);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void whatCannotBeJoinedIsRefusedBeforeTheJob() throws Exception {
    String help = " (see pointwise extract --help)";
    byte[] model = unet();
    String file = folder.resolve("model.onnx").toString();
    assertRefused("Cannot use --overlap without --tile" + help, model, "--overlap", 2);
    assertRefused(
        "Cannot use --tile with --resize, --resize-short, --crop or --interpolation: images keep their size"
            + help,
        model,
        "--tile",
        8,
        "--resize",
        "8x8");
    assertRefused(
        "Cannot use --tile with --engine layers: ONNX Runtime runs tiles, and layers large images by strips"
            + help,
        model,
        "--tile",
        8,
        "--engine",
        "layers");
    assertRefused(
        "Cannot use --overlap: found 4, expected at least 0, and less than half of --tile 8" + help,
        model,
        "--tile",
        8,
        "--overlap",
        4);
    assertRefused(
        "Cannot run network "
            + file
            + " by tiles: the result of layer half for a tile of 8 x 8 x 4 is 4 x 4 x 5: found an overlap of 1, expected a multiple of 2",
        model,
        "--layer",
        "half",
        "--tile",
        8);
    GraphWriter mean = Models.graph();
    mean.node("GlobalAveragePool", List.of("image"), "y");
    assertRefused(
        "Cannot run network "
            + file
            + " by tiles: the result of layer y for a tile of 8 x 8 x 4 has no places, found 1 x 1 x 4, expected a map",
        Models.of(17, mean, 1, CHANNELS, 0, 0).toByteArray(),
        "--tile",
        8);
    GraphWriter tokens = Models.graph();
    String shape = tokens.integers("shape", 0, CHANNELS, -1);
    tokens.node("Reshape", List.of("image", shape), "y");
    assertRefused(
        "Cannot run network "
            + file
            + " by tiles: the result of layer y for a tile of 8 x 8 x 4 has no places, found 1 x 4 x 64, expected a map",
        Models.of(17, tokens, 1, CHANNELS, 0, 0).toByteArray(),
        "--tile",
        8);
    GraphWriter narrow = Models.graph();
    GraphWriter.integers(narrow.node("MaxPool", List.of("image"), "y"), "kernel_shape", 3, 3);
    assertRefused(
        "Cannot run network "
            + file
            + " by tiles: the result of layer y for a tile of 8 x 8 x 4 is no whole part or multiple of it, found 6 x 6 x 4",
        Models.of(17, narrow, 1, CHANNELS, 0, 0).toByteArray(),
        "--tile",
        8);
    GraphWriter fixed = Models.graph();
    fixed.node("Erf", List.of("image"), "y");
    assertRefused(
        "Cannot use --tile: the network takes 16 x 16 x 4, found 8 x 8 x 4" + help,
        Models.of(17, fixed, 1, CHANNELS, 16, 16).toByteArray(),
        "--tile",
        8);
  }
}
