package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import pointwise.text.Text;

/**
 * A layer while it is written.
 *
 * @param name of the layer, with which those of its constants begin
 * @param inputs the tensors it reads
 * @param output the tensor that is made
 */
record LayerNode(GraphWriter graph, String name, List<String> inputs, String output) {
  /** Adds a node that reads the inputs, then these constants. */
  NodeProto.Builder node(String type, String... constants) {
    return graph.node(
        type, Stream.concat(inputs.stream(), Arrays.stream(constants)).toList(), output);
  }

  /** Adds a constant and returns its name. */
  String floats(String what, float[] numbers, int... dims) {
    return graph.floats(name + "/" + what, numbers, dims);
  }

  String number(String what, float number) {
    return graph.number(name + "/" + what, number);
  }

  String integers(String what, long... numbers) {
    return graph.integers(name + "/" + what, numbers);
  }

  /** For a layer that has no counterpart. */
  IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        Text.of(
            "Cannot write network %s: ONNX has no such layer, found %s in %s",
            graph.proto().getName(), what, name));
  }
}
