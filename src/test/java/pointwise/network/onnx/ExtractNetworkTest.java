package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Pointwise;
import pointwise.Spark;
import pointwise.kernel.Activation;
import pointwise.network.apply.Resize;
import pointwise.network.graph.Network;
import pointwise.network.layer.Elementwise;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.Pool;
import pointwise.network.layer.Shape;
import pointwise.network.run.RandomNetworks;
import pointwise.pixels.Pictures;
import pointwise.text.Text;

/** {@code extract --network} on Spark, with ONNX Runtime as the oracle. */
class ExtractNetworkTest {
  @TempDir private Path folder;

  private Path model(Network network) throws Exception {
    return Files.write(folder.resolve("model.onnx"), OnnxWriter.write(network));
  }

  private Path images(Shape... shapes) throws Exception {
    Path images = Files.createDirectory(folder.resolve("images"));
    for (int i = 0; i < shapes.length; i++) {
      Shape shape = shapes[i];
      Pictures.uint8(
          images.resolve(Text.of("%d.npy", i)), shape.height(), shape.width(), shape.channels(), i);
    }
    return images;
  }

  /** The samples of image {@code i}, as the random bytes that they are. */
  private static float[] samples(int i, Shape shape) {
    byte[] bytes = new byte[shape.height() * shape.line()];
    new Random(i).nextBytes(bytes);
    float[] samples = new float[bytes.length];
    for (int k = 0; k < bytes.length; k++) {
      samples[k] = bytes[k] & 0xff;
    }
    return samples;
  }

  private int extract(Object... options) {
    Spark.session();
    List<Object> all =
        Stream.concat(
                Stream.of("extract", "--out", folder.resolve("out"), "--network"),
                Arrays.stream(options))
            .toList();
    return Pointwise.run(all.stream().map(String::valueOf).toList());
  }

  /** Maps by image number and layer, put together from their strips. */
  private Map<String, float[]> maps() {
    Map<String, TreeMap<Integer, byte[]>> strips = new TreeMap<>();
    for (Row row :
        Spark.session().read().parquet(folder.resolve("out").toString()).collectAsList()) {
      String origin = row.getAs("origin");
      String name = origin.substring(origin.lastIndexOf('/') + 1) + " " + row.getAs("layer");
      assertThat(row.<String>getAs("error")).as(name).isNull();
      strips.computeIfAbsent(name, key -> new TreeMap<>()).put(row.getAs("y"), row.getAs("data"));
    }
    Map<String, float[]> maps = new TreeMap<>();
    strips.forEach(
        (name, pieces) -> {
          int bytes = pieces.values().stream().mapToInt(piece -> piece.length).sum();
          ByteBuffer all = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
          pieces.values().forEach(all::put);
          float[] floats = new float[bytes / 4];
          all.flip().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
          maps.put(name, floats);
        });
    return maps;
  }

  private static void assertClose(float[] hwc, Shape shape, float[] chw) {
    float[] found = Layout.chw(hwc, shape);
    assertThat(found).hasSameSizeAs(chw);
    double most = 0;
    for (float sample : chw) {
      most = Math.max(most, Math.abs(sample));
    }
    for (int i = 0; i < chw.length; i++) {
      assertThat((double) Math.abs(found[i] - chw[i])).isLessThanOrEqualTo(1e-4 * most);
    }
  }

  private JsonNode report() throws Exception {
    return new ObjectMapper().readTree(folder.resolve("out/_report.json").toFile());
  }

  @Test
  void imagesOfManySizesAndOneThatFails() throws Exception {
    Network network = RandomNetworks.sevenLayers(1);
    Shape[] shapes = {
      new Shape(64, 80, 3), new Shape(97, 61, 3), new Shape(40, 40, 3), new Shape(3, 3, 3)
    };
    Path images = images(shapes);
    Files.writeString(images.resolve("text.jpg"), "no picture");
    Path model = model(network);
    assertThat(extract(model, "--images", images, "--mode", "permissive")).isZero();
    assertThat(report().get("done").asInt()).isEqualTo(3);
    assertThat(report().get("failed").asInt()).isEqualTo(2); // 3 x 3 is too small, and the text
    List<Row> errors =
        Spark.session()
            .read()
            .parquet(folder.resolve("out").toString())
            .where("error is not null")
            .orderBy("origin")
            .collectAsList();
    assertThat(errors).hasSize(2);
    assertThat(errors.get(0).<String>getAs("error")).contains("the window is larger");
    Files.delete(images.resolve("text.jpg"));
    Files.delete(images.resolve("3.npy"));
    assertThat(extract(model, "--images", images, "--overwrite")).isZero();
    Map<String, float[]> maps = maps();
    assertThat(maps).hasSize(3);
    for (int i = 0; i < 3; i++) {
      float[] chw = Layout.chw(samples(i, shapes[i]), shapes[i]);
      float[] expected = Oracle.runtime(Files.readAllBytes(model), shapes[i], chw).get(0);
      Shape out = network.shapes(shapes[i]).get(network.outputs().get(0));
      String layer = network.nodes().get(network.outputs().get(0)).name();
      assertClose(maps.get(i + ".npy " + layer), out, expected);
    }
  }

