package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.List;
import pointwise.kernel.Activation;
import pointwise.network.graph.Node;
import pointwise.network.layer.ActivationLayer;
import pointwise.network.layer.Concat;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Elementwise;
import pointwise.network.layer.Flatten;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.Layer;
import pointwise.network.layer.Lrn;
import pointwise.network.layer.Pool;
import pointwise.network.layer.ScaleShift;
import pointwise.network.layer.WindowAxis;
import pointwise.network.layer.ZeroPad;
import pointwise.text.Text;

/** Writes layers as nodes of a graph. */
final class LayerWriter {
  private static final int OPSET = 13;

  /** The first in which a mean pool has dilations. */
  private static final int OPSET_OF_DILATED_MEANS = 19;

  private final String network;
  private final GraphWriter graph;
  private int opset = OPSET;

  LayerWriter(String network, GraphWriter graph) {
    this.network = network;
    this.graph = graph;
  }

  /** The operator set that the layers so far take. */
  int opset() {
    return opset;
  }

  /** Adds the nodes of a layer: it, and its activation, if it has one. */
  void write(Node node, List<String> inputs) {
    Activation activation = activation(node.layer());
    if (activation instanceof Activation.Identity) {
      write(node, inputs, node.name());
    } else {
      String linear = graph.unused(node.name() + "/linear");
      write(node, inputs, linear);
      activate(activation, linear, node.name());
    }
  }

  private static Activation activation(Layer layer) {
    if (layer instanceof Convolution convolution) {
      return convolution.activation();
    }
    if (layer instanceof ScaleShift affine) {
      return affine.activation();
    }
    return layer instanceof Elementwise combine ? combine.activation() : new Activation.Identity();
  }

  private void write(Node node, List<String> inputs, String name) {
    Layer layer = node.layer();
    if (layer instanceof Convolution convolution) {
      convolution(node, convolution, inputs, name);
    } else if (layer instanceof Pool pool) {
      pool(node, pool, inputs);
    } else if (layer instanceof GlobalPool pool) {
      boolean max = pool.kind() == Pool.Kind.MAX;
      graph.node(max ? "GlobalMaxPool" : "GlobalAveragePool", inputs, node.name());
    } else if (layer instanceof ScaleShift affine) {
      affine(node, affine, inputs, name);
    } else if (layer instanceof Lrn lrn) {
      NodeProto.Builder written = graph.node("LRN", inputs, node.name());
      GraphWriter.integer(written, "size", lrn.size());
      GraphWriter.number(written, "alpha", lrn.alpha());
      GraphWriter.number(written, "beta", lrn.beta());
      GraphWriter.number(written, "bias", lrn.bias());
    } else if (layer instanceof ActivationLayer activate) {
      activate(activate.activation(), inputs.get(0), node.name());
    } else if (layer instanceof Elementwise combine) {
      String type =
          switch (combine.operator()) {
            case ADD -> "Add";
            case SUBTRACT -> "Sub";
            case MULTIPLY -> "Mul";
            case DIVIDE -> "Div";
          };
      graph.node(type, inputs, name);
    } else if (layer instanceof Concat) {
      GraphWriter.integer(graph.node("Concat", inputs, node.name()), "axis", 1);
    } else if (layer instanceof Flatten) {
      String shape = graph.integers(node.name() + "/shape", 0, -1, 1, 1);
      graph.node("Reshape", List.of(inputs.get(0), shape), node.name());
    } else if (layer instanceof ZeroPad pad) {
      String pads =
          graph.integers(
              node.name() + "/pads", 0, 0, pad.top(), pad.left(), 0, 0, pad.bottom(), pad.right());
      String value = graph.number(node.name() + "/value", pad.value());
      graph.node("Pad", List.of(inputs.get(0), pads, value), node.name());
    }
  }

