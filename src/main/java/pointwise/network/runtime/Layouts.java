package pointwise.network.runtime;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which tensors of four dimensions are N x H x W x C: convolutions and pools make N x C x H x W, a
 * Transpose turns one into the other, and what works on each number keeps what it reads. Of others,
 * such as the results of Reshape, that is not known: they are taken to lie as the image does.
 */
final class Layouts {
  /** Their results, and what they read, are N x C x H x W by definition. */
  private static final Set<String> CHANNEL_FIRST =
      Set.of(
          "Conv",
          "ConvTranspose",
          "ConvInteger",
          "QLinearConv",
          "MaxPool",
          "AveragePool",
          "LpPool",
          "GlobalAveragePool",
          "GlobalMaxPool",
          "BatchNormalization",
          "InstanceNormalization",
          "LRN",
          "DepthToSpace",
          "SpaceToDepth");

  /** What they make lies another way than what they read, or may. */
  private static final Set<String> UNKNOWN =
      Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Gather", "Einsum");

  private static final List<Long> TO_LAST = List.of(0L, 2L, 3L, 1L);
  private static final List<Long> TO_FIRST = List.of(0L, 3L, 1L, 2L);

  private final Set<String> weights;
  private final Map<String, Boolean> last = new HashMap<>();
  private final boolean image;

  private Layouts(Set<String> weights, boolean image) {
    this.weights = weights;
    this.image = image;
  }

  /**
   * Those of a graph.
   *
   * @param map whether its image has four dimensions
   * @param channelLast whether that is N x H x W x C
   */
  static Layouts of(GraphProto graph, String input, boolean map, boolean channelLast) {
    Set<String> weights =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    Layouts layouts = new Layouts(weights, channelLast);
    if (map) {
      layouts.last.put(input, channelLast);
    }
    // Nodes are in order, but for files that are none; those are refused later.
    graph.getNodeList().forEach(layouts::add);
    return layouts;
  }

  private void add(NodeProto node) {
    String type = node.getOpType();
    Boolean found = null;
    if (CHANNEL_FIRST.contains(type)) {
      found = false;
    } else if (type.equals("Transpose")) {
      found = turned(node);
    } else if (type.equals("MatMul")) {
      // By weights it works on the last dimension alone; of two results it is another thing.
      boolean weighs = node.getInputCount() == 2 && weights.contains(node.getInput(1));
      found = weighs ? last.get(node.getInput(0)) : null;
    } else if (!UNKNOWN.contains(type)) {
      found =
          node.getInputList().stream()
              .map(last::get)
              .filter(one -> one != null)
              .findFirst()
              .orElse(null);
    }
    if (found != null) {
      for (String output : node.getOutputList()) {
        last.put(output, found);
      }
    }
  }

  /** How the result of a Transpose lies; null where it makes neither of the two. */
  private Boolean turned(NodeProto node) {
    boolean before = node.getInputCount() > 0 && isLast(node.getInput(0));
    boolean turns = order(node).equals(before ? TO_FIRST : TO_LAST);
    return turns ? !before : null;
  }

  private static List<Long> order(NodeProto node) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals("perm"))
        .map(AttributeProto::getIntsList)
        .findFirst()
        .orElse(List.of());
  }

  /** Whether a tensor is N x H x W x C where it has four dimensions. */
  boolean isLast(String name) {
    return last.getOrDefault(name, image);
  }

  /**
   * Whether the image is N x H x W x C. What reads it tells where that is a convolution, a pool or
   * a Transpose of one order into the other; else its dimensions do, 0 where they are open: C is a
   * fixed number among open ones, beside two that are equal, or else the smaller.
   */
  static boolean isChannelLast(GraphProto graph, String input, int second, int third, int fourth) {
    for (NodeProto node : graph.getNodeList()) {
      boolean reads = node.getInputCount() > 0 && node.getInput(0).equals(input);
      if (reads && CHANNEL_FIRST.contains(node.getOpType())) {
        return false;
      }
      if (reads && node.getOpType().equals("Transpose") && order(node).equals(TO_FIRST)) {
        return true;
      }
      if (reads && node.getOpType().equals("Transpose") && order(node).equals(TO_LAST)) {
        return false;
      }
    }
    if (second == 0 || fourth == 0) {
      return second == 0 && fourth > 0;
    }
    if (third == fourth || third == second) {
      return third != fourth;
    }
    return fourth < second;
  }

  /** What the first convolution over the image takes. */
  static OptionalInt channelsOfFirstConvolution(GraphProto graph, String image) {
    return graph.getNodeList().stream()
        .filter(node -> node.getOpType().equals("Conv") && node.getInputCount() > 1)
        .filter(node -> node.getInput(0).equals(image))
        .flatMap(
            node ->
                graph.getInitializerList().stream()
                    .filter(tensor -> tensor.getName().equals(node.getInput(1)))
                    .filter(tensor -> tensor.getDimsCount() > 1)
                    .map(tensor -> channels(node, tensor)))
        .mapToInt(channels -> channels)
        .filter(channels -> channels > 0)
        .findFirst();
  }

  private static int channels(NodeProto node, TensorProto weights) {
    long groups =
        node.getAttributeList().stream()
            .filter(attribute -> attribute.getName().equals("group"))
            .mapToLong(AttributeProto::getI)
            .findFirst()
            .orElse(1);
    long channels = weights.getDims(1) * groups;
    return channels > 0 && channels <= Integer.MAX_VALUE ? (int) channels : 0;
  }
}