  /** An embedding and a map of the same images, normalised before a layer that pads. */
  @Test
  void severalLayersWithMeanAndStd() throws Exception {
    RandomNetworks net = new RandomNetworks(2, 3);
    int map = net.add(net.convolution(3, 8, 7, 2, 3, 1, new Activation.Relu()), -1);
    int pool = net.add(new GlobalPool(Pool.Kind.AVERAGE), map);
    int dense = net.add(net.convolution(8, 5, 1, 1, 0, 1, new Activation.Identity()), pool);
    Network network = net.build(dense, map);
    String dense0 = network.nodes().get(dense).name();
    String map0 = network.nodes().get(map).name();
    Shape shape = new Shape(31, 45, 3);
    Path images = images(shape);
    Path model = model(network);
    assertThat(
            extract(
                model,
                "--images",
                images,
                "--range",
                "unit",
                "--mean",
                "0.5,0.4,0.3",
                "--std",
                "0.2,0.25,0.3",
                "--layer",
                map0,
                dense0,
                map0))
        .isZero();
    assertThat(Spark.session().read().parquet(folder.resolve("out").toString()).count())
        .isEqualTo(2);
    float[] normalised = samples(0, shape);
    double[] mean = {0.5, 0.4, 0.3};
    double[] std = {0.2, 0.25, 0.3};
    for (int i = 0; i < normalised.length; i++) {
      normalised[i] = (float) ((normalised[i] / 255.0 - mean[i % 3]) / std[i % 3]);
    }
    List<float[]> expected =
        Oracle.runtime(Files.readAllBytes(model), shape, Layout.chw(normalised, shape));
    Map<String, float[]> maps = maps();
    assertThat(maps).hasSize(2);
    assertClose(maps.get("0.npy " + dense0), new Shape(1, 1, 5), expected.get(0));
    assertClose(maps.get("0.npy " + map0), network.shapes(shape).get(map), expected.get(1));
    assertThat(report().get("done").asInt()).isEqualTo(1);
    assertThat(report().get("pixels").asInt()).isEqualTo(31 * 45);
  }

  /** A network of 1x1 layers takes the path of kernels, a resized image the other. */
  @Test
  void pointwiseLayersAreAStack() throws Exception {
    RandomNetworks net = new RandomNetworks(3, 3);
    int first = net.conv(-1, 3, 16, 1, 1, 0);
    int last = net.conv(first, 16, 4, 1, 1, 0);
    Network network = net.build(last);
    assertThat(network.asStack(pointwise.kernel.SampleRange.RAW)).isPresent();
    Shape shape = new Shape(50, 40, 3);
    Path images = images(shape);
    Path model = model(network);
    assertThat(extract(model, "--images", images)).isZero();
    float[] samples = samples(0, shape);
    byte[] bytes = Files.readAllBytes(model);
    String layer = network.nodes().get(last).name();
    assertClose(
        maps().get("0.npy " + layer),
        new Shape(50, 40, 4),
        Oracle.runtime(bytes, shape, Layout.chw(samples, shape)).get(0));
    assertThat(extract(model, "--images", images, "--resize", "20x30", "--overwrite")).isZero();
    Shape small = new Shape(30, 20, 3);
    float[] resized =
        new Resize(50, 40, 30, 20)
            .apply((begin, end) -> Arrays.copyOfRange(samples, begin * 120, end * 120), 3);
    assertClose(
        maps().get("0.npy " + layer),
        new Shape(30, 20, 4),
        Oracle.runtime(bytes, small, Layout.chw(resized, small)).get(0));
  }

  /** Squeeze and excitation: a map times a vector that a global pool of it gave. */
  @Test
  void aMapMadeFromAGlobalPool() throws Exception {
    RandomNetworks net = new RandomNetworks(6, 3);
    int map = net.conv(-1, 3, 4, 3, 1, 1);
    int pool = net.add(new GlobalPool(Pool.Kind.AVERAGE), map);
    int gate = net.add(net.convolution(4, 4, 1, 1, 0, 1, new Activation.Sigmoid()), pool);
    Network network =
        net.build(
            net.add(
                new Elementwise(Elementwise.Operator.MULTIPLY, new Activation.Identity()),
                map,
                gate));
    Shape shape = new Shape(21, 17, 3);
    Path images = images(shape, new Shape(1, 60000, 3));
    Path model = model(network);
    assertThat(extract(model, "--images", images.resolve("0.npy"))).isZero();
    String layer = network.nodes().get(network.outputs().get(0)).name();
    assertClose(
        maps().get("0.npy " + layer),
        new Shape(21, 17, 4),
        Oracle.runtime(Files.readAllBytes(model), shape, Layout.chw(samples(0, shape), shape))
            .get(0));
    // 60000 pixels wide and one high: scaled to 256 lines it is no image for any memory.
    assertThat(
            extract(
                model,
                "--images",
                images.resolve("1.npy"),
                "--resize-short",
                256,
                "--crop",
                "224x224",
                "--overwrite"))
        .isEqualTo(3);
    Row row = Spark.session().read().parquet(folder.resolve("out").toString()).head();
    assertThat(row.<String>getAs("error")).startsWith("the image is too large to be resized");
  }