  private void convolution(Node node, Convolution layer, List<String> inputs, String name) {
    int[] dims = {
      layer.kernels(), layer.inputs() / layer.groups(), layer.y().kernel(), layer.x().kernel()
    };
    String weights = graph.floats(node.name() + "/weights", layer.weights(), dims);
    String bias = graph.floats(node.name() + "/bias", layer.bias(), layer.kernels());
    if (layer.y().ceil() || layer.x().ceil()) {
      throw wrong(node, "a convolution with ceil");
    }
    NodeProto.Builder written = graph.node("Conv", List.of(inputs.get(0), weights, bias), name);
    GraphWriter.integer(written, "group", layer.groups());
    window(node, written, layer.y(), layer.x());
    GraphWriter.integers(written, "dilations", layer.y().dilation(), layer.x().dilation());
  }

  private void pool(Node node, Pool layer, List<String> inputs) {
    boolean max = layer.kind() == Pool.Kind.MAX;
    WindowAxis y = layer.y();
    WindowAxis x = layer.x();
    if (y.ceil() != x.ceil()) {
      throw wrong(node, "ceil along one axis only");
    }
    NodeProto.Builder written = graph.node(max ? "MaxPool" : "AveragePool", inputs, node.name());
    window(node, written, y, x);
    GraphWriter.integer(written, "ceil_mode", y.ceil() ? 1 : 0);
    boolean dilated = y.dilation() > 1 || x.dilation() > 1;
    if (max || dilated) {
      GraphWriter.integers(written, "dilations", y.dilation(), x.dilation());
    }
    if (!max) {
      opset = dilated ? OPSET_OF_DILATED_MEANS : opset;
      GraphWriter.integer(written, "count_include_pad", layer.countPadding() ? 1 : 0);
    }
  }

  private void window(Node node, NodeProto.Builder written, WindowAxis y, WindowAxis x) {
    GraphWriter.integers(written, "kernel_shape", y.kernel(), x.kernel());
    GraphWriter.integers(written, "strides", y.stride(), x.stride());
    if (y.pad() != x.pad()) {
      throw wrong(node, "padding of two kinds");
    }
    if (y.pad() == WindowAxis.Pad.EXPLICIT) {
      GraphWriter.integers(written, "pads", y.before(), x.before(), y.after(), x.after());
    } else {
      GraphWriter.text(written, "auto_pad", y.pad().name());
    }
  }

  /** As batch normalisation of mean 0 and variance 1, which changes no number. */
  private void affine(Node node, ScaleShift layer, List<String> inputs, String name) {
    int channels = layer.scale().length;
    float[] ones = new float[channels];
    Arrays.fill(ones, 1);
    NodeProto.Builder written =
        graph.node(
            "BatchNormalization",
            List.of(
                inputs.get(0),
                graph.floats(node.name() + "/scale", layer.scale(), channels),
                graph.floats(node.name() + "/shift", layer.shift(), channels),
                graph.floats(node.name() + "/mean", new float[channels], channels),
                graph.floats(node.name() + "/variance", ones, channels)),
            name);
    GraphWriter.number(written, "epsilon", 0);
  }

  private void activate(Activation activation, String input, String name) {
    if (activation instanceof Activation.Identity) {
      graph.node("Identity", List.of(input), name);
    } else if (activation instanceof Activation.Relu) {
      graph.node("Relu", List.of(input), name);
    } else if (activation instanceof Activation.LeakyRelu leaky) {
      GraphWriter.number(graph.node("LeakyRelu", List.of(input), name), "alpha", leaky.slope());
    } else if (activation instanceof Activation.Clip clip) {
      String min = graph.number(name + "/min", clip.min());
      String max = graph.number(name + "/max", clip.max());
      graph.node("Clip", List.of(input, min, max), name);
    } else if (activation instanceof Activation.Sigmoid) {
      graph.node("Sigmoid", List.of(input), name);
    } else if (activation instanceof Activation.Tanh) {
      graph.node("Tanh", List.of(input), name);
    } else if (activation instanceof Activation.Softmax) {
      GraphWriter.integer(graph.node("Softmax", List.of(input), name), "axis", 1);
    }
  }

  private IllegalArgumentException wrong(Node node, String what) {
    return new IllegalArgumentException(
        Text.of(
            "Cannot write network %s: ONNX has no such layer, found %s in %s",
            network, what, node.name()));
  }
}
