package pointwise.network.runtime;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import pointwise.network.graph.Network;
import pointwise.network.onnx.ModelFile;
import pointwise.text.Text;

/**
 * What ONNX Runtime takes and gives of a file: how its image lies in memory, and the tensors that
 * are wanted.
 *
 * @param name for people
 * @param input the name of the image
 * @param takes what it must be
 * @param rank 4, or 2 for vectors
 * @param batch images that every run must have; 1 where the graph leaves that open
 * @param type of the samples
 * @param channelLast whether the image is N x H x W x C, else N x C x H x W
 * @param outputs what is wanted
 * @param parameters numbers in the weights
 */
public record RuntimeModel(
    String name,
    String input,
    Network.Input takes,
    int rank,
    int batch,
    Type type,
    boolean channelLast,
    List<Output> outputs,
    long parameters) {
  /** The types of images. */
  public enum Type {
    FLOAT32(4),
    FLOAT16(2),
    UINT8(1);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    /** Of a sample. */
    int bytes() {
      return bytes;
    }
  }

  /**
   * A tensor that is wanted.
   *
   * @param channelLast whether it is N x H x W x C where it has four dimensions
   */
  public record Output(String name, boolean channelLast) {}

  /** Names of tensors that a message lists. */
  private static final int LISTED = 20;

  /**
   * Reads a graph.
   *
   * @param file its name, for people
   * @param layers the tensors that are wanted; empty for the graph's outputs
   * @throws IllegalArgumentException if its image is none that is understood, or it has no such
   *     tensors
   */
  static RuntimeModel of(String file, GraphProto graph, List<String> layers) {
    ValueInfoProto image = image(graph);
    String name = image.getName();
    TypeProto.Tensor tensor = image.getType().getTensorType();
    List<Dimension> dims = tensor.getShape().getDimList();
    if (dims.size() != 4 && dims.size() != 2) {
      throw new IllegalArgumentException(
          Text.of(
              "the shape of its input %s is not supported, found %d dimensions, expected N x C x H x W, N x H x W x C or N x C",
              name, dims.size()));
    }
    boolean last =
        dims.size() == 4
            && Layouts.isChannelLast(graph, name, size(dims, 1), size(dims, 2), size(dims, 3));
    int channels = size(dims, last ? 3 : 1);
    if (channels == 0) {
      channels =
          Layouts.channelsOfFirstConvolution(graph, name)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          Text.of(
                              "the channels of its input %s are not supported, found none, expected a fixed number",
                              name)));
    }
    int height = dims.size() == 2 ? 1 : size(dims, last ? 1 : 2);
    int width = dims.size() == 2 ? 1 : size(dims, last ? 2 : 3);
    Layouts layouts = Layouts.of(graph, name, dims.size() == 4, last);
    return new RuntimeModel(
        ModelFile.name(file, graph),
        name,
        new Network.Input(channels, height, width),
        dims.size(),
        Math.max(1, size(dims, 0)),
        type(name, tensor.getElemType()),
        last,
        wanted(graph, layers).stream()
            .map(output -> new Output(output, layouts.isLast(output)))
            .toList(),
        graph.getInitializerList().stream().mapToLong(RuntimeModel::numbers).sum());
  }

  /** The one input that no initializer gives. */
  private static ValueInfoProto image(GraphProto graph) {
    Set<String> given =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(input -> !given.contains(input.getName())).toList();
    if (inputs.size() != 1 || !inputs.get(0).getType().hasTensorType()) {
      throw new IllegalArgumentException(
          Text.of(
              "its inputs are not supported, found %s, expected one image",
              inputs.stream().map(ValueInfoProto::getName).toList()));
    }
    return inputs.get(0);
  }

  private static Type type(String name, int element) {
    return switch (element) {
      case TensorProto.DataType.FLOAT_VALUE -> Type.FLOAT32;
      case TensorProto.DataType.FLOAT16_VALUE -> Type.FLOAT16;
      case TensorProto.DataType.UINT8_VALUE -> Type.UINT8;
      default ->
          throw new IllegalArgumentException(
              Text.of(
                  "the type of its input %s is not supported, found %s, expected float, float16 or uint8",
                  name, ModelFile.typeName(element)));
    };
  }

  /** A dimension, 0 where it is open. */
  private static int size(List<Dimension> dims, int axis) {
    long size = dims.get(axis).getDimValue();
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.of(
              "its input is too large, found %d, expected at most %d", size, Integer.MAX_VALUE));
    }
    return (int) Math.max(0, size);
  }

  private static Set<String> wanted(GraphProto graph, List<String> layers) {
    Set<String> made = new LinkedHashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().stream().filter(output -> !output.isEmpty()).forEach(made::add);
    }
    List<String> declared = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
    if (declared.isEmpty()) {
      throw new IllegalArgumentException("it has no outputs, found none, expected at least one");
    }
    Set<String> wanted = new LinkedHashSet<>(layers.isEmpty() ? declared : layers);
    for (String layer : layers) {
      if (!made.contains(layer)) {
        throw new IllegalArgumentException(
            Text.of(
                "it has no tensor %s, found %s%s",
                layer,
                made.stream().limit(LISTED).toList(),
                made.size() > LISTED ? Text.of(" and %d more", made.size() - LISTED) : ""));
      }
    }
    return wanted;
  }

  private static long numbers(TensorProto tensor) {
    return tensor.getDimsList().stream().mapToLong(dim -> dim).reduce(1, (a, b) -> a * b);
  }
}
