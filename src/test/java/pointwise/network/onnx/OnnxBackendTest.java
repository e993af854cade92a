package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import pointwise.blas.Blas;
import pointwise.network.graph.Network;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.Shape;
import pointwise.network.run.Inference;
import pointwise.text.Text;

/**
 * The node tests of ONNX itself, as Debian packs them: every case of an operator that is read
 * either gives the expected numbers or is skipped for a reason.
 */
class OnnxBackendTest {
  private static final Path CASES = Path.of("/usr/share/libonnx-testdata/data");
  private static final Set<String> ELEMENTWISE =
      Set.of(
          "Relu",
          "LeakyRelu",
          "Sigmoid",
          "Tanh",
          "Clip",
          "Dropout",
          "Add",
          "Sub",
          "Mul",
          "Div",
          "Sum");
  private static final double RELATIVE = 1e-3;
  private static final double ABSOLUTE = 1e-7;

  /** Thrown for a case that is out of scope. */
  private static final class Skipped extends RuntimeException {
    private static final long serialVersionUID = 1;

    Skipped(String reason) {
      super(reason);
    }
  }

  @Test
  void nodeTestsOfOnnxGiveTheirNumbers() throws IOException {
    run(75, "node");
  }

  /** Modules of PyTorch, as its first exporter wrote them. */
  @Test
  void modulesOfPyTorchGiveTheirNumbers() throws IOException {
    run(28, "pytorch-converted", "pytorch-operator", "simple");
  }

  private static void run(int least, String... kinds) throws IOException {
    assumeTrue(Files.isDirectory(CASES), "libonnx-testdata is not installed");
    List<String> passed = new ArrayList<>();
    Map<String, String> failed = new TreeMap<>();
    Map<String, List<String>> skipped = new TreeMap<>();
    for (Path folder : folders(kinds)) {
      String name = folder.getFileName().toString();
      ModelProto model = ModelProto.parseFrom(Files.readAllBytes(folder.resolve("model.onnx")));
      if (!concerns(model.getGraph())) {
        continue;
      }
      try {
        run(folder, model);
        passed.add(name);
      } catch (Skipped reason) {
        skipped.computeIfAbsent(reason.getMessage(), key -> new ArrayList<>()).add(name);
      } catch (RuntimeException | AssertionError e) {
        failed.put(name, String.valueOf(e.getMessage()));
      }
    }
    int out = skipped.values().stream().mapToInt(List::size).sum();
    System.out.printf(
        "ONNX tests %s: %d ran, %d passed, %d skipped%n",
        List.of(kinds), passed.size() + failed.size(), passed.size(), out);
    System.out.println("passed: " + String.join(" ", passed));
    skipped.forEach(
        (reason, names) -> System.out.printf("skipped, %s: %s%n", reason, String.join(" ", names)));
    assertThat(failed).isEmpty();
    assertThat(passed).hasSizeGreaterThanOrEqualTo(least);
  }

  private static List<Path> folders(String... kinds) throws IOException {
    List<Path> folders = new ArrayList<>();
    for (String kind : kinds) {
      try (Stream<Path> those = Files.list(CASES.resolve(kind)).sorted()) {
        folders.addAll(those.toList());
      }
    }
    return folders;
  }

  /** Whether all its operators are known: cases of others are not ours. */
  private static boolean concerns(GraphProto graph) {
    return graph.getNodeList().stream()
        .allMatch(
            node ->
                Operators.types().contains(node.getOpType())
                    || Set.of("ConvInteger", "ConvTranspose", "MatMulInteger")
                        .contains(node.getOpType()));
  }

