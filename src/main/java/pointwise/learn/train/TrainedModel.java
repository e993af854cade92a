package pointwise.learn.train;

import java.util.ArrayList;
import java.util.List;
import pointwise.kernel.Activation;
import pointwise.learn.samples.Standardisation;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.Layer;
import pointwise.network.layer.WindowAxis;

/**
 * A model as a network for samples as they are: standardisation and the centre of the features are
 * folded into weights and biases, in double.
 */
public final class TrainedModel {
  private final ModelShape shape;
  private final Standardisation standardisation;
  private final double[] parameters;

  /** Of parameters that are not changed meanwhile. */
  public TrainedModel(ModelShape shape, Standardisation standardisation, double[] parameters) {
    this.shape = shape;
    this.standardisation = standardisation;
    this.parameters = parameters;
  }

  /** 1x1 convolutions, for images a global pool and one more on its vector; at last softmax. */
  public Network network() {
    List<Node> nodes = new ArrayList<>();
    for (int l = 0; l < shape.layers(); l++) {
      if (l == shape.pixelLayers()) {
        add(nodes, "pool", new GlobalPool(shape.pool()));
      }
      add(nodes, shape.isHidden(l) ? "hidden" + (l + 1) : "classes", convolution(l));
    }
    return new Network(
        "classifier", new Network.Input(shape.inputs(0), 0, 0), nodes, List.of(nodes.size() - 1));
  }

  private static void add(List<Node> nodes, String name, Layer layer) {
    nodes.add(new Node(name, layer, List.of(nodes.size() - 1)));
  }

  private Convolution convolution(int layer) {
    int D = shape.inputs(layer);
    int N = shape.outputs(layer);
    float[] weights = new float[N * D];
    float[] biases = new float[N];
    for (int k = 0; k < N; k++) {
      double bias = parameters[shape.biasAt(layer) + k];
      for (int d = 0; d < D; d++) {
        // w · (x - shift) / scale + b = (w / scale) · x + (b - (w / scale) · shift)
        double weight = parameters[shape.weightsAt(layer) + d * N + k] / scale(layer, d);
        weights[k * D + d] = (float) weight;
        bias -= weight * shift(layer, d);
      }
      biases[k] = (float) bias;
    }
    return new Convolution(
        WindowAxis.POINT,
        WindowAxis.POINT,
        D,
        1,
        weights,
        biases,
        shape.isHidden(layer) ? new Activation.Relu() : new Activation.Softmax());
  }

  private double scale(int layer, int d) {
    return layer == 0 ? standardisation.deviation()[d] : 1;
  }

  /** Of the first layer the mean, which pools of unchanged pixels keep, of the last the centre. */
  private double shift(int layer, int d) {
    if (layer == 0) {
      return standardisation.mean()[d];
    }
    return layer == shape.layers() - 1 ? shape.featureCentre() : 0;
  }
}
