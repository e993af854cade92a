package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtException;
import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.blas.Blas;
import pointwise.kernel.Activation;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.ActivationLayer;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Flatten;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.ScaleShift;
import pointwise.network.layer.Shape;
import pointwise.network.run.Inference;

/** Graphs as other programs write them; ONNX Runtime runs the same file. */
class OnnxReaderTest {
  private static final Shape IMAGE = new Shape(5, 4, 3);
  private final Random random = new Random(7);
  private final GraphWriter graph = Models.graph();

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static Network read(ModelProto model) {
    return OnnxReader.read("dir/m.onnx", model.toByteArray(), ExternalData.NONE);
  }

  private Network agrees(ModelProto model) throws OrtException {
    Network network = read(model);
    float[] hwc = numbers((int) IMAGE.pixels() * IMAGE.channels());
    Oracle.compare("", network, model.toByteArray(), IMAGE, hwc);
    return network;
  }

  private static List<Class<?>> layers(Network network) {
    return network.nodes().stream().<Class<?>>map(node -> node.layer().getClass()).toList();
  }

  private void flattenAndGemm(String flatten, List<String> inputs) {
    graph.node(flatten, inputs, "flat");
    graph.node("Dropout", List.of("flat"), "dropped");
    String weights = graph.floats("w", numbers(7 * 60), 7, 60);
    NodeProto.Builder gemm =
        graph.node("Gemm", List.of("dropped", weights, graph.floats("b", numbers(7), 7)), "y");
    GraphWriter.integer(gemm, "transB", 1);
    GraphWriter.number(gemm, "alpha", 0.5f);
    GraphWriter.number(gemm, "beta", 2);
  }

  @Test
  void aDenseLayerOnAFlatMapIsAConvolutionAsLargeAsTheMap() throws OrtException {
    flattenAndGemm("Flatten", List.of("image"));
    Network network = agrees(Models.of(13, graph, 0, 3, 5, 4));
    assertThat(layers(network)).containsExactly(Convolution.class);
    assertThat(network.nodes().get(0).name()).isEqualTo("y");
    assertThat(network.name()).isEqualTo("by hand");
  }

  @Test
  void reshapeFlattensToo() throws OrtException {
    flattenAndGemm("Reshape", List.of("image", graph.integers("shape", 1, -1)));
    assertThat(layers(agrees(Models.of(13, graph, 1, 3, 5, 4)))).containsExactly(Convolution.class);
  }

  @Test
  void whereTheSizeIsNotDeclaredTheMapIsFlattened() throws OrtException {
    flattenAndGemm("Flatten", List.of("image"));
    assertThat(layers(agrees(Models.of(13, graph, 0, 3, 0, 0))))
        .containsExactly(Flatten.class, Convolution.class);
  }

  @Test
  void aFlatMapCanBeReadByOthersToo() throws OrtException {
    graph.node("Flatten", List.of("image"), "flat");
    graph.node("Relu", List.of("flat"), "relu");
    String weights = graph.floats("w", numbers(60 * 60), 60, 60);
    graph.node("MatMul", List.of("flat", weights), "product");
    graph.node("Add", List.of(graph.floats("c", numbers(60), 60), "product"), "shifted");
    graph.node("Add", List.of("shifted", "relu"), "y");
    agrees(Models.of(13, graph, 1, 3, 5, 4));
  }

  @Test
  void arithmeticWithConstantsIsScaleAndShift() throws OrtException {
    graph.node("Sub", List.of(graph.floats("a", numbers(3), 3, 1, 1), "image"), "s");
    graph.node("Div", List.of("s", graph.number("b", 0.25f)), "d");
    graph.node("Mul", List.of(graph.floats("c", numbers(3), 1, 3, 1, 1), "d"), "m");
    graph.node("Sub", List.of("m", graph.floats("e", numbers(1), 1, 1)), "x");
    graph.node("Add", List.of("x", graph.floats("f", numbers(1), 1)), "y");
    Network network = agrees(Models.of(13, graph, 1, 3, 0, 0));
    assertThat(layers(network)).containsOnly(ScaleShift.class).hasSize(5);
  }

  @Test
  void batchNormalisationSumAndGate() throws OrtException {
    graph.node(
        "BatchNormalization",
        List.of(
            "image",
            graph.floats("scale", numbers(3), 3),
            graph.floats("b", numbers(3), 3),
            graph.floats("mean", numbers(3), 3),
            graph.floats("var", new float[] {0.1f, 1, 3}, 3)),
        "bn");
    graph.node("Sigmoid", List.of("bn"), "gate");
    graph.node("GlobalAveragePool", List.of("gate"), "pooled");
    graph.node("Mul", List.of("pooled", "image"), "gated"); // the vector first
    graph.node("Sum", List.of("gated", "bn", "image"), "y");
    Network network = agrees(Models.of(13, graph, 1, 3, 0, 0));
    assertThat(network.nodes().get(network.outputs().get(0)).name()).isEqualTo("y");
  }

