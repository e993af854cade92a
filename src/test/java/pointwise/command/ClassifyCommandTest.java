package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pointwise.Spark;
import pointwise.kernel.SampleRange;
import pointwise.learn.classify.ClassifierModels;
import pointwise.learn.labels.LabelUnit;
import pointwise.network.graph.Network;
import pointwise.network.layer.Pool;
import pointwise.network.layer.Shape;
import pointwise.network.onnx.OnnxWriter;
import pointwise.network.onnx.Oracle;
import pointwise.pixels.Pictures;
import pointwise.text.Text;

/** {@code classify} on Spark, with ONNX Runtime on the same samples as the oracle. */
class ClassifyCommandTest {
  private static final Shape[] SHAPES = {
    new Shape(20, 30, 3), new Shape(31, 7, 3), new Shape(1, 1, 3), new Shape(64, 64, 3)
  };

  @TempDir private Path folder;

  private Path images() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images"));
    for (int i = 0; i < SHAPES.length; i++) {
      Shape shape = SHAPES[i];
      Pictures.uint8(images.resolve(i + ".npy"), shape.height(), shape.width(), 3, i);
    }
    return images;
  }

  private Path model(Network network, LabelUnit unit, SampleRange range, String... classes) {
    return ClassifierModels.write(folder.resolve("model.onnx"), network, unit, range, classes);
  }

  private Cli classify(Object... args) {
    Object[] start = {
      "classify", "--model", folder.resolve("model.onnx"), "--out", folder.resolve("out")
    };
    return Cli.run(Stream.concat(Arrays.stream(start), Arrays.stream(args)).toArray());
  }

  private static void assertDone(Cli cli) {
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
  }

  private List<Row> rows() {
    return Spark.session()
        .read()
        .parquet(folder.resolve("out").toString())
        .orderBy("origin")
        .collectAsList();
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("out/_report.json").toFile());
  }

  private void assertCounts(int inputs, int maps, int errors, int dropped) throws IOException {
    JsonNode report = report();
    assertThat(Stream.of("inputs", "done", "failed", "dropped").map(n -> report.get(n).asInt()))
        .containsExactly(inputs, maps, errors, dropped);
  }

  /** The bytes of image {@code i}, scaled, channel by channel. */
  private static float[] chw(Shape shape, long seed, float scale) {
    byte[] bytes = new byte[shape.height() * shape.width() * shape.channels()];
    new Random(seed).nextBytes(bytes);
    int pixels = shape.height() * shape.width();
    float[] chw = new float[bytes.length];
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < shape.channels(); c++) {
        chw[c * pixels + p] = (bytes[p * shape.channels() + c] & 0xff) * scale;
      }
    }
    return chw;
  }

  private static int first(float[] numbers) {
    int largest = 0;
    for (int k = 1; k < numbers.length; k++) {
      largest = numbers[k] > numbers[largest] ? k : largest;
    }
    return largest;
  }

  @ParameterizedTest
  @EnumSource(Pool.Kind.class)
  void imagesHaveTheProbabilitiesOfOnnxRuntime(Pool.Kind pool) throws Exception {
    String[] classes = {"red", "green", "a \"blue\", one", "x"};
    Path model =
        model(ClassifierModels.images(3, 4, pool, 5), LabelUnit.IMAGE, SampleRange.UNIT, classes);
    Path images = images();
    Files.writeString(images.resolve("text.jpg"), "no picture");
    assertDone(classify("--images", images));
    assertThat(Spark.session().read().parquet(folder.resolve("out").toString()).schema().toDDL())
        .isEqualTo(
            "origin STRING,label STRING,probability FLOAT,probabilities ARRAY<FLOAT>,error STRING,errorKind STRING");
    List<Row> rows = rows();
    assertThat(rows).hasSize(5);
    for (int i = 0; i < SHAPES.length; i++) {
      Row row = rows.get(i);
      assertThat(row.<String>getAs("origin")).endsWith("images/" + i + ".npy");
      float[] expected =
          Oracle.runtime(Pictures.bytes(model), SHAPES[i], chw(SHAPES[i], i, 1 / 255f)).get(0);
      List<Float> found = row.getList(row.fieldIndex("probabilities"));
      assertThat(found).hasSize(4);
      for (int k = 0; k < 4; k++) {
        assertThat(found.get(k)).isCloseTo(expected[k], within(1e-5f));
      }
      assertThat(row.<String>getAs("label")).isEqualTo(classes[first(expected)]);
      assertThat(row.<Float>getAs("probability"))
          .isCloseTo(expected[first(expected)], within(1e-5f));
      assertThat(row.<String>getAs("error")).isNull();
    }
    assertThat(rows.get(4).<String>getAs("label")).isNull();
    assertThat(rows.get(4).<Object>getAs("probabilities")).isNull();
    assertThat(rows.get(4).<String>getAs("error"))
        .startsWith("the file is text, which is not read");
    assertCounts(5, 4, 1, 0);
    assertThat(report().get("pixels").asInt()).isEqualTo(20 * 30 + 31 * 7 + 1 + 64 * 64);
    assertThat(report().get("kernels").get("classes")).hasSize(4);
    assertThat(report().get("kernels").get("classes").get(2).asText()).isEqualTo(classes[2]);
  }

  @Test
  void pixelsHaveTheClassOfOnnxRuntime() throws Exception {
    String[] classes = {"3", "17", "100", "254"};
    Path model =
        model(ClassifierModels.pixels(3, 4, 7), LabelUnit.PIXEL, SampleRange.UNIT, classes);
    Path images = images();
    Files.writeString(images.resolve("text.jpg"), "no picture");
    Cli cli = classify("--images", images);
    assertDone(cli);
    assertThat(cli.out()).contains("_classes, 4 class maps").contains("3 -> 4 classes");
    assertCounts(5, 4, 1, 0);
    List<Row> rows = rows();
    for (int i = 0; i < SHAPES.length; i++) {
      Row row = rows.get(i);
      int pixels = SHAPES[i].height() * SHAPES[i].width();
      assertThat(row.<String>getAs("dtype")).isEqualTo("uint8");
      assertThat(row.<Integer>getAs("nChannels")).isEqualTo(1);
      assertThat(row.<Integer>getAs("height")).isEqualTo(SHAPES[i].height());
      byte[] map = row.getAs("data");
      assertThat(map).hasSize(pixels);
      float[] expected =
          Oracle.runtime(Pictures.bytes(model), SHAPES[i], chw(SHAPES[i], i, 1 / 255f)).get(0);
      for (int p = 0; p < pixels; p++) {
        float[] pixel = new float[4];
        for (int k = 0; k < 4; k++) {
          pixel[k] = expected[k * pixels + p];
        }
        int k = Arrays.asList(classes).indexOf(Integer.toString(map[p] & 0xff));
        // Of two that are as good as equal either will do.
        assertThat(pixel[k]).isGreaterThan(pixel[first(pixel)] - 1e-5f);
      }
    }
    assertThat(ImageIO.read(folder.resolve("out/_classes/3.npy.png").toFile())).isNotNull();
    Cli preview =
        Cli.run("preview", "--maps", folder.resolve("out"), "--out", folder.resolve("maps.png"));
    assertThat(preview.code()).isZero();
    // The first pixel of the first map, in the colour of the class pictures.
    int[] colours = {0xffe69f00, 0xff56b4e9, 0xff009e73, 0xfff0e442};
    String label = Integer.toString(rows.get(0).<byte[]>getAs("data")[0] & 0xff);
    assertThat(ImageIO.read(folder.resolve("maps.png").toFile()).getRGB(188, 84))
        .isEqualTo(colours[Arrays.asList(classes).indexOf(label)]);
  }

  /** 2100 x 2100 x 16 bytes, 70 MB: two tasks, and a class map of several strips. */
  @Test
  void stripsOfALargeCubeAreTheWholeMap() throws Exception {
    int side = 2100;
    int D = 16;
    Path cube = Pictures.uint8(folder.resolve("cube.npy"), side, side, D, 11);
    String[] classes = new String[D];
    Arrays.setAll(classes, Integer::toString);
    model(ClassifierModels.brightest(D, 1), LabelUnit.PIXEL, SampleRange.RAW, classes);
    assertDone(classify("--images", cube));
    TreeMap<Integer, byte[]> strips = new TreeMap<>();
    rows().forEach(row -> strips.put(row.getAs("y"), row.getAs("data")));
    assertThat(strips).hasSizeGreaterThan(3);
    byte[] samples = new byte[side * side * D];
    new Random(11).nextBytes(samples);
    int pixel = 0;
    for (byte[] strip : strips.values()) {
      for (byte label : strip) {
        int largest = 0;
        for (int k = 1; k < D; k++) {
          largest =
              (samples[pixel * D + k] & 0xff) > (samples[pixel * D + largest] & 0xff) ? k : largest;
        }
        if (label != largest) {
          throw new AssertionError(Text.of("pixel %d: %d, expected %d", pixel, label, largest));
        }
        pixel++;
      }
    }
    assertThat(pixel).isEqualTo(side * side);
    assertThat(ImageIO.read(folder.resolve("out/_classes/cube.npy.png").toFile()).getHeight())
        .isEqualTo(1024 + 36 + 16);
  }

  private Path floats(String name, int height, int width, int D, float... samples) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(samples);
    return Pictures.npy(folder.resolve(name), "<f4", height, width, D, bytes.array());
  }

  @Test
  void aPixelThatIsNotFiniteHasNoClassAndEqualsHaveTheFirst() {
    float nan = Float.NaN;
    float infinite = Float.POSITIVE_INFINITY;
    Path cube = floats("a.npy", 2, 3, 2, 1, 0, 0, 1, 2, 2, nan, 9, 9, nan, infinite, 0);
    model(ClassifierModels.brightest(2, 1), LabelUnit.PIXEL, SampleRange.RAW, "8", "5");
    assertDone(classify("--images", cube));
    assertThat(rows().get(0).<byte[]>getAs("data")).containsExactly(8, 5, 8, -1, -1, -1);
  }

  @Test
  void classesOfPixelsAreCalledAsATableSays() throws Exception {
    Path cube = floats("a.npy", 1, 3, 2, 1, 0, 0, 1, 2, Float.NaN);
    model(ClassifierModels.brightest(2, 1), LabelUnit.PIXEL, SampleRange.RAW, "8", "5");
    Path names =
        Files.writeString(folder.resolve("n.csv"), "value,name\n1,other\n8,Wald ü,#00ff10\n");
    assertDone(classify("--images", cube, "--classes", names));
    assertThat(rows().get(0).<byte[]>getAs("data")).containsExactly(8, 5, -1);
    assertThat(report().at("/kernels/classes").toString()).isEqualTo("[\"8\",\"5\"]");
    assertThat(report().at("/kernels/class_names"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    "[{\"value\": 8, \"name\": \"Wald ü\", \"colour\": 65296}, {\"value\": 5, \"name\": \"5\", \"colour\": null}]"));
    Path maps = folder.resolve("out");
    Path exported = folder.resolve("exported");
    assertDone(Cli.run("export", "--maps", maps, "--to", "envi", "--out", exported));
    String header = Files.readString(exported.resolve("a.hdr"));
    assertThat(header).contains("Wald ü").contains("data ignore value = 255");
    assertDone(Cli.run("preview", "--maps", maps, "--out", folder.resolve("sheet.png")));
    model(ClassifierModels.brightestMean(2, 1), LabelUnit.IMAGE, SampleRange.RAW, "one", "two");
    Cli wrong = classify("--images", cube, "--classes", names, "--overwrite");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).anyMatch(line -> line.contains("found a classifier of images"));
  }

  /** Of two halves of one colour each, the middle of the line between them aside. */
  @Test
  void imagesOfAnotherSizeGiveMapsOfThatSize() {
    float[] samples = new float[4 * 8 * 2];
    for (int i = 0; i < samples.length; i += 2) {
      samples[i + (i / 2 % 8 < 4 ? 0 : 1)] = 9;
    }
    Path cube = floats("a.npy", 4, 8, 2, samples);
    model(ClassifierModels.brightest(2, 1), LabelUnit.PIXEL, SampleRange.RAW, "8", "5");
    assertDone(classify("--images", cube, "--resize", "4x2"));
    assertThat(rows().get(0).<byte[]>getAs("data")).containsExactly(8, 8, 5, 5, 8, 8, 5, 5);
    assertThat(rows().get(0).<Object>getAs("layer")).isNull();
    assertDone(classify("--images", cube, "--mean", "0,10", "--overwrite"));
    byte[] first = new byte[32];
    Arrays.fill(first, (byte) 8);
    assertThat(rows().get(0).<byte[]>getAs("data")).containsExactly(first);
  }

  /** By ReLU an infinite number below 0 is 0. */
  @Test
  void anInfiniteSampleIsNotHiddenByTheModel() throws Exception {
    float infinite = Float.POSITIVE_INFINITY;
    Path cube = floats("a.npy", 2, 2, 2, infinite, 1, -infinite, 1, 1, infinite, -3, -4);
    model(ClassifierModels.ofDark(2, LabelUnit.PIXEL), LabelUnit.PIXEL, SampleRange.RAW, "8", "5");
    assertDone(classify("--images", cube));
    assertThat(rows().get(0).<byte[]>getAs("data")).containsExactly(-1, -1, -1, 8);
    model(
        ClassifierModels.ofDark(2, LabelUnit.IMAGE),
        LabelUnit.IMAGE,
        SampleRange.RAW,
        "one",
        "two");
    assertThat(classify("--images", cube, "--overwrite").code()).isEqualTo(3);
    Path other = floats("b.npy", 1, 2, 2, 1, infinite, 1, 1);
    assertThat(classify("--images", other, "--overwrite").code()).isEqualTo(3);
    assertThat(rows().get(0).<String>getAs("error"))
        .isEqualTo(
            "the image has pixels that are no data, which are not finite, masked or nodata, expected none");
  }

  @Test
  void anImageThatIsNotFiniteIsAnErrorOrStops() throws Exception {
    Path bad = floats("a.npy", 1, 2, 2, 1, 0, Float.NaN, 1);
    Path good = floats("b.npy", 1, 2, 2, 2, 2, 2, 2);
    model(ClassifierModels.brightestMean(2, 1), LabelUnit.IMAGE, SampleRange.RAW, "one", "two");
    assertDone(classify("--images", bad, good));
    assertThat(rows().get(0).<String>getAs("error"))
        .isEqualTo(
            "the image has pixels that are no data, which are not finite, masked or nodata, expected none");
    assertThat(rows().get(1).<String>getAs("label")).isEqualTo("one");
    assertCounts(2, 1, 1, 0);
    assertDone(classify("--images", bad, good, "--overwrite", "--mode", "dropmalformed"));
    assertCounts(2, 1, 1, 0);
    Cli stopped = classify("--images", bad, good, "--overwrite", "--mode", "failfast");
    assertThat(stopped.code()).isEqualTo(1);
    assertThat(stopped.err())
        .anyMatch(line -> line.contains("a.npy: the image has pixels that are no data"));
    assertThat(classify("--images", bad, "--overwrite").code()).isEqualTo(3);
  }

  @Test
  void partitionsChangeNothing() throws Exception {
    Path images = images();
    for (LabelUnit unit : LabelUnit.values()) {
      model(
          unit == LabelUnit.IMAGE
              ? ClassifierModels.images(3, 3, Pool.Kind.MAX, 2)
              : ClassifierModels.pixels(3, 3, 2),
          unit,
          SampleRange.UNIT,
          "0",
          "1",
          "2");
      assertDone(classify("--images", images, "--partitions", 1, "--overwrite"));
      Map<String, String> one = texts();
      assertDone(classify("--images", images, "--partitions", 4, "--overwrite"));
      assertThat(texts()).isEqualTo(one).hasSize(4);
    }
  }

  private Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    for (Row row : rows()) {
      Object value =
          Arrays.asList(row.schema().fieldNames()).contains("data")
              ? Arrays.toString(row.<byte[]>getAs("data"))
              : row.toString();
      texts.put(row.getAs("origin"), value.toString());
    }
    return texts;
  }

  private void assertWrongUse(String message, Object... args) {
    Cli cli = classify(args);
    assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(2);
    assertThat(cli.err()).hasSize(1);
    assertThat(cli.err().get(0)).startsWith("Cannot ").contains(message);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aModelThatIsNoClassifierIsWrongUse() throws Exception {
    Path images = images();
    assertWrongUse("no file is there", "--images", images);
    Files.writeString(folder.resolve("model.onnx"), "no model");
    assertWrongUse("model.onnx", "--images", images);
    Files.write(
        folder.resolve("model.onnx"),
        OnnxWriter.write(ClassifierModels.pixels(3, 2, 1), Map.of("pointwise.unit", "pixel")));
    assertWrongUse("it is no classifier", "--images", images);
    model(ClassifierModels.pixels(3, 2, 1), LabelUnit.PIXEL, SampleRange.UNIT, "0", "1", "2");
    assertWrongUse("found 2 outputs, expected 3 for [0, 1, 2]", "--images", images);
    model(ClassifierModels.pixels(3, 2, 1), LabelUnit.PIXEL, SampleRange.UNIT, "0", "255");
    assertWrongUse("found class 255, expected labels of pixels 0 to 254", "--images", images);
    model(ClassifierModels.pixels(3, 2, 1), LabelUnit.IMAGE, SampleRange.UNIT, "0", "1");
    assertWrongUse(
        "found outputs of 224 x 224 x 2, expected one vector for an image", "--images", images);
    model(
        ClassifierModels.images(3, 2, Pool.Kind.MAX, 1),
        LabelUnit.PIXEL,
        SampleRange.UNIT,
        "0",
        "1");
    assertWrongUse("found outputs of 1 x 1 x 2, expected a map for pixels", "--images", images);
    model(ClassifierModels.pixels(3, 2, 1), LabelUnit.PIXEL, SampleRange.UNIT, "0", "1");
    assertWrongUse("nothing is there", "--images", folder.resolve("nowhere"));
  }

  @Test
  void picturesOfOneNameAreKeptApartAndNoMoreThanSixteen() throws Exception {
    model(ClassifierModels.pixels(3, 2, 1), LabelUnit.PIXEL, SampleRange.UNIT, "0", "1");
    for (int i = 0; i < 18; i++) {
      Path inner = Files.createDirectories(folder.resolve("images/" + (char) ('a' + i)));
      Pictures.uint8(inner.resolve("same.npy"), 4, 5, 3, i);
    }
    assertDone(classify("--images", folder.resolve("images"), "--recursive"));
    try (Stream<Path> files = Files.list(folder.resolve("out/_classes"))) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".png")))
          .hasSize(16)
          .contains("same.npy.png", "same.npy-2.png", "same.npy-16.png");
    }
  }
}
