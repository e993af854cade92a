package pointwise.network.runtime;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import pointwise.network.onnx.ExternalData;
import pointwise.network.onnx.ModelFile;
import pointwise.text.Text;

/**
 * A network whose result goes into a head of 1x1 layers, as one file: of the network what the head
 * needs, a bridge that brings its result to float32 N x C x H x W, and the head.
 */
public final class HeadedModel {
  /** Of the names of what is added. */
  private static final String PREFIX = "head/";

  /** From which on the bridge can be written: Cast by a number, Reshape by an input. */
  private static final int OLDEST = 6;

  /** From which on Softmax is over one axis. */
  private static final int SOFTMAX_OF_AXIS = 13;

  /** Before which weights had to be inputs too. */
  private static final int WEIGHTS_ALONE = 4;

  private final Set<String> taken = new HashSet<>();
  private final GraphProto.Builder graph;
  private final int opset;
  private String last;

  /**
   * What a head takes.
   *
   * @param result the tensor
   * @param rank 2 of a vector (N x C), 3 of tokens (N x T x C), 4 of a map
   */
  public record Features(RuntimeModel.Output result, int rank) {}

  private HeadedModel(GraphProto.Builder graph, int opset, String last) {
    this.graph = graph;
    this.opset = opset;
    this.last = last;
  }

  /**
   * The joined file.
   *
   * @param file the network's name, for messages
   * @param bytes the network's file
   * @param external opens the files beside it, whose weights the joined file holds itself
   * @param features what the network makes
   * @param head the file of a network from float32 N x C x H x W
   * @param metadata what the joined file says of itself; what the network's file said goes
   * @throws IllegalArgumentException in one line, if the network is too old or too large
   */
  public static byte[] join(
      String file,
      byte[] bytes,
      ExternalData external,
      Features features,
      byte[] head,
      Map<String, String> metadata) {
    RuntimeModel.Output result = features.result;
    int rank = features.rank;
    try {
      ModelProto parsed = ModelFile.parse(bytes);
      ModelProto network =
          ModelFile.parse(ModelFile.whole(parsed, bytes, List.of(result.name()), external));
      GraphProto.Builder graph = needed(network.getGraph(), result.name());
      HeadedModel joined = new HeadedModel(graph, opset(network), result.name());
      joined.bridge(rank, rank == 4 && result.channelLast());
      joined.add(ModelFile.parse(head).getGraph());
      ModelProto.Builder model =
          network.toBuilder()
              .setIrVersion(Math.max(WEIGHTS_ALONE, network.getIrVersion()))
              .setGraph(graph)
              .clearMetadataProps();
      new TreeMap<>(metadata)
          .forEach(
              (key, value) ->
                  model.addMetadataProps(
                      StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
      return model.build().toByteArray();
    } catch (IllegalArgumentException e) {
      throw ModelFile.unreadable(file, e);
    }
  }

  /**
   * Requires that a head can be joined to a network.
   *
   * @throws IllegalArgumentException if it is too old
   */
  public static void requireJoinable(byte[] bytes) {
    int opset = opset(ModelFile.parse(bytes));
    if (opset < OLDEST) {
      throw new IllegalArgumentException(
          Text.of(
              "no head can be joined to it, found operator set %d, expected at least %d",
              opset, OLDEST));
    }
  }

  private static int opset(ModelProto model) {
    return model.getOpsetImportList().stream()
        .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
        .mapToInt(set -> (int) set.getVersion())
        .findFirst()
        .orElse(1);
  }

  /** The graph without what the result does not depend on, and without outputs. */
  private static GraphProto.Builder needed(GraphProto graph, String result) {
    Set<String> wanted = new HashSet<>(Set.of(result));
    ArrayDeque<NodeProto> nodes = new ArrayDeque<>();
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      NodeProto node = graph.getNode(i);
      if (node.getOutputList().stream().anyMatch(wanted::contains)) {
        nodes.addFirst(node);
        addInputs(node, wanted);
      }
    }
    GraphProto.Builder needed =
        graph.toBuilder()
            .clearNode()
            .clearInitializer()
            .clearInput()
            .clearValueInfo()
            .clearOutput();
    needed.addAllNode(nodes);
    for (ValueInfoProto input : graph.getInputList()) {
      if (wanted.contains(input.getName())) {
        needed.addInput(input);
      }
    }
    for (TensorProto weights : graph.getInitializerList()) {
      if (wanted.contains(weights.getName())) {
        needed.addInitializer(weights);
      }
    }
    for (ValueInfoProto value : graph.getValueInfoList()) {
      if (wanted.contains(value.getName())) {
        needed.addValueInfo(value);
      }
    }
    return needed;
  }

  /** Names that a node reads, those that graphs inside it take from around them too. */
  private static void addInputs(NodeProto node, Set<String> into) {
    node.getInputList().stream().filter(input -> !input.isEmpty()).forEach(into::add);
    for (AttributeProto attribute : node.getAttributeList()) {
      List<GraphProto> inner = new ArrayList<>(attribute.getGraphsList());
      if (attribute.hasG()) {
        inner.add(attribute.getG());
      }
      for (GraphProto graph : inner) {
        graph.getNodeList().forEach(one -> addInputs(one, into));
        graph.getOutputList().forEach(output -> into.add(output.getName()));
      }
    }
  }

  /** From the result to float32 N x C x H x W. */
  private void bridge(int rank, boolean channelLast) {
    taken.addAll(names(graph));
    node("Cast", "float", List.of(), number("to", TensorProto.DataType.FLOAT_VALUE));
    switch (rank) {
      case 2 -> reshape("map", 0, -1, 1, 1);
      case 3 -> {
        node("Transpose", "channels", List.of(), numbers("perm", 0, 2, 1));
        reshape("map", 0, 0, 1, -1);
      }
      default -> {
        if (channelLast) {
          node("Transpose", "map", List.of(), numbers("perm", 0, 3, 1, 2));
        }
      }
    }
  }

  private static List<String> names(GraphProto.Builder graph) {
    List<String> names = new ArrayList<>();
    graph.getNodeList().forEach(node -> names.addAll(node.getOutputList()));
    graph.getInitializerList().forEach(weights -> names.add(weights.getName()));
    graph.getInputList().forEach(input -> names.add(input.getName()));
    return names;
  }

  /** Of which 0 stays as it is, and -1 is what is left. */
  private void reshape(String name, long... sizes) {
    String shape = name(name + " shape");
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(shape)
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(sizes.length);
    for (long size : sizes) {
      tensor.addInt64Data(size);
    }
    graph.addInitializer(tensor);
    node("Reshape", name, List.of(shape));
  }

  private void node(String type, String name, List<String> more, AttributeProto... attributes) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType(type).setName(name(name)).addInput(last).addAllInput(more);
    last = node.getName();
    graph.addNode(node.addOutput(last).addAllAttribute(List.of(attributes)));
  }

