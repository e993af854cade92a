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
      Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Gather", "Einsum", "MatMul");

  private final Map<String, Boolean> last = new HashMap<>();
  private final boolean image;

  private Layouts(boolean image) {
    this.image = image;
  }

  /**
   * Those of a graph.
   *
   * @param map whether its image has four dimensions
   * @param channelLast whether that is N x H x W x C
   */
  static Layouts of(GraphProto graph, String input, boolean map, boolean channelLast) {
    Layouts layouts = new Layouts(channelLast);
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
      Boolean before = last.get(node.getInput(0));
      List<Long> order = order(node);
      if (before != null && order.equals(List.of(0L, 2L, 3L, 1L)) && !before) {
        found = true;
      } else if (before != null && order.equals(List.of(0L, 3L, 1L, 2L)) && before) {
        found = false;
      }
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
   * Whether an image of such dimensions after the first, 0 where they are open, has its channels
   * last: a fixed number among open ones, beside two that are equal, or else the smaller one.
   */
  static boolean isChannelLast(int second, int third, int fourth) {
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
