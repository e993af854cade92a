package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
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
   * The same model with the weights that lie in files beside it.
   *
   * @throws IllegalArgumentException if they are not there, or too many for one file
   */
  public static ModelProto inlined(ModelProto model, ExternalData external) {
    GraphProto.Builder graph = model.getGraph().toBuilder();
    long bytes = model.getSerializedSize();
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      TensorProto tensor = graph.getInitializer(i);
      if (isOutside(tensor)) {
        byte[] data = Tensors.outside(tensor, external);
        bytes += data.length;
        graph.setInitializer(
            i,
            tensor.toBuilder()
                .clearExternalData()
                .clearDataLocation()
                .setRawData(UnsafeByteOperations.unsafeWrap(data)));
      }
    }
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.of(
              "its weights are too many, found %d bytes, expected at most %d",
              bytes, Integer.MAX_VALUE));
    }
    return model.toBuilder().setGraph(graph).build();
  }

  /** Whether weights lie in files beside the model. */
  public static boolean hasOutside(ModelProto model) {
    return model.getGraph().getInitializerList().stream().anyMatch(ModelFile::isOutside);
  }

  private static boolean isOutside(TensorProto tensor) {
    return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
  }
}
