package pointwise.network.runtime;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import pointwise.network.layer.Shape;
import pointwise.network.onnx.ExternalData;
import pointwise.network.onnx.ModelFile;
import pointwise.text.Text;

/**
 * What a network takes and gives that ONNX Runtime alone runs.
 *
 * @param layout how its image lies
 * @param image what the results were made of; null where they were not
 * @param results of such an image, height x width x channels, in the order of the outputs
 * @param operators nodes of the graph by their operator, most first
 * @param parameters numbers in the weights
 * @param operatorSets by domain
 * @param engine what runs it
 * @param refused why the layers of this program do not
 */
public record RuntimeReport(
    String network,
    Tensor input,
    String layout,
    List<Tensor> outputs,
    Shape image,
    List<Shape> results,
    List<Operator> operators,
    long parameters,
    Map<String, Long> operatorSets,
    long irVersion,
    String engine,
    String refused) {

  /**
   * What is declared of a tensor, or inferred by ONNX Runtime.
   *
   * @param dims each a number, a name, or ? where it has none
   */
  public record Tensor(String name, String type, List<String> dims) {
    private static Tensor of(String name, NodeInfo node) {
      if (!(node.getInfo() instanceof TensorInfo tensor)) {
        return new Tensor(name, node.getInfo().toString(), List.of());
      }
      long[] sizes = tensor.getShape();
      String[] names = tensor.getDimensionNames();
      return new Tensor(
          name,
          tensor.type.name().toLowerCase(Locale.ROOT),
          IntStream.range(0, sizes.length)
              .mapToObj(
                  i ->
                      sizes[i] >= 0 ? Long.toString(sizes[i]) : names[i].isEmpty() ? "?" : names[i])
              .toList());
    }

    private String text() {
      return printable(Text.of("%s, %s, %s", name, type, String.join(" x ", dims)));
    }
  }

  /** How often an operator is there. */
  public record Operator(String operator, long nodes) {}

  /**
   * The report of a file.
   *
   * @param file its name, for messages
   * @param external opens the files beside it
   * @param image what results were made of; null for none
   * @param results of it, one for each output; empty for none
   * @param refused why the layers of this program do not take it
   * @throws IllegalArgumentException in one line, if ONNX Runtime refuses it
   */
  public static RuntimeReport of(
      String file,
      byte[] bytes,
      ExternalData external,
      Shape image,
      List<Shape> results,
      String refused) {
    RuntimeSession session = RuntimeSession.open(file, bytes, external, List.of());
    RuntimeModel model = session.model();
    Map<String, NodeInfo> declared = session.declared();
    ModelProto proto = ModelFile.parse(bytes);
    Map<String, Long> operators =
        proto.getGraph().getNodeList().stream()
            .collect(
                Collectors.groupingBy(
                    RuntimeReport::operator, TreeMap::new, Collectors.counting()));
    Map<String, Long> sets = new TreeMap<>();
    for (OperatorSetIdProto set : proto.getOpsetImportList()) {
      sets.put(set.getDomain().isEmpty() ? "ai.onnx" : set.getDomain(), set.getVersion());
    }
    return new RuntimeReport(
        model.name(),
        Tensor.of(model.input(), declared.get(model.input())),
        model.rank() == 2 ? "N x C" : model.channelLast() ? "N x H x W x C" : "N x C x H x W",
        model.outputs().stream()
            .map(output -> Tensor.of(output.name(), declared.get(output.name())))
            .toList(),
        image,
        results,
        operators.entrySet().stream()
            .map(entry -> new Operator(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparing(Operator::nodes).reversed())
            .toList(),
        model.parameters(),
        sets,
        proto.getIrVersion(),
        RuntimeLibrary.version(),
        refused);
  }

  private static String operator(NodeProto node) {
    String domain = node.getDomain();
    return domain.isEmpty() || domain.equals("ai.onnx")
        ? node.getOpType()
        : domain + "." + node.getOpType();
  }

  /** For people: a line for each output and operator. */
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add(Text.of("%s: input %s, which is %s", printable(network), input.text(), layout));
    for (int i = 0; i < outputs.size(); i++) {
      lines.add(
          Text.of(
              "output %s%s",
              outputs.get(i).text(),
              results.isEmpty() ? "" : Text.of(": %s of an image of %s", results.get(i), image)));
    }
    lines.add(Text.of("parameters: %,d", parameters));
    lines.add(
        Text.of(
            "operator sets: %s; IR version %d",
            operatorSets.entrySet().stream()
                .map(set -> set.getKey() + " " + set.getValue())
                .collect(Collectors.joining(", ")),
            irVersion));
    lines.add("engine: " + engine);
    lines.add("not by layers: " + refused);
    lines.add("");
    long nodes = operators.stream().mapToLong(Operator::nodes).sum();
    lines.add(Text.of("%8s  operator", "nodes"));
    operators.forEach(one -> lines.add(Text.of("%,8d  %s", one.nodes, printable(one.operator))));
    lines.add(Text.of("%,8d  total", nodes));
    return String.join("\n", lines) + "\n";
  }

  /** Names come from a file, which may hold anything. */
  private static String printable(String name) {
    return name.replaceAll("\\p{Cntrl}", "?");
  }
}
