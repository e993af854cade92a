package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import pointwise.network.graph.Network;
import pointwise.text.Text;

/**
 * Networks from ONNX files: opset 7 to 25, one image (N x C x H x W) or vector (N x C) as input,
 * weights in the file or beside it. What is not supported is refused, all of it in one message.
 *
 * @see <a href="https://onnx.ai/onnx/operators/">ONNX operators</a>
 */
public final class OnnxReader {
  private static final int OLDEST = 7;
  private static final int NEWEST = 25;
  private static final int LONGEST_NAME = 200;

  /** Whose results are numbers of 0 to 1. */
  private static final Set<String> PROBABILITIES =
      Set.of("Softmax", "Sigmoid", "QLinearSoftmax", "QLinearSigmoid");

  /** What may stand between numbers and an output that is quantised. */
  private static final Set<String> ENDS = Set.of("Identity", "QuantizeLinear");

  /** What changes no more of what they read than shape, type and, for quantised ones, rounding. */
  private static final Set<String> KEEP_NUMBERS =
      Set.of(
          "Identity",
          "Dropout",
          "Cast",
          "Reshape",
          "Flatten",
          "Squeeze",
          "Unsqueeze",
          "Transpose",
          "QuantizeLinear",
          "DequantizeLinear");

  /** Kinds of problems that a message lists. */
  private static final int LISTED = 20;

  private final String file;
  private final Map<Problem, List<String>> problems = new LinkedHashMap<>();
  private final Map<String, List<String>> unknown = new LinkedHashMap<>();

  /**
   * What is wrong at one node or more.
   *
   * @param what their operator, or what they are
   */
  private record Problem(String what, String reason) {
    /**
     * @param nodes where it is found
     */
    String text(List<String> nodes) {
      return Text.of("%s (%s)%s: %s", nodes.get(0), what, andMore(nodes), reason);
    }
  }

  private OnnxReader(String file) {
    this.file = file;
  }

  /**
   * The network in a file. Layers have the names of the tensors they make.
   *
   * @param file its name, for messages
   * @param model its bytes
   * @param external opens files beside it
   * @throws IllegalArgumentException in one line, if it is no ONNX model, damaged, or has something
   *     that is not supported
   */
  public static Network read(String file, byte[] model, ExternalData external) {
    OnnxReader reader = new OnnxReader(file);
    try {
      return reader.network(ModelFile.parse(model), external);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw ModelFile.unreadable(file, e);
    }
  }

  /**
   * What a file says of itself, its {@code metadata_props}; not the weights.
   *
   * @param file its name, for messages
   * @param model its bytes
   * @throws IllegalArgumentException in one line, if it is no ONNX model or damaged
   */
  public static Map<String, String> metadata(String file, byte[] model) {
    try {
      return ModelFile.parse(model).getMetadataPropsList().stream()
          .collect(
              Collectors.toMap(
                  StringStringEntryProto::getKey, StringStringEntryProto::getValue, (a, b) -> b));
    } catch (IllegalArgumentException e) {
      throw ModelFile.unreadable(file, e);
    }
  }

  /**
   * The names of the outputs that a file declares.
   *
   * @param file its name, for messages
   * @param model its bytes
   * @throws IllegalArgumentException in one line, if it is no ONNX model or damaged
   */
  public static List<String> outputs(String file, byte[] model) {
    try {
      return ModelFile.parse(model).getGraph().getOutputList().stream()
          .map(ValueInfoProto::getName)
          .toList();
    } catch (IllegalArgumentException e) {
      throw ModelFile.unreadable(file, e);
    }
  }

  /**
   * Whether a tensor is the result of a node Softmax or Sigmoid, through nodes that change its
   * shape or type only.
   *
   * @param file its name, for messages
   * @param model its bytes
   * @throws IllegalArgumentException in one line, if it is no ONNX model or damaged
   */
  public static boolean isOfProbabilities(String file, byte[] model, String tensor) {
    try {
      Map<String, NodeProto> makers = makers(model);
      NodeProto maker = makers.remove(tensor);
      while (maker != null
          && KEEP_NUMBERS.contains(maker.getOpType())
          && maker.getInputCount() > 0) {
        maker = makers.remove(maker.getInput(0));
      }
      return maker != null && PROBABILITIES.contains(maker.getOpType());
    } catch (IllegalArgumentException e) {
      throw ModelFile.unreadable(file, e);
    }
  }

  /**
   * What a tensor is before nodes QuantizeLinear at the end: the same numbers as they are.
   *
   * @param file its name, for messages
   * @param model its bytes
   * @return the tensor itself, where there are none
   * @throws IllegalArgumentException in one line, if it is no ONNX model or damaged
   */
  public static String unquantised(String file, byte[] model, String tensor) {
    try {
      Map<String, NodeProto> makers = makers(model);
      String found = tensor;
      NodeProto maker = makers.remove(tensor);
      while (maker != null && ENDS.contains(maker.getOpType()) && maker.getInputCount() > 0) {
        String read = maker.getInput(0);
        found = maker.getOpType().equals("QuantizeLinear") ? read : found;
        maker = makers.remove(read);
      }
      return found;
    } catch (IllegalArgumentException e) {
      throw ModelFile.unreadable(file, e);
    }
  }

