package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/** Models put together by hand: input "image", output "y". */
final class Models {
  private Models() {}

  /**
   * A model.
   *
   * @param dims of the image; 0 for any number
   */
  static ModelProto of(int opset, GraphWriter graph, long... dims) {
    return of(opset, graph, TensorProto.DataType.FLOAT, dims);
  }

  static ModelProto of(int opset, GraphWriter graph, TensorProto.DataType type, long... dims) {
    graph.proto().setName("by hand");
    graph.proto().addInput(info("image", type, dims));
    graph.proto().addOutput(ValueInfoProto.newBuilder().setName("y").setType(floats()));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
        .setGraph(graph.proto())
        .build();
  }

  private static TypeProto floats() {
    return TypeProto.newBuilder()
        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE))
        .build();
  }

  static ValueInfoProto info(String name, TensorProto.DataType type, long... dims) {
    ValueInfoProto.Builder info = ValueInfoProto.newBuilder().setName(name);
    TypeProto.Tensor.Builder tensor = info.getTypeBuilder().getTensorTypeBuilder();
    tensor.setElemType(type.getNumber());
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 0) {
        tensor.getShapeBuilder().addDimBuilder().setDimParam("d" + i);
      } else {
        tensor.getShapeBuilder().addDimBuilder().setDimValue(dims[i]);
      }
    }
    return info.build();
  }

  static GraphWriter graph() {
    return new GraphWriter("", List.of("image"));
  }
}