  @Test
  void aFixedSizeIsDemanded() throws Exception {
    RandomNetworks net = new RandomNetworks(4, 3);
    int map = net.conv(-1, 3, 4, 3, 1, 1);
    Network any = net.build(map);
    Network fixed = new Network("fixed", new Network.Input(3, 24, 32), any.nodes(), any.outputs());
    Path images = images(new Shape(40, 40, 3));
    Path model = model(fixed);
    assertThat(extract(model, "--images", images)).isEqualTo(2);
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(
            extract(
                model, "--images", images, "--resize-short", 36, "--crop", "32x24", "--overwrite"))
        .isZero();
    assertThat(maps()).hasSize(1);
    // Sizes that no image can have are known before the job: the result stays as it was.
    assertThat(extract(model, "--images", images, "--resize", "24x32", "--overwrite")).isEqualTo(2);
    RandomNetworks net2 = new RandomNetworks(8, 3);
    Path valid = model(net2.build(net2.conv(-1, 3, 4, 5, 1, 0)));
    assertThat(extract(valid, "--images", images, "--resize", "4x9", "--overwrite")).isEqualTo(2);
    assertThat(maps()).hasSize(1);
  }

  @Test
  void wrongUseIsOneLineAndTwo() throws Exception {
    Path images = images(new Shape(4, 4, 3));
    RandomNetworks net = new RandomNetworks(5, 3);
    Path model = model(net.build(net.conv(-1, 3, 4, 3, 1, 1)));
    assertThat(extract(model, "--images", images, "--kernels", "conf/kernels/luma.json"))
        .isEqualTo(2);
    assertThat(extract(model, "--images", images, "--layer", "nobody")).isEqualTo(2);
    assertThat(extract(model, "--images", images, "--crop", "4x4")).isEqualTo(2);
    assertThat(extract(model, "--images", images, "--resize", "4")).isEqualTo(2);
    assertThat(extract(model, "--images", images, "--resize", "9999999x9999999")).isEqualTo(2);
    assertThat(extract(model, "--images", images, "--resize", "4x4", "--max-pixels", 15))
        .isEqualTo(2);
    assertThat(extract(model, "--images", images, "--resize-short", "-5", "--crop", "1x1"))
        .isEqualTo(2);
    assertThat(extract(model, "--images", images, "--mean", "1,2")).isEqualTo(2);
    assertThat(extract(folder.resolve("none.onnx"), "--images", images)).isEqualTo(2);
    Files.writeString(folder.resolve("bad.onnx"), "no network");
    assertThat(extract(folder.resolve("bad.onnx"), "--images", images)).isEqualTo(2);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  /**
   * The scene begins at (288776.25, 9120760.75) and has pixels of 28.5 m: rasterio's numbers. A 3 x
   * 3 window every second pixel has its first middle in the first pixel; halved before that, it is
   * at twice the distances, and the middle of the first two pixels.
   */
  @Test
  void mapsOfScenesLieWhereTheirReceptiveFieldsDo() throws Exception {
    RandomNetworks net = new RandomNetworks(2, 6);
    Path model = model(net.build(net.conv(-1, 6, 2, 3, 2, 1)));
    String scene = "sample-data/landsat/L7_ETMs.tif";
    assertThat(extract(model, "--images", scene)).isZero();
    assertPlace(288776.25 - 28.5 / 2, 57, 9120760.75 + 28.5 / 2, -57);
    assertThat(extract(model, "--images", scene, "--overwrite", "--resize", "174x176")).isZero();
    assertPlace(
        288776.25 + (1 - 2) * 28.5 * 349 / 348,
        4 * 28.5 * 349 / 348,
        9120760.75 + (2 - 1) * 28.5,
        -4 * 28.5);
  }

  private void assertPlace(double x, double stepX, double y, double stepY) {
    Row row = Spark.session().read().parquet(folder.resolve("out").toString()).first();
    assertThat(row.<String>getAs("crs")).isEqualTo("EPSG:31985");
    double[] expected = {x, stepX, 0, y, 0, stepY};
    List<Double> found = row.getList(row.fieldIndex("transform"));
    for (int i = 0; i < expected.length; i++) {
      assertThat(found.get(i)).isEqualTo(expected[i], within(1e-4));
    }
  }
}