  private static void run(Path folder, ModelProto model) throws IOException {
    GraphProto graph = model.getGraph();
    for (NodeProto node : graph.getNodeList()) {
      if (!Operators.types().contains(node.getOpType())) {
        throw new Skipped(node.getOpType() + " is another operator");
      }
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.getName().equals("training_mode") && attribute.getI() != 0) {
          throw new Skipped("training");
        }
      }
      if (node.getOutputCount() > 1) {
        throw new Skipped("a second output (mask, indices)");
      }
    }
    Set<String> given =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    List<TensorProto> inputs = new ArrayList<>();
    for (int i = 0;
        i < graph.getInputCount() && !given.contains(graph.getInput(i).getName());
        i++) {
      if (!graph.getInput(i).getType().hasTensorType()) {
        throw new Skipped("no tensor, but a sequence or optional");
      }
      Path file = folder.resolve(Text.of("test_data_set_0/input_%d.pb", i));
      inputs.add(TensorProto.parseFrom(Files.readAllBytes(file)));
    }
    if (inputs.isEmpty()) {
      throw new Skipped("no input, a constant alone");
    }
    TensorProto first = inputs.get(0);
    if (first.getDataType() != TensorProto.DataType.FLOAT_VALUE) {
      throw new Skipped("samples of type " + Tensors.typeName(first.getDataType()));
    }
    boolean liftable =
        graph.getNodeList().stream().allMatch(node -> ELEMENTWISE.contains(node.getOpType()));
    if (first.getDimsCount() != 2 && first.getDimsCount() != 4 && !liftable) {
      throw new Skipped(Text.of("an input of %d dimensions", first.getDimsCount()));
    }
    if (liftable) {
      inputs.set(0, lifted(first));
    }
    Network network;
    try {
      network =
          OnnxReader.read(folder.toString(), bound(model, inputs).toByteArray(), ExternalData.NONE);
    } catch (IllegalArgumentException e) {
      String reason = e.getMessage().replaceFirst("Cannot read model [^:]*: \\S+ ", "");
      throw new Skipped(
          reason.contains("training_mode")
              ? "training"
              : reason.replaceFirst(", found.*", "").replaceFirst("(constant|input) \\S+", "$1"));
    }
    TensorProto expected =
        TensorProto.parseFrom(Files.readAllBytes(folder.resolve("test_data_set_0/output_0.pb")));
    compare(network, inputs.get(0), liftable ? lifted(expected) : expected);
  }

  /** A vector or a cube as a batch of one: what works on each number does not see the shape. */
  private static TensorProto lifted(TensorProto tensor) {
    if (tensor.getDimsCount() != 1 && tensor.getDimsCount() != 3) {
      return tensor;
    }
    return tensor.toBuilder().clearDims().addDims(1).addAllDims(tensor.getDimsList()).build();
  }

  /**
   * The model with all inputs but the first as initializers. Cases that declare operator set 1 to 6
   * are read as 7: there the operators lost attributes, which are refused where a case has them.
   */
  private static ModelProto bound(ModelProto model, List<TensorProto> inputs) {
    GraphProto.Builder graph = model.getGraph().toBuilder();
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : inputs.get(0).getDimsList()) {
      shape.addDimBuilder().setDimValue(dim);
    }
    graph.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setShape(shape);
    for (int i = 1; i < inputs.size(); i++) {
      ValueInfoProto input = graph.getInput(i);
      graph.addInitializer(inputs.get(i).toBuilder().setName(input.getName()));
    }
    ModelProto.Builder bound = model.toBuilder().setGraph(graph);
    for (OperatorSetIdProto.Builder set : bound.getOpsetImportBuilderList()) {
      set.setVersion(Math.max(7, set.getVersion()));
    }
    return bound.build();
  }

  private static void compare(Network network, TensorProto images, TensorProto expected) {
    Tensor all = Tensors.read(images, ExternalData.NONE);
    Tensor results = Tensors.read(expected, ExternalData.NONE);
    int[] dims = all.dims();
    Shape shape =
        dims.length == 2 ? new Shape(1, 1, dims[1]) : new Shape(dims[2], dims[3], dims[1]);
    int place = network.outputs().get(0);
    Inference inference =
        new Inference(network, shape, List.of(place), new PackedWeights(Blas.nativeBlas()));
    int n = dims[0];
    int samples = all.floats().length / n;
    int length = results.floats().length / n;
    assertThat(results.dims()[0]).isEqualTo(n);
    for (int i = 0; i < n; i++) {
      float[] hwc = Layout.hwc(all.floats(), i * samples, shape);
      float[] chw = Layout.chw(inference.run(hwc).get(0), inference.shape(place));
      assertThat(chw).hasSize(length);
      for (int j = 0; j < length; j++) {
        float want = results.floats()[i * length + j];
        if (!(Math.abs(chw[j] - want) <= ABSOLUTE + RELATIVE * Math.abs(want))) {
          throw new AssertionError(
              Text.of("image %d sample %d: found %s, expected %s", i, j, chw[j], want));
        }
      }
    }
  }
}
