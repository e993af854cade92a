package pointwise.network.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pointwise.kernel.Activation;
import pointwise.network.layer.ActivationLayer;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Elementwise;
import pointwise.network.layer.Layer;
import pointwise.network.layer.ScaleShift;

/**
 * The same function with fewer layers: batch normalisation and arithmetic with constants go into
 * the convolution beside them, activations into the layer before them. Weights are multiplied in
 * double and rounded once. Nothing goes forward into a convolution that pads: its border would come
 * out wrong.
 */
final class Folding {
  private Folding() {}

  /**
   * The network folded.
   *
   * @param kept places of layers whose results are wanted as they are; the outputs of the result,
   *     in that order. Layers that none of them needs are left out.
   */
  static Network fold(Network network, List<Integer> kept) {
    Set<Integer> needed = needed(network, kept);
    List<List<Integer>> readers = network.readers();
    List<Node> folded = new ArrayList<>();
    Map<Integer, Integer> places = new HashMap<>(Map.of(Node.IMAGE, Node.IMAGE));
    for (int i = 0; i < network.nodes().size(); i++) {
      if (!needed.contains(i)) {
        continue;
      }
      Node node = network.nodes().get(i);
      int before = node.inputs().get(0);
      boolean alone =
          node.inputs().size() == 1
              && before != Node.IMAGE
              && !kept.contains(before)
              && readers.get(before).stream().filter(needed::contains).count() == 1;
      Optional<Layer> joined =
          alone ? join(folded.get(places.get(before)).layer(), node.layer()) : Optional.empty();
      if (joined.isPresent()) {
        int place = places.get(before);
        folded.set(place, new Node(node.name(), joined.get(), folded.get(place).inputs()));
        places.put(i, place);
      } else {
        places.put(i, folded.size());
        folded.add(
            new Node(node.name(), node.layer(), node.inputs().stream().map(places::get).toList()));
      }
    }
    return new Network(
        network.name(), network.input(), folded, kept.stream().map(places::get).toList());
  }

  private static Set<Integer> needed(Network network, List<Integer> kept) {
    Set<Integer> needed = new HashSet<>(kept);
    for (int i = network.nodes().size() - 1; i >= 0; i--) {
      if (needed.contains(i)) {
        needed.addAll(network.nodes().get(i).inputs());
      }
    }
    return needed;
  }

  /** The one layer that does what {@code first} and then {@code second} do, if there is one. */
  private static Optional<Layer> join(Layer first, Layer second) {
    if (first instanceof Convolution convolution && isLinear(convolution.activation())) {
      if (second instanceof ScaleShift affine) {
        return after(convolution, affine);
      }
      if (second instanceof ActivationLayer activate && fits(activate.activation(), convolution)) {
        return Optional.of(convolution.followedBy(activate.activation()));
      }
    }
    if (first instanceof ScaleShift affine && isLinear(affine.activation())) {
      if (second instanceof Convolution convolution) {
        return before(affine, convolution);
      }
      if (second instanceof ActivationLayer activate) {
        return Optional.of(affine.followedBy(activate.activation()));
      }
    }
    if (first instanceof Elementwise combine
        && isLinear(combine.activation())
        && second instanceof ActivationLayer activate) {
      return Optional.of(combine.followedBy(activate.activation()));
    }
    return Optional.empty();
  }

  private static boolean isLinear(Activation activation) {
    return activation instanceof Activation.Identity;
  }

  /** Softmax is over all channels of a pixel, of which a group has some. */
  private static boolean fits(Activation activation, Convolution convolution) {
    return convolution.groups() == 1 || !(activation instanceof Activation.Softmax);
  }

  /** a·(w·x + b) + s = (a·w)·x + (a·b + s). */
  private static Optional<Layer> after(Convolution convolution, ScaleShift affine) {
    float[] weights = convolution.weights().clone();
    float[] bias = convolution.bias().clone();
    int each = weights.length / bias.length;
    for (int k = 0; k < bias.length; k++) {
      double scale = affine.scale()[k];
      for (int i = k * each; i < (k + 1) * each; i++) {
        weights[i] = (float) (scale * weights[i]);
      }
      bias[k] = (float) (scale * bias[k] + affine.shift()[k]);
    }
    return finite(convolution, weights, bias, affine.activation());
  }

  /** w·(a·x + s) + b = (w·a)·x + (b + Σ w·s), where no padding takes the place of a·x + s. */
  private static Optional<Layer> before(ScaleShift affine, Convolution convolution) {
    if (!convolution.y().unpadded() || !convolution.x().unpadded()) {
      return Optional.empty();
    }
    float[] weights = convolution.weights().clone();
    float[] bias = convolution.bias().clone();
    int perGroup = convolution.inputs() / convolution.groups();
    int window = convolution.y().kernel() * convolution.x().kernel();
    int kernelsPerGroup = bias.length / convolution.groups();
    for (int k = 0; k < bias.length; k++) {
      double shifted = bias[k];
      for (int c = 0; c < perGroup; c++) {
        int channel = k / kernelsPerGroup * perGroup + c;
        for (int i = 0; i < window; i++) {
          int at = (k * perGroup + c) * window + i;
          shifted += (double) convolution.weights()[at] * affine.shift()[channel];
          weights[at] = (float) ((double) weights[at] * affine.scale()[channel]);
        }
      }
      bias[k] = (float) shifted;
    }
    return finite(convolution, weights, bias, convolution.activation());
  }

  /** Weights that overflow are left unfolded. */
  private static Optional<Layer> finite(
      Convolution like, float[] weights, float[] bias, Activation activation) {
    for (float[] numbers : Arrays.asList(weights, bias)) {
      for (float number : numbers) {
        if (!Float.isFinite(number)) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(
        new Convolution(
            like.y(), like.x(), like.inputs(), like.groups(), weights, bias, activation));
  }
}
