package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.network.graph.Network;
import pointwise.network.layer.Shape;
import pointwise.network.layer.ZeroPad;
import pointwise.text.Text;

class BadModelsTest {
  private final GraphWriter graph = Models.graph();

  /** What follows "Cannot read model m.onnx: ". */
  private static String refusal(byte[] model) {
    return refusal(model, ExternalData.NONE);
  }

  private static String refusal(byte[] model, ExternalData external) {
    String message =
        catchThrowableOfType(
                IllegalArgumentException.class, () -> OnnxReader.read("m.onnx", model, external))
            .getMessage();
    assertThat(message).startsWith("Cannot read model m.onnx: ").doesNotContain("\n");
    return message.substring("Cannot read model m.onnx: ".length());
  }

  private String refusal() {
    return refusal(model());
  }

  private byte[] model() {
    return Models.of(13, graph, 1, 3, 0, 0).toByteArray();
  }

  private void convolution(TensorProto.Builder weights) {
    graph.proto().addInitializer(weights.setName("w"));
    graph.node("Conv", List.of("image", "w"), "y");
  }

  private static TensorProto.Builder floats(long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDataType(TensorProto.DataType.FLOAT_VALUE);
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    return tensor;
  }

  private static TensorProto.Builder outside(String location) {
    return floats(2, 3, 1, 1)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue(location));
  }

  @Test
  void otherFilesAreNoModels() {
    assertThat(refusal(new byte[0]))
        .isEqualTo("it is no ONNX model, found 0 bytes without a graph, expected one with nodes");
    assertThat(refusal("{\"kernels\": [[1, 2]]}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            "found what begins as JSON does, expected an ONNX file: kernels go with --kernels");
    assertThat(refusal(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}))
        .startsWith("it is damaged or no ONNX model, found 8 bytes: ");
  }

  /** Every beginning of a model is refused in one line; so are models with a byte changed. */
  @Test
  void damagedBytesAreRefusedOrRead() {
    Network network = LayerKinds.of(LayerKinds.Kind.RESIDUAL, new Shape(5, 4, 3), new Random(2));
    byte[] model = OnnxWriter.write(network);
    for (int length = 0; length < model.length; length++) {
      refusal(Arrays.copyOf(model, length));
    }
    Random random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      byte[] changed = model.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      try {
        OnnxReader.read("m.onnx", changed, ExternalData.NONE);
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).startsWith("Cannot ").doesNotContain("\n");
      }
    }
  }

  @Test
  void operatorSetsOutOfRangeAreRefused() {
    graph.node("Relu", List.of("image"), "y");
    ModelProto model = Models.of(6, graph, 1, 3, 0, 0);
    assertThat(refusal(model.toByteArray()))
        .isEqualTo("its operator set is not supported, found 6, expected 7 to 25");
    ModelProto.Builder newer = model.toBuilder();
    newer.getOpsetImportBuilder(0).setVersion(26);
    assertThat(refusal(newer.build().toByteArray()))
        .isEqualTo("its operator set is not supported, found 26, expected 7 to 25");
    ModelProto none = model.toBuilder().clearOpsetImport().build();
    assertThat(refusal(none.toByteArray()))
        .isEqualTo("its operator set is not supported, found none, expected 7 to 25");
  }

  @Test
  void allThatIsNotSupportedIsToldAtOnce() {
    graph.node("LSTM", List.of("image"), "a");
    graph.node("LSTM", List.of("a"), "b");
    graph.node("FusedConv", List.of("b"), "c").setDomain("com.microsoft");
    GraphWriter.integer(graph.node("Relu", List.of("c"), "d"), "consumed_inputs", 1);
    GraphWriter.text(graph.node("Pad", List.of("d", graph.integers("p")), "e"), "mode", "reflect");
    graph.node("Conv", List.of("e", "image"), "f");
    NodeProto.Builder pool = graph.node("MaxPool", List.of("f"), "g").addOutput("indices");
    GraphWriter.integers(pool, "kernel_shape", 2, 2);
    graph.node("Add", List.of("g", "indices"), "y");
    assertThat(refusal())
        .isEqualTo(
            "6 problems: operator LSTM is not supported (a and 1 more)"
                + "; operator com.microsoft.FusedConv is not supported (c)"
                + "; d (Relu): attributes are not supported, found consumed_inputs"
                + "; e (Pad): attribute mode is not supported, found reflect, expected constant"
                + "; f (Conv): input image is not supported, found the result of a layer, expected a constant"
                + "; indices (MaxPool): output 2 is not supported, found it in use");
  }

  @Test
  void aProblemOfSeveralNodesIsToldOnce() {
    String from = "image";
    for (int i = 0; i < 4; i++) {
      GraphWriter.integer(
          graph.node(i == 2 ? "Tanh" : "Relu", List.of(from), "n" + i), "consumed_inputs", 1);
      from = "n" + i;
    }
    graph.node("Identity", List.of(from), "y");
    assertThat(refusal())
        .isEqualTo(
            "2 problems: n0 (Relu) and 2 more: attributes are not supported, found consumed_inputs"
                + "; n2 (Tanh): attributes are not supported, found consumed_inputs");
  }

  @Test
  void twentyKindsOfProblemsAreListed() {
    for (int i = 0; i < 3; i++) {
      graph.node("Unknown" + i, List.of("image"), "u" + i);
    }
    for (int i = 0; i < 20; i++) {
      GraphWriter.integer(graph.node("Relu", List.of("image"), "n" + i), "odd" + i, 1);
    }
    graph.node("Relu", List.of("image"), "y");
    assertThat(refusal())
        .startsWith("23 problems: operator Unknown0 is not supported (u0); ")
        .contains("; n16 (Relu): attributes are not supported, found odd16; and ")
        .endsWith("odd16; and 3 other problems");
  }

  /** The layer is named once, and what cannot be done once. */
  @Test
  void whatALayerRefusesIsToldOfItsNode() {
    graph.node(
        "Clip", List.of("image", graph.number("low", Float.NaN), graph.number("high", 6)), "a");
    convolutionOf("none", floats(2, 0, 1, 1), "b");
    convolutionOf("empty", floats(0, 3, 1, 1), "y");
    assertThat(refusal())
        .startsWith("3 problems: a (Clip): found bounds NaN and 6.0, expected numbers; b (Conv): ")
        .contains("; y (Conv): ")
        .doesNotContain("Cannot");
  }

  private void convolutionOf(String weights, TensorProto.Builder tensor, String output) {
    graph.proto().addInitializer(tensor.setName(weights));
    graph.node("Conv", List.of("image", weights), output);
  }

  @Test
  void missingTensorsAreNamed() {
    graph.node("Conv", List.of("image", "w"), "y");
    assertThat(refusal())
        .isEqualTo(
            "tensor w is missing, which Conv y reads, found no initializer, input or node of that name");
  }

  @Test
  void outputsMustBeThere() {
    graph.node("Relu", List.of("image"), "x");
    assertThat(refusal())
        .isEqualTo(
            "y (output): input y is not supported, found nothing, expected the result of a layer");
  }

  @Test
  void cyclesAndTwoMakersAreRefused() {
    graph.node("Relu", List.of("b"), "a");
    graph.node("Tanh", List.of("a"), "b");
    graph.node("Relu", List.of("image"), "y");
    assertThat(refusal()).isEqualTo("its nodes form a cycle, found it at [Relu a, Tanh b]");
    GraphWriter twice = Models.graph();
    twice.node("Relu", List.of("image"), "y");
    twice.node("Tanh", List.of("image"), "y");
    assertThat(refusal(Models.of(13, twice, 1, 3, 0, 0).toByteArray()))
        .isEqualTo("tensor y is made twice, found a second maker in node Tanh y");
  }

  @Test
  void dataMustFitTheirShape() {
    convolution(floats(2, 3, 1, 1).addFloatData(1));
    assertThat(refusal())
        .isEqualTo(
            "y (Conv): the data of constant w do not fit its shape, found 1 numbers, expected 6");
  }

  @Test
  void rawDataMustFitTheirShape() {
    convolution(floats(2, 3, 1, 1).setRawData(ByteString.copyFrom(new byte[23])));
    assertThat(refusal())
        .isEqualTo(
            "y (Conv): the data of constant w do not fit its shape, found 23 bytes, expected 24");
  }

  /** Nothing as large is allocated: the heap of the tests is 2 GB. */
  @ParameterizedTest
  @ValueSource(longs = {65536, Long.MAX_VALUE})
  void sizesThatOverflowAreRefused(long size) {
    convolution(floats(65536, size, 1, 1));
    assertThat(refusal())
        .isEqualTo(
            Text.of(
                "y (Conv): constant w is too large, found dimensions [65536, %d, 1, 1], expected at most 2147483647 numbers",
                size));
  }

  @Test
  void largeSizesWithoutTheirDataAreRefused() {
    convolution(floats(32768, 32768, 1, 1));
    assertThat(refusal())
        .isEqualTo(
            "y (Conv): the data of constant w do not fit its shape, found 0 numbers, expected 1073741824");
    GraphWriter broadcast = Models.graph();
    broadcast.node("Mul", List.of("image", broadcast.number("c", 2)), "y");
    assertThat(refusal(Models.of(13, broadcast, 1, 1 << 30, 0, 0).toByteArray()))
        .isEqualTo(
            "y (Mul): the channels of image are too many, found 1073741824, expected 1 to 1048576");
  }

  @Test
  void negativeSizesAndOtherTypesAreRefused() {
    convolution(floats(-1, 3, 1, 1));
    assertThat(refusal()).isEqualTo("y (Conv): constant w has a negative size, found -1");
    GraphWriter bytes = Models.graph();
    bytes
        .proto()
        .addInitializer(
            floats(2, 3, 1, 1).setName("w").setDataType(TensorProto.DataType.UINT8_VALUE));
    bytes.node("Conv", List.of("image", "w"), "y");
    assertThat(refusal(Models.of(13, bytes, 1, 3, 0, 0).toByteArray()))
        .isEqualTo(
            "y (Conv): constant w has a type that is not read, found uint8, expected float, float16, double, int64 or bool");
  }

  @Test
  void weightsMustBeFinite() {
    convolution(floats(1, 3, 1, 1).addFloatData(1).addFloatData(Float.NaN).addFloatData(2));
    assertThat(refusal()).isEqualTo("y (Conv): constant w is not finite, found NaN");
  }

  @Test
  void shapesMustFit() {
    convolution(floats(1, 4, 1, 1).setRawData(ByteString.copyFrom(new byte[16])));
    assertThat(refusal()).isEqualTo("y (Conv): the channels do not fit, found 3, expected 4");
    GraphWriter large = Models.graph();
    GraphWriter.integers(large.node("MaxPool", List.of("image"), "y"), "kernel_shape", 5, 5);
    assertThat(refusal(Models.of(13, large, 1, 3, 4, 4).toByteArray()))
        .isEqualTo(
            "y (MaxPool): the window is larger than the padded image, found 5, expected at most 4");
  }

  @ParameterizedTest
  @CsvSource({
    "strides, 0, 1 to 2147483647",
    "dilations, 0, 1 to 2147483647",
    "strides, -1, 1 to 2147483647",
    "kernel_shape, 0, 1 to 2147483647"
  })
  void windowsOutOfRangeAreRefused(String attribute, int found, String expected) {
    GraphWriter.integers(
        graph.node("Conv", List.of("image", graph.floats("w", new float[3], 1, 3, 1, 1)), "y"),
        attribute,
        found,
        1);
    assertThat(refusal())
        .isEqualTo(
            Text.of(
                "y (Conv): attribute %s is not supported, found %d, expected %s",
                attribute, found, expected));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void groupsOutOfRangeAreRefused(int groups) {
    GraphWriter.integer(
        graph.node("Conv", List.of("image", graph.floats("w", new float[3], 1, 3, 1, 1)), "y"),
        "group",
        groups);
    assertThat(refusal())
        .isEqualTo(
            Text.of(
                "y (Conv): attribute group is not supported, found %d, expected 1 to 2147483647",
                groups));
  }

  @Test
  void whatMustBeThereIsAskedFor() {
    graph.node("MaxPool", List.of("image"), "a");
    graph.node("LRN", List.of("a"), "y");
    assertThat(refusal())
        .isEqualTo(
            "2 problems: a (MaxPool): attribute kernel_shape is not supported, found nothing, expected 2 numbers"
                + "; y (LRN): attribute size is not supported, found nothing, expected a number");
    ModelProto.Builder none = Models.of(13, graph, 1, 3, 0, 0).toBuilder();
    none.getGraphBuilder().clearOutput();
    assertThat(refusal(none.build().toByteArray()))
        .isEqualTo("it has no outputs, found none, expected at least one");
  }

  /** 3 channels doubled 30 times are 3 · 2^30. */
  @Test
  void channelsAndSizesThatOverflowAreToldAsSuch() {
    String last = "image";
    for (int i = 1; i <= 30; i++) {
      String next = i == 30 ? "y" : "t" + i;
      GraphWriter.integer(graph.node("Concat", List.of(last, last), next), "axis", 1);
      last = next;
    }
    assertThat(refusal())
        .isEqualTo(
            "y (Concat): the channels are too many, found 3221225472, expected at most 2147483647");
  }

  /** Nothing as large is laid out; a network of any size of image is refused as well. */
  @ParameterizedTest
  @CsvSource({
    "pads, 1025, the padding is out of range, 0 to 1024",
    "pads, 1073741824, the padding is out of range, 0 to 1024",
    "strides, 2147483647, the stride is out of range, 1 to 1048576",
    "dilations, 2147483647, the dilation is out of range, 1 to 1048576",
    "dilations, 524288, the window with its dilation is out of range, 1 to 1048576",
    "kernel_shape, 2147483647, the kernel is out of range, 1 to 1048576"
  })
  void windowsThatAreTooLargeAreRefused(
      String attribute, int found, String problem, String expected) {
    int window = attribute.equals("dilations") ? found * 2 + 1 : found;
    String reason =
        Text.of(
            "%s, found %d, expected %s",
            problem, problem.contains("with its") ? window : found, expected);
    for (int size : new int[] {0, 4}) {
      GraphWriter pools = Models.graph();
      NodeProto.Builder pool = pools.node("MaxPool", List.of("image"), "y");
      int count = attribute.equals("pads") ? 4 : 2;
      GraphWriter.integers(
          pool, attribute, LongStream.generate(() -> found).limit(count).toArray());
      if (!attribute.equals("kernel_shape")) {
        GraphWriter.integers(pool, "kernel_shape", 3, 3);
      }
      assertThat(refusal(Models.of(13, pools, 1, 3, size, size).toByteArray()))
          .isEqualTo("y (MaxPool): " + reason);
      if (!attribute.equals("kernel_shape")) { // which the weights tell
        GraphWriter convolutions = Models.graph();
        String weights = convolutions.floats("w", new float[27], 1, 3, 3, 3);
        NodeProto.Builder node = convolutions.node("Conv", List.of("image", weights), "y");
        GraphWriter.integers(
            node, attribute, LongStream.generate(() -> found).limit(count).toArray());
        assertThat(refusal(Models.of(13, convolutions, 1, 3, size, size).toByteArray()))
            .isEqualTo("y (Conv): " + reason);
      }
    }
  }

  @Test
  void framesThatAreTooWideAreRefused() {
    graph.node("Pad", List.of("image", graph.integers("p", 0, 0, 1, 1, 0, 0, 1, 1025)), "y");
    assertThat(refusal())
        .isEqualTo("y (Pad): attribute pads is not supported, found 1025, expected 0 to 1024");
    assertThatThrownBy(() -> new ZeroPad(0, 0, 1025, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot pad: found 0, 0, 1025, 0, expected 0 to 1024");
  }

  @Test
  void anInitializerThatIsThereTwiceIsRefused() {
    graph.proto().addInitializer(floats(1, 3, 1, 1).setName("w"));
    convolution(floats(1, 3, 1, 1));
    assertThat(refusal())
        .isEqualTo("tensor w is made twice, found a second initializer of that name");
  }

  @Test
  void longNamesAreCut() {
    graph.node("X".repeat(5000), List.of("image"), "y");
    assertThat(refusal())
        .isEqualTo(Text.of("operator %s... is not supported (y)", "X".repeat(200)));
  }

  @Test
  void softmaxOverTheWholeMapIsRefused() {
    graph.node("Softmax", List.of("image"), "y");
    assertThat(refusal(Models.of(12, graph, 1, 3, 2, 2).toByteArray()))
        .isEqualTo(
            "y (Softmax): attribute axis is not supported, found 1, which takes in height and width below opset 13, expected the channels alone");
  }

  @Test
  void inputsThatAreNoImageAreRefused() {
    graph.node("Relu", List.of("image"), "y");
    ModelProto.Builder model = Models.of(13, graph, 1, 3, 0, 0).toBuilder();
    model
        .getGraphBuilder()
        .setInput(0, Models.info("image", TensorProto.DataType.UINT8, 1, 3, 0, 0));
    assertThat(refusal(model.build().toByteArray()))
        .isEqualTo(
            "the type of its input image is not supported, found uint8, expected float, float16 or double");
    model.getGraphBuilder().setInput(0, Models.info("image", TensorProto.DataType.FLOAT, 1, 3, 0));
    assertThat(refusal(model.build().toByteArray()))
        .isEqualTo(
            "the shape of its input image is not supported, found 3 dimensions, expected N x C x H x W or N x C");
    model
        .getGraphBuilder()
        .setInput(0, Models.info("image", TensorProto.DataType.FLOAT, 1, 0, 0, 0));
    assertThat(refusal(model.build().toByteArray()))
        .isEqualTo(
            "the channels of its input image are not supported, found none, expected a fixed number");
    model.getGraphBuilder().addInput(Models.info("mask", TensorProto.DataType.FLOAT, 1, 1, 0, 0));
    assertThat(refusal(model.build().toByteArray()))
        .isEqualTo("its inputs are not supported, found [image, mask], expected one image");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../w.bin",
        "/etc/passwd",
        "a/../../w.bin",
        "..",
        "",
        "a//b",
        "hdfs://other/w.bin",
        "a\\w"
      })
  void filesThatAreNotBesideTheModelAreNotOpened(String location) {
    convolution(outside(location));
    ExternalData opens =
        path -> {
          throw new AssertionError("opened " + path);
        };
    assertThat(refusal(model(), opens))
        .isEqualTo(
            Text.of(
                "y (Conv): the file of constant w is not beside the model, found %s, expected a path below its folder",
                location));
  }

  @Test
  void filesBesideTheModelMustBeThereAndLongEnough() {
    convolution(outside("w.bin"));
    byte[] model = model();
    assertThat(refusal(model))
        .isEqualTo(
            "y (Conv): cannot read file w.bin of constant w: files beside the model are not read here");
    assertThat(refusal(model, path -> new ByteArrayInputStream(new byte[23])))
        .isEqualTo(
            "y (Conv): the data of constant w do not fit its shape, found 23 bytes, expected 24");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4611686018427387904", "-1", "1e3"})
  void anOffsetOutOfRangeIsRefusedWithTheRange(String offset) {
    convolution(
        outside("w.bin")
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("offset").setValue(offset)));
    assertThat(refusal())
        .isEqualTo(
            Text.of(
                "y (Conv): offset of constant w does not fit, found %s, expected 0 to 999999999999999999",
                offset));
  }

  @Test
  void anOffsetBehindTheEndOfTheFileIsToldAsSuch() {
    convolution(
        outside("w.bin")
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("offset").setValue("4096")));
    assertThat(refusal(model(), path -> new ByteArrayInputStream(new byte[24])))
        .isEqualTo(
            "y (Conv): the data of constant w are not in file w.bin, found its end before offset 4096");
  }
}
