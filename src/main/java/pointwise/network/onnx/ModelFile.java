package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.util.List;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** An ONNX file as it is parsed, before anything is made of its graph. */
public final class ModelFile {
  private ModelFile() {}

  /**
   * The parsed file. Weights stay where they are in {@code model}.
   *
   * @throws IllegalArgumentException if it is no ONNX model, or damaged
   */
  public static ModelProto parse(byte[] model) {
    if (model.length > 0 && model[0] == '{') {
      throw new IllegalArgumentException(
          "found what begins as JSON does, expected an ONNX file: kernels go with --kernels");
    }
    ModelProto parsed;
    try {
      CodedInputStream bytes = UnsafeByteOperations.unsafeWrap(model).newCodedInput();
      bytes.enableAliasing(true);
      parsed = ModelProto.parseFrom(bytes);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          Text.of(
              "it is damaged or no ONNX model, found %d bytes: %s", model.length, e.getMessage()),
          e);
    }
    if (!parsed.hasGraph() || parsed.getGraph().getNodeCount() == 0) {
      throw new IllegalArgumentException(
          Text.of(
              "it is no ONNX model, found %d bytes without a graph, expected one with nodes",
              model.length));
    }
    return parsed;
  }

  /** What to throw for a file that cannot be read, in one line. */
  public static IllegalArgumentException unreadable(String file, RuntimeException why) {
    return new UsageException(
        Text.of("Cannot read model %s: %s", file, reason(why)).replaceAll("\\p{Cntrl}+", " "), why);
  }

  static String reason(RuntimeException e) {
    return e instanceof ArithmeticException
        ? "its sizes are too large, expected at most " + Integer.MAX_VALUE
        // What cannot be done is said already, with the place.
        : e.getMessage().replaceFirst("^Cannot [^:]*: ", "");
  }

  /** What a network is called: as its graph is, or else its file. */
  public static String name(String file, GraphProto graph) {
    return graph.getName().isBlank()
        ? file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.onnx$", "")
        : graph.getName();
  }

  /** The name of a type of numbers, in lower case. */
  public static String typeName(int type) {
    return Tensors.typeName(type);
  }

  /**
   * A file that gives those tensors, and holds its weights itself; the one that was parsed, where
   * it does. The types of tensors that it does not declare are left to be inferred.
   *
   * @param model the parsed file
   * @param outputs names of tensors
   * @throws IllegalArgumentException if weights beside it are not there, are no initializers of the
   *     graph, or are too many for one file
   */
  public static byte[] whole(
      ModelProto model, byte[] bytes, List<String> outputs, ExternalData external) {
    GraphProto graph = model.getGraph();
    refuseOutside(graph);
    List<String> declared = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
    boolean holds = graph.getInitializerList().stream().noneMatch(ModelFile::isOutside);
    if (holds && declared.equals(outputs)) {
      return bytes;
    }
    GraphProto.Builder whole = graph.toBuilder().clearOutput().clearInitializer();
    for (String name : outputs) {
      whole.addOutput(
          declared.contains(name)
              ? graph.getOutput(declared.indexOf(name))
              : ValueInfoProto.newBuilder().setName(name).build());
    }
    long size = model.getSerializedSize();
    for (TensorProto tensor : graph.getInitializerList()) {
      if (isOutside(tensor)) {
        byte[] data = Tensors.outside(tensor, external);
        size += data.length;
        whole.addInitializer(
            tensor.toBuilder()
                .clearExternalData()
                .clearDataLocation()
                .setRawData(UnsafeByteOperations.unsafeWrap(data)));
      } else {
        whole.addInitializer(tensor);
      }
    }
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.of(
              "its weights are too many, found %d bytes, expected at most %d",
              size, Integer.MAX_VALUE));
    }
    return model.toBuilder().setGraph(whole).build().toByteArray();
  }

  /** Of other tensors than initializers, ONNX Runtime would look for the file anywhere. */
  private static void refuseOutside(GraphProto graph) {
    for (NodeProto node : graph.getNodeList()) {
      for (AttributeProto attribute : node.getAttributeList()) {
        boolean outside =
            isOutside(attribute.getT())
                || attribute.getTensorsList().stream().anyMatch(ModelFile::isOutside);
        for (GraphProto inner : subgraphs(attribute)) {
          outside |= inner.getInitializerList().stream().anyMatch(ModelFile::isOutside);
          refuseOutside(inner);
        }
        if (outside) {
          throw new IllegalArgumentException(
              Text.of(
                  "weights beside the model are not supported in node %s (%s), expected initializers of the graph",
                  node.getName(), node.getOpType()));
        }
      }
    }
  }

  private static List<GraphProto> subgraphs(AttributeProto attribute) {
    return attribute.hasG() ? List.of(attribute.getG()) : List.copyOf(attribute.getGraphsList());
  }

  private static boolean isOutside(TensorProto tensor) {
    return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
  }
}
