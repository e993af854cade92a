package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Pointwise;
import pointwise.Spark;
import pointwise.network.runtime.RuntimeModel;
import pointwise.network.runtime.RuntimeSession;
import pointwise.pixels.Pictures;

/** Networks that only ONNX Runtime runs, of operators whose results are known without it. */
class RuntimeNetworkTest {
  private static final int HEIGHT = 3;
  private static final int WIDTH = 5;
  private static final int CHANNELS = 2;

  @TempDir private Path folder;
  private final GraphWriter graph = Models.graph();
  private final float[] samples = new float[HEIGHT * WIDTH * CHANNELS];

  @BeforeEach
  void image() throws Exception {
    Path images = Files.createDirectory(folder.resolve("images"));
    Pictures.uint8(images.resolve("a.npy"), HEIGHT, WIDTH, CHANNELS, 1);
    byte[] bytes = new byte[samples.length];
    new Random(1).nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      samples[i] = bytes[i] & 0xff;
    }
  }

  private int extract(ModelProto model, String... options) throws Exception {
    Spark.session();
    Path file = Files.write(folder.resolve("model.onnx"), model.toByteArray());
    List<String> all =
        new ArrayList<>(
            List.of(
                "extract",
                "--network",
                file.toString(),
                "--images",
                folder.resolve("images").toString(),
                "--out",
                folder.resolve("out").toString(),
                "--overwrite"));
    all.addAll(Arrays.asList(options));
    return Pointwise.run(all);
  }

  private Row row() {
    return Spark.session().read().parquet(folder.resolve("out").toString()).collectAsList().get(0);
  }

  private static float[] data(Row row) {
    byte[] bytes = row.getAs("data");
    float[] floats = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  private void assertMap(int height, int width, int channels, float[] hwc) {
    Row row = row();
    assertThat(row.<String>getAs("error")).isNull();
    assertThat(row.<Integer>getAs("height")).isEqualTo(height);
    assertThat(row.<Integer>getAs("width")).isEqualTo(width);
    assertThat(row.<Integer>getAs("nChannels")).isEqualTo(channels);
    assertThat(data(row)).containsExactly(hwc);
  }

  private String report() throws Exception {
    return Files.readString(folder.resolve("out/_report.json"));
  }

  private void transpose(String from, String to, long... order) {
    GraphWriter.integers(graph.node("Transpose", List.of(from), to), "perm", order);
  }

  @Test
  void aTransposedResultIsReadAsItLies() throws Exception {
    transpose("image", "y", 0, 2, 3, 1);
    assertThat(extract(Models.of(17, graph, 1, CHANNELS, 0, 0))).isZero();
    assertMap(HEIGHT, WIDTH, CHANNELS, samples);
    assertThat(report()).contains("ONNX Runtime 1.26.0");
  }

  @Test
  void channelsMayComeLast() throws Exception {
    transpose("image", "first", 0, 3, 1, 2);
    graph.node("Neg", List.of("first"), "negative");
    transpose("negative", "y", 0, 2, 3, 1);
    ModelProto model = Models.of(17, graph, 0, 0, 0, CHANNELS);
    float[] expected = new float[samples.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = -samples[i];
    }
    assertThat(extract(model)).isZero();
    assertMap(HEIGHT, WIDTH, CHANNELS, expected);
    assertThat(extract(model, "--layer", "negative")).isZero();
    assertMap(HEIGHT, WIDTH, CHANNELS, expected);
    assertThat(row().<String>getAs("layer")).isEqualTo("negative");
  }

  @Test
  void bytesAreRoundedAndBatchesFilledUp() throws Exception {
    GraphWriter.integer(graph.node("Cast", List.of("image"), "floats"), "to", 1);
    graph.node("Neg", List.of("floats"), "y");
    ModelProto model = Models.of(17, graph, DataType.UINT8, 4, CHANNELS, HEIGHT, WIDTH);
    // 0.5 is rounded to an even number, and 300 is cut off.
    assertThat(extract(model, "--mean", "0,-300", "--std", "2,1")).isZero();
    float[] expected = new float[samples.length];
    for (int i = 0; i < expected.length; i += 2) {
      expected[i] = (float) -Math.rint(samples[i] / 2);
      expected[i + 1] = -255;
    }
    assertMap(HEIGHT, WIDTH, CHANNELS, expected);
    assertThat(extract(model, "--range", "unit")).isEqualTo(2);
  }

  @Test
  void halvesAreTakenAndGiven() throws Exception {
    graph.node("Neg", List.of("image"), "y");
    ModelProto.Builder model =
        Models.of(17, graph, DataType.FLOAT16, 1, CHANNELS, HEIGHT, WIDTH).toBuilder();
    model
        .getGraphBuilder()
        .setOutput(0, Models.info("y", DataType.FLOAT16, 1, CHANNELS, HEIGHT, WIDTH));
    assertThat(extract(model.build(), "--mean", "0.5,0", "--engine", "runtime")).isZero();
    float[] expected = new float[samples.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (i % 2 == 0 ? 0.5f : 0) - samples[i]; // fits 11 bits
    }
    assertMap(HEIGHT, WIDTH, CHANNELS, expected);
  }

  @Test
  void tokensAreALineOfPixelsAndVectorsOne() throws Exception {
    transpose("image", "last", 0, 2, 3, 1);
    graph.node(
        "Reshape", List.of("last", graph.integers("shape", 0, HEIGHT * WIDTH, CHANNELS)), "y");
    assertThat(extract(Models.of(17, graph, 1, CHANNELS, HEIGHT, WIDTH))).isZero();
    assertMap(1, HEIGHT * WIDTH, CHANNELS, samples);
    GraphWriter vector = Models.graph();
    NodeProto.Builder most = vector.node("ReduceMax", List.of("image"), "most");
    GraphWriter.integers(most, "axes", 2, 3);
    GraphWriter.integer(most, "keepdims", 0);
    vector.node("Neg", List.of("most"), "y");
    assertThat(extract(Models.of(13, vector, 1, CHANNELS, 0, 0))).isZero();
    float[] largest = new float[CHANNELS];
    for (int i = 0; i < samples.length; i++) {
      largest[i % CHANNELS] = Math.min(largest[i % CHANNELS], -samples[i]);
    }
    assertMap(1, 1, CHANNELS, largest);
    assertThat(row().<Float>getList(row().fieldIndex("vector")))
        .containsExactly(largest[0], largest[1]);
  }

  @Test
  void whatCannotRunIsRefusedBeforeTheJob() throws Exception {
    graph.node("Nobody", List.of("image"), "y");
    assertThat(extract(Models.of(17, graph, 1, CHANNELS, 0, 0))).isEqualTo(2);
    GraphWriter neg = Models.graph();
    neg.node("Neg", List.of("image"), "y");
    ModelProto fine = Models.of(17, neg, 1, CHANNELS, 0, 0);
    assertThat(extract(fine, "--engine", "layers")).isEqualTo(2);
    assertThat(extract(fine, "--layer", "nobody")).isEqualTo(2);
    assertThat(extract(fine, "--mean", "1,2,3", "--std", "1,1,1")).isEqualTo(2);
    assertThat(extract(fine, "--nodata-taps", "any")).isEqualTo(2);
    ModelProto.Builder two = fine.toBuilder();
    two.getGraphBuilder().addInput(Models.info("other", DataType.FLOAT, 1));
    assertThat(extract(two.build())).isEqualTo(2);
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(extract(fine)).isZero();
  }

  @Test
  void anotherShapeIsAnErrorRowThatNamesIt() throws Exception {
    graph.node("Unsqueeze", List.of("image", graph.integers("axes", 0)), "y");
    ModelProto open = Models.of(17, graph, 1, CHANNELS, 0, 0);
    assertThat(extract(open)).isEqualTo(3);
    assertThat(row().<String>getAs("error")).contains("output y has another shape");
    ModelProto.Builder fixed = open.toBuilder();
    fixed
        .getGraphBuilder()
        .setInput(0, Models.info("image", DataType.FLOAT, 1, CHANNELS, HEIGHT, WIDTH));
    assertThat(extract(fixed.build())).isEqualTo(2);
  }

  @Test
  void largeImagesGoThroughLayersWhereThoseTakeTheNetwork() throws Exception {
    GraphWriter.integers(graph.node("MaxPool", List.of("image"), "y"), "kernel_shape", 2, 2);
    ModelProto model = Models.of(17, graph, 1, CHANNELS, 0, 0);
    Path large = folder.resolve("images/large.npy");
    Pictures.uint8(large, 3073, 2048, CHANNELS, 2);
    assertThat(extract(model)).isZero();
    assertThat(report()).contains("ONNX Runtime 1.26.0").contains("OpenBLAS");
    Files.delete(large);
    assertThat(extract(model)).isZero();
    assertThat(report()).contains("ONNX Runtime 1.26.0").doesNotContain("OpenBLAS");
  }

  /** A convolution tells how the image lies, whatever its sizes. */
  @Test
  void theGraphTellsHowTheImageLies() {
    graph.node("Conv", List.of("image", graph.floats("w", new float[200], 1, 200, 1, 1)), "conv");
    graph.node("Erf", List.of("conv"), "y");
    byte[] model = Models.of(17, graph, 1, 200, 64, 48).toByteArray();
    RuntimeModel read = RuntimeSession.open("m.onnx", model, ExternalData.NONE, List.of()).model();
    assertThat(read.channelLast()).isFalse();
    assertThat(read.takes().channels()).isEqualTo(200);
    assertThat(read.takes().width()).isEqualTo(48);
  }

  /** Weights in a file beside the model are used; too few of them are refused. */
  @Test
  void weightsBesideAModel() throws Exception {
    graph.node("Mul", List.of("image", "w"), "y");
    graph.proto().addInitializer(beside("w"));
    ModelProto model = Models.of(17, graph, 1, CHANNELS, 0, 0);
    Path weights = folder.resolve("w.bin");
    Files.write(weights, new byte[] {0, 0, 0, 0x40}); // 2
    float[] expected = new float[samples.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = 2 * samples[i];
    }
    assertThat(extract(model, "--engine", "runtime")).isZero();
    assertMap(HEIGHT, WIDTH, CHANNELS, expected);
    Files.write(weights, new byte[3]);
    assertThat(extract(model, "--engine", "runtime")).isEqualTo(2);
  }

  private static TensorProto beside(String name) {
    TensorProto.Builder weights =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.FLOAT_VALUE)
            .addDims(1)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    weights.addExternalDataBuilder().setKey("location").setValue("w.bin");
    return weights.build();
  }

  /** ONNX Runtime would look for the file in the folder that the program was started in. */
  @Test
  void weightsBesideAModelAreInitializersOnly() {
    graph.node("Constant", List.of(), "c").addAttributeBuilder().setName("value").setT(beside("w"));
    graph.node("Mul", List.of("image", "c"), "y");
    byte[] model = Models.of(17, graph, 1, CHANNELS, 0, 0).toByteArray();
    assertThatThrownBy(() -> RuntimeSession.open("m.onnx", model, ExternalData.NONE, List.of()))
        .hasMessageMatching(
            "Cannot read model m.onnx: weights beside the model are not supported in node .*\\(Constant\\), expected initializers of the graph");
  }
}
