package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import pointwise.text.Text;

/** The order in which nodes can be read: that of the file, where it is one. */
final class TopologicalOrder {
  private TopologicalOrder() {}

  /**
   * The nodes, each after those that make its inputs.
   *
   * @throws IllegalArgumentException if there is a cycle, two nodes make one tensor, or an input is
   *     made by none
   */
  static List<NodeProto> of(GraphProto graph) {
    List<NodeProto> nodes = graph.getNodeList();
    Map<String, Integer> makers = makers(graph);
    List<List<Integer>> readers = new ArrayList<>();
    int[] missing = new int[nodes.size()];
    nodes.forEach(node -> readers.add(new ArrayList<>()));
    for (int i = 0; i < nodes.size(); i++) {
      for (String input : nodes.get(i).getInputList()) {
        if (!input.isEmpty() && !makers.containsKey(input)) {
          throw new IllegalArgumentException(
              Text.of(
                  "tensor %s is missing, which %s reads, found no initializer, input or node of that name",
                  input, label(nodes.get(i))));
        }
        if (!input.isEmpty() && makers.get(input) >= 0) {
          readers.get(makers.get(input)).add(i);
          missing[i]++;
        }
      }
    }
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int i = 0; i < missing.length; i++) {
      if (missing[i] == 0) {
        ready.add(i);
      }
    }
    List<NodeProto> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      int next = ready.poll();
      order.add(nodes.get(next));
      for (int reader : readers.get(next)) {
        missing[reader]--;
        if (missing[reader] == 0) {
          ready.add(reader);
        }
      }
    }
    if (order.size() < nodes.size()) {
      List<String> left =
          IntStream.range(0, missing.length)
              .filter(i -> missing[i] > 0)
              .mapToObj(i -> label(nodes.get(i)))
              .limit(5)
              .toList();
      throw new IllegalArgumentException("its nodes form a cycle, found it at " + left);
    }
    return order;
  }

  /** The place of the node that makes each tensor, -1 for those that are given. */
  private static Map<String, Integer> makers(GraphProto graph) {
    Map<String, Integer> makers = new HashMap<>();
    for (TensorProto tensor : graph.getInitializerList()) {
      if (makers.put(tensor.getName(), -1) != null) {
        throw new IllegalArgumentException(
            Text.of(
                "tensor %s is made twice, found a second initializer of that name",
                tensor.getName()));
      }
    }
    graph.getInputList().forEach(input -> makers.put(input.getName(), -1));
    for (int i = 0; i < graph.getNodeCount(); i++) {
      for (String output : graph.getNode(i).getOutputList()) {
        if (!output.isEmpty() && makers.put(output, i) != null) {
          throw new IllegalArgumentException(
              Text.of(
                  "tensor %s is made twice, found a second maker in node %s",
                  output, label(graph.getNode(i))));
        }
      }
    }
    return makers;
  }

  private static String label(NodeProto node) {
    return node.getOpType() + " " + (node.getOutputCount() > 0 ? node.getOutput(0) : "");
  }
}
