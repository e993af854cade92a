package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import pointwise.kernel.KernelBank;
import pointwise.kernel.KernelStack;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Shape;
import pointwise.network.layer.WindowAxis;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * Networks as ONNX files: float32, N x C x H x W throughout; a vector is N x C x 1 x 1. Layers keep
 * their names as names of tensors.
 */
public final class OnnxWriter {
  private static final int IR_VERSION = 8;

  /** Protobuf holds no more than 2 GiB; some of it is not weights. */
  private static final long MOST_PARAMETERS = (Integer.MAX_VALUE - (1 << 20)) / Float.BYTES;

  private final Network network;
  private final GraphWriter graph;

  private OnnxWriter(Network network) {
    this.network = network;
    this.graph = new GraphWriter(network.name(), network.nodes().stream().map(Node::name).toList());
  }

  /**
   * The bytes of a model.
   *
   * @throws IllegalArgumentException if a layer has no counterpart in ONNX, or the model is larger
   *     than a file can be
   */
  public static byte[] write(Network network) {
    return write(network, Map.of());
  }

  /**
   * {@link #write(Network)} with what the file says of itself besides.
   *
   * @param metadata the model's {@code metadata_props}, written in the order of their keys
   */
  public static byte[] write(Network network, Map<String, String> metadata) {
    if (network.parameters() > MOST_PARAMETERS) {
      throw new UsageException(
          Text.of(
              "Cannot write network %s: it is too large, found %d weights, expected at most %d",
              network.name(), network.parameters(), MOST_PARAMETERS));
    }
    ModelProto.Builder model = new OnnxWriter(network).model().toBuilder();
    new TreeMap<>(metadata)
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build().toByteArray();
  }

  /**
   * Kernels as a network: a 1x1 convolution for each layer as it was written, for images of any
   * size. It takes samples in the range of the stack, which ONNX cannot tell.
   */
  public static Network ofStack(KernelStack stack) {
    List<Node> nodes = new ArrayList<>();
    for (KernelBank bank : stack.declared()) {
      int N = bank.outputChannels();
      int D = bank.inputChannels();
      float[] weights = new float[Math.multiplyExact(N, D)];
      float[] bias = new float[N];
      for (int k = 0; k < N; k++) {
        bias[k] = (float) bank.bias(k);
        for (int d = 0; d < D; d++) {
          weights[k * D + d] = (float) bank.weight(k, d);
        }
      }
      int place = nodes.size();
      nodes.add(
          new Node(
              "layer" + (place + 1),
              new Convolution(
                  WindowAxis.POINT, WindowAxis.POINT, D, 1, weights, bias, bank.activation()),
              List.of(place - 1)));
    }
    return new Network(
        stack.name(),
        new Network.Input(stack.inputChannels(), 0, 0),
        nodes,
        List.of(nodes.size() - 1));
  }

  private ModelProto model() {
    String image = graph.unused("image");
    for (Node node : network.nodes()) {
      List<String> inputs =
          node.inputs().stream()
              .map(i -> i == Node.IMAGE ? image : network.nodes().get(i).name())
              .toList();
      Operators.write(node, inputs, graph);
    }
    Network.Input input = network.input();
    graph.proto().addInput(info(image, "", input.channels(), input.height(), input.width()));
    List<Shape> shapes =
        input.height() > 0 && input.width() > 0
            ? network.shapes(new Shape(input.height(), input.width(), input.channels()))
            : null;
    for (int output : network.outputs().stream().distinct().toList()) {
      String name = network.nodes().get(output).name();
      Shape shape = shapes == null ? null : shapes.get(output);
      graph
          .proto()
          .addOutput(
              shape == null
                  ? info(name, name + "_", 0, 0, 0)
                  : info(name, name + "_", shape.channels(), shape.height(), shape.width()));
    }
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("pointwise")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(graph.opset()))
        .setGraph(graph.proto())
        .build();
  }

  /** A map; sizes that are 0 have names that begin with the prefix. */
  private static ValueInfoProto info(
      String name, String prefix, int channels, int height, int width) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(size(0, "N"))
            .addDim(size(channels, prefix + "C"))
            .addDim(size(height, prefix + "H"))
            .addDim(size(width, prefix + "W"));
    ValueInfoProto.Builder info = ValueInfoProto.newBuilder().setName(name);
    info.getTypeBuilder()
        .getTensorTypeBuilder()
        .setElemType(TensorProto.DataType.FLOAT_VALUE)
        .setShape(shape);
    return info.build();
  }

  private static TensorShapeProto.Dimension size(int size, String name) {
    return size > 0
        ? TensorShapeProto.Dimension.newBuilder().setDimValue(size).build()
        : TensorShapeProto.Dimension.newBuilder().setDimParam(name).build();
  }
}