  /** Nodes by what they make; one is to be removed where it was seen: a graph may go round. */
  private static Map<String, NodeProto> makers(byte[] model) {
    Map<String, NodeProto> makers = new HashMap<>();
    for (NodeProto node : ModelFile.parse(model).getGraph().getNodeList()) {
      node.getOutputList().forEach(output -> makers.put(output, node));
    }
    return makers;
  }

  private static int opset(ModelProto model) {
    long version = 0;
    for (OperatorSetIdProto set : model.getOpsetImportList()) {
      if (isDefault(set.getDomain())) {
        version = set.getVersion();
      }
    }
    if (version < OLDEST || version > NEWEST) {
      throw new IllegalArgumentException(
          Text.of(
              "its operator set is not supported, found %s, expected %d to %d",
              version == 0 ? "none" : version, OLDEST, NEWEST));
    }
    return (int) version;
  }

  private static boolean isDefault(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  private Network network(ModelProto model, ExternalData external) {
    GraphProto proto = model.getGraph();
    int opset = opset(model);
    if (proto.getOutputCount() == 0) {
      throw new IllegalArgumentException("it has no outputs, found none, expected at least one");
    }
    if (proto.getSparseInitializerCount() > 0) {
      throw new IllegalArgumentException("sparse weights are not supported");
    }
    Graph graph = new Graph(proto, opset, external);
    for (NodeProto node : TopologicalOrder.of(proto)) {
      read(node, graph);
    }
    refuseUnusedOutputs(proto);
    List<Integer> outputs = new ArrayList<>();
    for (ValueInfoProto output : proto.getOutputList()) {
      attempt(output.getName(), "output", () -> outputs.add(graph.output(output.getName())));
    }
    refuse();
    return new Network(ModelFile.name(file, proto), graph.input, graph.nodes(), outputs);
  }

  private void read(NodeProto node, Graph graph) {
    String type = node.getOpType();
    if (!isDefault(node.getDomain()) || !Operators.types().contains(type)) {
      String name = isDefault(node.getDomain()) ? type : node.getDomain() + "." + type;
      unknown.computeIfAbsent(shorten(name), key -> new ArrayList<>()).add(label(node));
    } else if (node.getOutputCount() > 0) {
      attempt(label(node), type, () -> Operators.read(type, new OpNode(node, graph)));
    }
    for (String output : node.getOutputList()) {
      if (!output.isEmpty() && !graph.has(output)) {
        graph.put(output, SymbolicValue.REFUSED);
      }
    }
  }

  /** Later outputs are masks, indices and running means; none of them is made. */
  private void refuseUnusedOutputs(GraphProto proto) {
    Set<String> used =
        proto.getNodeList().stream()
            .flatMap(node -> node.getInputList().stream())
            .collect(Collectors.toSet());
    proto.getOutputList().forEach(output -> used.add(output.getName()));
    for (NodeProto node : proto.getNodeList()) {
      for (int i = 1;
          i < node.getOutputCount() && Operators.types().contains(node.getOpType());
          i++) {
        if (used.contains(node.getOutput(i))) {
          add(
              shorten(node.getOutput(i)),
              node.getOpType(),
              Text.of("output %d is not supported, found it in use", i + 1));
        }
      }
    }
  }

  private static String label(NodeProto node) {
    return shorten(node.getOutputCount() > 0 ? node.getOutput(0) : node.getName());
  }

  private static String shorten(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...";
  }

  /** Goes on after a problem, so that all are told. */
  private void attempt(String node, String what, Runnable work) {
    try {
      work.run();
    } catch (IllegalArgumentException | ArithmeticException e) {
      add(node, what, ModelFile.reason(e));
    }
  }

  private void add(String node, String what, String reason) {
    problems.computeIfAbsent(new Problem(what, reason), key -> new ArrayList<>()).add(node);
  }

  private static String andMore(List<String> nodes) {
    return nodes.size() > 1 ? Text.of(" and %d more", nodes.size() - 1) : "";
  }

  private void refuse() {
    List<String> all = new ArrayList<>();
    unknown.forEach(
        (type, nodes) ->
            all.add(
                Text.of(
                    "operator %s is not supported (%s%s)", type, nodes.get(0), andMore(nodes))));
    problems.forEach((problem, nodes) -> all.add(problem.text(nodes)));
    if (!all.isEmpty()) {
      String count = all.size() == 1 ? "" : all.size() + " problems: ";
      int others = all.size() - LISTED;
      String listed = all.stream().limit(LISTED).collect(Collectors.joining("; "));
      String rest =
          others > 0
              ? Text.of("; and %d other %s", others, others == 1 ? "problem" : "problems")
              : "";
      throw new IllegalArgumentException(count + listed + rest);
    }
  }
}