  @Test
  void meansOverTheImageBetweenVectorsAndMaps() throws OrtException {
    GraphWriter.integers(graph.node("ReduceMean", List.of("image"), "mean"), "axes", 3, -2);
    graph.node("Squeeze", List.of("mean", graph.integers("a", 2, 3)), "vector");
    NodeProto.Builder softmax = graph.node("Softmax", List.of("vector"), "soft");
    GraphWriter.integer(softmax, "axis", -1);
    graph.node("Unsqueeze", List.of("soft", graph.integers("b", -1, 2)), "back");
    graph.node("Identity", List.of("back"), "y");
    Network network = agrees(Models.of(13, graph, 1, 3, 0, 0));
    assertThat(layers(network)).containsExactly(GlobalPool.class, ActivationLayer.class);
  }

  @Test
  void olderFilesGiveClipAndPadTheirNumbersAsAttributes() throws OrtException {
    NodeProto.Builder pad = graph.node("Pad", List.of("image"), "padded");
    GraphWriter.integers(pad, "pads", 0, 0, 1, 2, 0, 0, 3, 0);
    GraphWriter.number(pad, "value", 0.5f);
    NodeProto.Builder clip = graph.node("Clip", List.of("padded"), "y");
    GraphWriter.number(clip, "min", 0);
    GraphWriter.number(clip, "max", 6);
    Network network = agrees(Models.of(10, graph, 1, 3, 0, 0));
    assertThat(network.nodes().get(1).layer())
        .isEqualTo(new ActivationLayer(new Activation.Clip(0, 6)));
  }

  @Test
  void nodesAreSortedWhereTheFileIsNot() {
    graph.node("Tanh", List.of("x"), "y");
    graph.node("Relu", List.of("image"), "x");
    assertThat(read(Models.of(13, graph, 1, 3, 0, 0)).nodes().stream().map(Node::name))
        .containsExactly("x", "y");
  }

  /** 0x3c00, 0xc000, 0x3555, 0x0001 are 1, -2, 0.33325195 and 2^-24 (IEEE 754-2008). */
  @Test
  void halfAndDoublePrecisionBecomeFloats() {
    assertThat(Tensors.ofHalf((short) 0x3c00)).isEqualTo(1f);
    assertThat(Tensors.ofHalf((short) 0xc000)).isEqualTo(-2f);
    assertThat(Tensors.ofHalf((short) 0x3555)).isEqualTo(0.33325195f);
    assertThat(Tensors.ofHalf((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(Tensors.ofHalf((short) 0x7bff)).isEqualTo(65504f);
    assertThat(Tensors.ofHalf((short) 0xfc00)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Tensors.ofHalf((short) 0x7e00)).isNaN();
    TensorProto.Builder doubles =
        TensorProto.newBuilder()
            .setDataType(TensorProto.DataType.DOUBLE_VALUE)
            .addDims(2)
            .addDoubleData(0.1)
            .addDoubleData(-3);
    assertThat(Tensors.read(doubles.build(), ExternalData.NONE).floats()).containsExactly(0.1f, -3);
    TensorProto.Builder halves =
        TensorProto.newBuilder()
            .setDataType(TensorProto.DataType.FLOAT16_VALUE)
            .addDims(2)
            .setRawData(ByteString.copyFrom(new byte[] {0, 0x3c, 0, (byte) 0xc0}));
    assertThat(Tensors.read(halves.build(), ExternalData.NONE).floats()).containsExactly(1, -2);
  }

  /** A file of the package onnx and the numbers of its reference evaluator; see make_opset.py. */
  @ParameterizedTest
  @ValueSource(ints = {22, 23, 24, 25})
  void laterOperatorSetsMeanTheSame(int opset) throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(bytes("opset25.onnx")).toBuilder();
    model.getOpsetImportBuilder(0).setVersion(opset);
    Shape image = new Shape(9, 11, 3);
    float[] chw = npy("opset25.in.npy", 3 * 9 * 11);
    Network network = read(model.build());
    float[] found =
        new Inference(network, image, network.outputs(), new PackedWeights(Blas.nativeBlas()))
            .run(Layout.hwc(chw, 0, image))
            .get(0);
    assertThat(found).containsExactly(npy("opset25.out.npy", 5), within(1e-5f));
  }

  private static byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(Path.of("src/test/resources/onnx", file));
  }

  /** The last numbers of a file. */
  private static float[] npy(String file, int count) throws IOException {
    byte[] bytes = bytes(file);
    float[] numbers = new float[count];
    ByteBuffer.wrap(bytes, bytes.length - Float.BYTES * count, Float.BYTES * count)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(numbers);
    return numbers;
  }

  @Test
  void weightsMayLieBesideTheModel() {
    byte[] file = new byte[20];
    file[8 + 3] = 0x40; // 2.0f, little-endian
    file[8 + 7] = (byte) 0xc0;
    TensorProto tensor =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addDims(2)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", "weights/m.bin"))
            .addExternalData(entry("offset", "8"))
            .addExternalData(entry("length", "8"))
            .build();
    Tensor read =
        Tensors.read(
            tensor,
            path -> {
              assertThat(path).isEqualTo("weights/m.bin");
              return new ByteArrayInputStream(file);
            });
    assertThat(read.floats()).containsExactly(2, -2);
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