  private static AttributeProto number(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static AttributeProto numbers(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  /** A name of something that is added. */
  private String name(String wanted) {
    String name = PREFIX + wanted;
    while (!taken.add(name)) {
      name += "_";
    }
    return name;
  }

  /** Adds the nodes of the head, whose one input is the bridge. */
  private void add(GraphProto head) {
    Map<String, String> renamed = new TreeMap<>();
    renamed.put(head.getInput(0).getName(), last);
    for (TensorProto weights : head.getInitializerList()) {
      renamed.put(weights.getName(), name(weights.getName()));
      graph.addInitializer(weights.toBuilder().setName(renamed.get(weights.getName())));
    }
    for (NodeProto node : head.getNodeList()) {
      NodeProto.Builder added = node.toBuilder().clearInput().clearOutput();
      node.getInputList().forEach(input -> added.addInput(renamed.get(input)));
      for (String output : node.getOutputList()) {
        renamed.put(output, name(output));
        added.addOutput(renamed.get(output));
      }
      added.setName(renamed.get(node.getOutput(0)));
      if (node.getOpType().equals("Softmax") && opset < SOFTMAX_OF_AXIS) {
        softmaxOfLastAxis(added);
      } else {
        graph.addNode(added);
      }
    }
    ValueInfoProto output = head.getOutput(0);
    graph.addOutput(output.toBuilder().setName(renamed.get(output.getName())));
  }

  /** Where Softmax takes in all axes from one on, channels go last. */
  private void softmaxOfLastAxis(NodeProto.Builder softmax) {
    last = softmax.getInput(0);
    node("Transpose", "channels last", List.of(), numbers("perm", 0, 2, 3, 1));
    node("Softmax", "probabilities", List.of(), number("axis", 3));
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Transpose")
            .setName(name("channels first"))
            .addInput(last)
            .addAllOutput(softmax.getOutputList())
            .addAttribute(numbers("perm", 0, 3, 1, 2)));
  }
}
