package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.command.Cli;
import pointwise.learn.labels.NpyLabels;
import pointwise.pixels.Pictures;

/** Classifiers that other programs wrote, of operators whose results are known without them. */
class ClassifyOnnxTest {
  private static final int HEIGHT = 6;
  private static final int WIDTH = 4;
  private static final int CHANNELS = 3;

  @TempDir private Path folder;
  private GraphWriter graph = Models.graph();

  /** Of {@code a.npy}, HWC. */
  private final byte[] samples = new byte[HEIGHT * WIDTH * CHANNELS];

  @BeforeEach
  void images() throws IOException {
    new Random(4).nextBytes(samples);
    Files.createDirectory(folder.resolve("images"));
    picture("a.npy", samples);
  }

  private void picture(String name, byte[] hwc) throws IOException {
    Path file = folder.resolve("images").resolve(name);
    Files.createDirectories(file.getParent());
    Pictures.npy(file, "|u1", HEIGHT, WIDTH, CHANNELS, hwc);
  }

  /** The largest sample of each channel, negated, as a vector; ONNX Runtime alone runs it. */
  private void darkest(String output) {
    NodeProto.Builder most = graph.node("ReduceMax", List.of("image"), "most");
    GraphWriter.integers(most, "axes", 2, 3);
    GraphWriter.integer(most, "keepdims", 0);
    graph.node("Neg", List.of("most"), output);
  }

  private double[] expected(double divisor) {
    double[] most = new double[CHANNELS];
    Arrays.fill(most, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < samples.length; i++) {
      most[i % CHANNELS] = Math.max(most[i % CHANNELS], (samples[i] & 0xff) / divisor);
    }
    return Arrays.stream(most).map(z -> -z).toArray();
  }

  private static double[] softmax(double[] z) {
    double sum = Arrays.stream(z).map(Math::exp).sum();
    return Arrays.stream(z).map(one -> Math.exp(one) / sum).toArray();
  }

  private static int largest(double[] numbers) {
    int largest = 0;
    for (int k = 1; k < numbers.length; k++) {
      largest = numbers[k] > numbers[largest] ? k : largest;
    }
    return largest;
  }

  private ModelProto vector() {
    return Models.of(13, graph, 1, CHANNELS, 0, 0);
  }

  private ModelProto map() {
    graph.node("Neg", List.of("image"), "negative");
    NodeProto.Builder pool = graph.node("MaxPool", List.of("negative"), "y");
    GraphWriter.integers(pool, "kernel_shape", 2, 2);
    GraphWriter.integers(pool, "strides", 2, 2);
    return Models.of(17, graph, 1, CHANNELS, 0, 0);
  }

  /** The class map of {@link #map}, by plain loops. */
  private byte[] expectedMap() {
    byte[] classes = new byte[HEIGHT / 2 * (WIDTH / 2)];
    for (int p = 0; p < classes.length; p++) {
      double[] z = new double[CHANNELS];
      Arrays.fill(z, Double.NEGATIVE_INFINITY);
      for (int tap = 0; tap < 4; tap++) {
        int y = 2 * (p / (WIDTH / 2)) + tap / 2;
        int x = 2 * (p % (WIDTH / 2)) + tap % 2;
        for (int c = 0; c < CHANNELS; c++) {
          z[c] = Math.max(z[c], -(samples[(y * WIDTH + x) * CHANNELS + c] & 0xff));
        }
      }
      classes[p] = (byte) largest(z);
    }
    return classes;
  }

  private Cli run(String command, ModelProto model, Object... options) throws IOException {
    Path file = Files.write(folder.resolve("model.onnx"), model.toByteArray());
    Object[] start = {command, "--model", file, "--images", folder.resolve("images")};
    return Cli.run(Stream.concat(Arrays.stream(start), Arrays.stream(options)).toArray());
  }

  private Cli classify(ModelProto model, Object... options) throws IOException {
    Object[] out = {"--out", folder.resolve("out")};
    return run(
        "classify", model, Stream.concat(Arrays.stream(out), Arrays.stream(options)).toArray());
  }

  private void assertDone(Cli cli) {
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
  }

  private void assertRefused(String message, ModelProto model, Object... options)
      throws IOException {
    Cli cli = classify(model, options);
    assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(2);
    assertThat(cli.err()).hasSize(1);
    assertThat(cli.err().get(0)).contains(message);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private Row row() {
    return Spark.session()
        .read()
        .parquet(folder.resolve("out").toString())
        .orderBy("origin")
        .head();
  }

  private JsonNode applied() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("out/_report.json").toFile()).get("kernels");
  }

  private Path text(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private void assertProbabilities(double[] expected, String label) {
    Row row = row();
    assertThat(row.<String>getAs("error")).isNull();
    List<Float> found = row.getList(row.fieldIndex("probabilities"));
    assertThat(found).hasSize(expected.length);
    for (int k = 0; k < expected.length; k++) {
      assertThat(found.get(k)).isCloseTo((float) expected[k], within(1e-6f));
    }
    assertThat(row.<Float>getAs("probability")).isEqualTo(found.get(largest(expected)));
    assertThat(row.<String>getAs("label")).isEqualTo(label);
  }

  @Test
  void numbersBecomeProbabilitiesBySoftmax() throws IOException {
    darkest("y");
    ModelProto model = vector();
    double[] unit = expected(255);
    int label = largest(unit);
    assertDone(classify(model, "--range", "unit"));
    assertProbabilities(softmax(unit), Integer.toString(label));
    String[] names = {"tench, Tinca tinca", "crane", "crane"};
    Path lines = text("names.txt", String.join("\n", names) + "\n\n");
    assertDone(classify(model, "--range", "unit", "--classes", lines, "--overwrite"));
    String name = label == 0 ? names[0] : "crane (" + label + ")";
    assertProbabilities(softmax(unit), name);
    assertThat(applied().get("classes").toString())
        .isEqualTo("[\"tench, Tinca tinca\",\"crane (1)\",\"crane (2)\"]");
    assertThat(applied().get("D").asInt()).isEqualTo(CHANNELS);
    // (x - 10) / 200, as stored
    assertDone(
        classify(
            model,
            "--mean",
            "10,10,10",
            "--std",
            "200,200,200",
            "--classes",
            text("n.csv", "value,name\n2,c\n0,a\n1,b\n"),
            "--overwrite"));
    double[] shifted = Arrays.stream(expected(200)).map(z -> z + 10 / 200.0).toArray();
    assertProbabilities(softmax(shifted), List.of("a", "b", "c").get(label));
  }

  /** exp(-3000) is no number that double has, and nothing is divided by 0. */
  @Test
  void softmaxIsStable() throws IOException {
    graph.node("Mul", List.of("image", graph.number("gain", 100)), "scaled");
    NodeProto.Builder most = graph.node("ReduceMin", List.of("scaled"), "y");
    GraphWriter.integers(most, "axes", 2, 3);
    GraphWriter.integer(most, "keepdims", 0);
    byte[] flat = new byte[samples.length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (byte) (200 + i % CHANNELS);
    }
    picture("a.npy", flat);
    assertDone(classify(vector()));
    assertProbabilities(new double[] {Math.exp(-200), Math.exp(-100), 1}, "2");
  }

  @Test
  void probabilitiesStayAsTheyAre() throws IOException {
    darkest("z");
    GraphWriter.integer(graph.node("Softmax", List.of("z"), "p"), "axis", 1);
    graph.node("Identity", List.of("p"), "y");
    ModelProto model = vector();
    double[] unit = expected(255);
    assertDone(classify(model, "--range", "unit"));
    assertProbabilities(softmax(unit), Integer.toString(largest(unit)));
    assertDone(classify(model, "--range", "unit", "--layer", "z", "--overwrite"));
    assertProbabilities(softmax(unit), Integer.toString(largest(unit)));
    GraphWriter sigmoid = Models.graph();
    NodeProto.Builder most = sigmoid.node("ReduceMax", List.of("image"), "most");
    GraphWriter.integers(most, "axes", 2, 3);
    GraphWriter.integer(most, "keepdims", 0);
    sigmoid.node("Neg", List.of("most"), "z");
    sigmoid.node("Sigmoid", List.of("z"), "y");
    assertDone(
        classify(Models.of(13, sigmoid, 1, CHANNELS, 0, 0), "--range", "unit", "--overwrite"));
    assertProbabilities(
        Arrays.stream(unit).map(z -> 1 / (1 + Math.exp(-z))).toArray(),
        Integer.toString(largest(unit)));
  }

  /** Logits in steps of 1/4 from -16 on, and probabilities in steps of 1/255, as uint8. */
  @Test
  void quantisedResultsAreTakenBeforeThat() throws IOException {
    darkest("z");
    graph.node("QuantizeLinear", quantised(graph, "z", 0.25f, 64), "y");
    double[] unit = expected(255);
    assertDone(classify(vector(), "--range", "unit"));
    assertProbabilities(softmax(unit), Integer.toString(largest(unit)));
    graph = Models.graph();
    darkest("z");
    GraphWriter.integer(graph.node("Softmax", List.of("z"), "p"), "axis", 1);
    graph.node("QuantizeLinear", quantised(graph, "p", 1f / 255, 0), "q");
    graph.node("Identity", List.of("q"), "y");
    assertDone(classify(vector(), "--range", "unit", "--overwrite"));
    assertProbabilities(softmax(unit), Integer.toString(largest(unit)));
  }

  private static List<String> quantised(GraphWriter graph, String of, float scale, int zero) {
    GraphWriter.integer(
        graph.node("Cast", List.of(graph.number("zero", zero)), "zero8"),
        "to",
        TensorProto.DataType.UINT8_VALUE);
    return List.of(of, graph.number("scale", scale), "zero8");
  }

  @Test
  void theFileMayNameItsClasses() throws IOException {
    darkest("y");
    ModelProto.Builder model = vector().toBuilder();
    model
        .addMetadataPropsBuilder()
        .setKey("names")
        .setValue("{0: 'person', 1: \"traffic 'light'\", 2: 'Grün\\'s'}");
    String label = List.of("person", "traffic 'light'", "Grün's").get(largest(expected(255)));
    assertDone(classify(model.build(), "--range", "unit"));
    assertProbabilities(softmax(expected(255)), label);
    Path index =
        text(
            "imagenet_class_index.json",
            "{\"0\": [\"n01440764\", \"tench\"], \"1\": [\"n2\", \"b\"], \"2\": [\"n3\", \"c\"]}");
    assertDone(classify(model.build(), "--range", "unit", "--classes", index, "--overwrite"));
    assertThat(row().<String>getAs("label"))
        .isEqualTo(List.of("tench", "b", "c").get(largest(expected(255))));
    // Names of other things are not of its classes.
    model.getMetadataPropsBuilder(0).setValue("['one', 'two']");
    assertDone(classify(model.build(), "--overwrite"));
    assertThat(row().<String>getAs("label")).isEqualTo(Integer.toString(largest(expected(1))));
  }

  @Test
  void aMapHasTheClassOfEachOfItsPixels() throws IOException {
    ModelProto.Builder model = map().toBuilder();
    model.addMetadataPropsBuilder().setKey("names").setValue("['road', 'sky', 'tree']");
    assertDone(classify(model.build()));
    Row row = row();
    assertThat(row.<Integer>getAs("height")).isEqualTo(HEIGHT / 2);
    assertThat(row.<Integer>getAs("width")).isEqualTo(WIDTH / 2);
    assertThat(row.<String>getAs("dtype")).isEqualTo("uint8");
    assertThat(row.<byte[]>getAs("data")).containsExactly(expectedMap());
    assertThat(applied().get("classes").toString()).isEqualTo("[\"0\",\"1\",\"2\"]");
    assertThat(applied().get("class_names").get(1).get("name").asText()).isEqualTo("sky");
    Path maps = folder.resolve("out");
    assertDone(
        Cli.run("export", "--maps", maps, "--to", "envi", "--out", folder.resolve("exported")));
    try (Stream<Path> files = Files.list(folder.resolve("exported"))) {
      Path header =
          files.filter(file -> file.toString().endsWith(".hdr")).findFirst().orElseThrow();
      assertThat(Files.readString(header)).contains("sky");
    }
    assertDone(Cli.run("preview", "--maps", maps, "--out", folder.resolve("sheet.png")));
    assertThat(folder.resolve("out/_classes/a.npy.png")).exists();
  }

  /** 16 MB of numbers are cut in strips; the map of classes, a byte of each, is not. */
  @Test
  void aClassMapIsCutAsOneChannel() throws IOException {
    graph.node("Neg", List.of("image"), "y");
    ModelProto model = Models.of(17, graph, 1, CHANNELS, 0, 0);
    Pictures.uint8(folder.resolve("images/a.npy"), 1500, 1000, CHANNELS, 9);
    byte[] bytes = new byte[1500 * 1000 * CHANNELS];
    new Random(9).nextBytes(bytes);
    byte[] expected = new byte[1500 * 1000];
    for (int p = 0; p < expected.length; p++) {
      double[] z = new double[CHANNELS];
      for (int c = 0; c < CHANNELS; c++) {
        z[c] = -(bytes[p * CHANNELS + c] & 0xff);
      }
      expected[p] = (byte) largest(z);
    }
    assertDone(classify(model));
    assertThat(row().<byte[]>getAs("data")).isEqualTo(expected);
  }

  @Test
  void whatIsNoClassifierIsRefused() throws IOException {
    darkest("y");
    ModelProto fine = vector();
    assertRefused("found 2 names, expected 3", fine, "--classes", text("two.txt", "a\nb\n"));
    assertRefused(
        "found 2 names, expected 3", fine, "--classes", text("two.json", "[\"a\", \"b\"]"));
    assertRefused(
        "found the value 3, expected 0 to 2",
        fine,
        "--classes",
        text("one.csv", "1,a\n2,b\n3,c\n"));
    assertRefused(
        "line 2 is empty, expected a name in each", fine, "--classes", text("e.txt", "a\n\nb"));
    assertRefused(
        "it is no list of names",
        fine,
        "--classes",
        text("e.json", "{\"0\": \"a\", \"2\": \"b\"}"));
    assertRefused("it has no tensor nobody", fine, "--layer", "nobody");
    assertRefused(
        "it has several outputs, found [most, y], expected one, which --layer names",
        fine,
        "--layer",
        "most",
        "y");
    GraphWriter one = Models.graph();
    GraphWriter.integers(one.node("ReduceMax", List.of("image"), "y"), "axes", 1, 2, 3);
    assertRefused(
        "found outputs of 1 x 1 x 1, expected two classes or more",
        Models.of(13, one, 1, CHANNELS, 0, 0));
    GraphWriter tokens = Models.graph();
    tokens.node("Reshape", List.of("image", tokens.integers("shape", 0, CHANNELS, -1)), "y");
    assertRefused(
        "found tokens 3 x 24, expected a vector N x K or a map N x K x H x W",
        Models.of(13, tokens, 1, CHANNELS, HEIGHT, WIDTH));
    GraphWriter many = Models.graph();
    many.node("Neg", List.of("image"), "z");
    GraphWriter.integer(many.node("Concat", Collections.nCopies(86, "z"), "y"), "axis", 1);
    assertRefused(
        "found 258 classes of pixels, expected at most 255",
        Models.of(13, many, 1, CHANNELS, 0, 0));
  }

  @Test
  void imagesThatDoNotFitAreErrorRows() throws IOException {
    darkest("y");
    Pictures.uint8(folder.resolve("images/b.npy"), 5, 5, 7, 1);
    assertDone(classify(vector()));
    List<Row> rows =
        Spark.session()
            .read()
            .parquet(folder.resolve("out").toString())
            .where("error is not null")
            .collectAsList();
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).<String>getAs("errorKind")).isEqualTo("mismatch");
    Files.delete(folder.resolve("images/b.npy"));
    ModelProto fixed = Models.of(13, again(), 1, CHANNELS, 8, 8);
    assertThat(classify(fixed, "--overwrite").code()).isEqualTo(2);
    assertDone(classify(fixed, "--overwrite", "--resize", "8x8"));
  }

  private GraphWriter again() {
    GraphWriter writer = Models.graph();
    NodeProto.Builder most = writer.node("ReduceMax", List.of("image"), "most");
    GraphWriter.integers(most, "axes", 2, 3);
    GraphWriter.integer(most, "keepdims", 0);
    writer.node("Neg", List.of("most"), "y");
    return writer;
  }

  /** A job goes on with the same file, options and names alone. */
  @Test
  void goingOnWantsTheSameClassifier() throws IOException {
    darkest("y");
    ModelProto model = vector();
    ModelProto other = model.toBuilder().setProducerName("another").build();
    Path names = text("names.txt", "a\nb\nc\n");
    Object[] same = {"--classes", names, "--incremental"};
    assertDone(classify(model, same));
    assertThat(classify(other, same).err().toString()).contains("--model");
    assertThat(classify(model, "--incremental").err().toString()).contains("--classes");
    Object[] unit = {"--classes", names, "--incremental", "--range", "unit"};
    assertThat(classify(model, unit).err().toString()).contains("--range");
    assertThat(classify(model, same).out()).contains("Nothing is new");
    assertThat(row().<String>getAs("label"))
        .isEqualTo(List.of("a", "b", "c").get(largest(expected(1))));
  }

  @Test
  void foldersAreComparedByNames() throws IOException {
    Files.delete(folder.resolve("images/a.npy"));
    byte[] flat = new byte[samples.length];
    for (int channel = 0; channel < CHANNELS; channel++) {
      // The darkest channel is the class.
      for (int i = 0; i < flat.length; i++) {
        flat[i] = (byte) (i % CHANNELS == channel ? 1 : 100);
      }
      picture(List.of("red", "green", "blue").get(channel) + "/1.npy", flat);
    }
    picture("red/2.npy", flat); // which is blue
    darkest("y");
    ModelProto model = vector();
    Path names = text("names.txt", "red\ngreen\nblue\n");
    Object[] options = {"--recursive", "--labels", "folders", "--range", "unit"};
    Cli unknown = run("evaluate", model, options);
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err().get(0)).contains("expected one of [0, 1, 2]");
    Cli cli =
        run(
            "evaluate",
            model,
            Stream.concat(Arrays.stream(options), Stream.of("--classes", names)).toArray());
    assertDone(cli);
    JsonNode report = new ObjectMapper().readTree(folder.resolve("model.evaluation.json").toFile());
    assertThat(report.get("confusion").toString()).isEqualTo("[[1,0,1],[0,1,0],[0,0,1]]");
    assertThat(report.get("accuracy").asDouble()).isEqualTo(0.75);
  }

  @Test
  void pixelsAreComparedWithLabelsOfTheSameSize() throws IOException {
    graph.node("Neg", List.of("image"), "y");
    ModelProto model = Models.of(17, graph, 1, CHANNELS, 0, 0);
    long[] labels = new long[HEIGHT * WIDTH];
    int right = 0;
    for (int p = 0; p < labels.length; p++) {
      double[] z = new double[CHANNELS];
      for (int c = 0; c < CHANNELS; c++) {
        z[c] = -(samples[p * CHANNELS + c] & 0xff);
      }
      labels[p] = p % CHANNELS;
      right += labels[p] == largest(z) ? 1 : 0;
    }
    Path file = folder.resolve("labels.npy");
    NpyLabels.write(file, "|u1", HEIGHT, WIDTH, labels);
    Cli cli = run("evaluate", model, "--labels", file);
    assertDone(cli);
    JsonNode report = new ObjectMapper().readTree(folder.resolve("model.evaluation.json").toFile());
    assertThat(report.get("right").asInt()).isEqualTo(right);
    assertThat(report.get("evaluated").asInt()).isEqualTo(labels.length);
  }
}
