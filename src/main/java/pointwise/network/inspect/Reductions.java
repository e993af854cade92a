package pointwise.network.inspect;

import java.util.ArrayList;
import java.util.List;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.ActivationLayer;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.ScaleShift;
import pointwise.network.layer.Shape;

/**
 * Finds k x k convolutions that read reduced channels: a 1x1 convolution of fewer kernels than
 * inputs before them, and perhaps one of more kernels than inputs behind (a bottleneck). Scales and
 * activations may stand between.
 */
final class Reductions {
  private final List<Node> nodes;
  private final List<Shape> shapes;
  private final List<Long> work;

  /**
   * @param shapes of the results of all layers
   * @param work multiply-adds of all layers
   */
  Reductions(Network network, List<Shape> shapes, List<Long> work) {
    this.nodes = network.nodes();
    this.shapes = shapes;
    this.work = work;
  }

  /**
   * What each saves, in the order of the k x k convolutions.
   *
   * @throws ArithmeticException if a long does not count the work
   */
  List<Saving> savings() {
    List<Saving> savings = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      int before = source(i);
      if (isWindow(i) && before != Node.IMAGE && isPoint(before) && widening(before) < 0) {
        savings.add(saving(i, List.of(before, i)));
        for (int after = i + 1; after < nodes.size(); after++) {
          if (isPoint(after) && widening(after) > 0 && source(after) == i) {
            savings.add(saving(i, List.of(before, i, after)));
          }
        }
      }
    }
    return List.copyOf(savings);
  }

  /** Direct: H x W x N results of k x k x D multiply-adds. */
  private Saving saving(int window, List<Integer> places) {
    List<Integer> channels = new ArrayList<>();
    channels.add(convolution(places.get(0)).inputs());
    long taken = 0;
    for (int place : places) {
      channels.add(convolution(place).kernels());
      taken = Math.addExact(taken, work.get(place));
    }
    int last = places.get(places.size() - 1);
    Convolution layer = convolution(window);
    long weights = (long) layer.y().kernel() * layer.x().kernel();
    weights = Math.multiplyExact(weights, (long) channels.get(0));
    weights = Math.multiplyExact(weights, (long) convolution(last).kernels());
    long direct = Math.multiplyExact(weights, shapes.get(last).pixels());
    return new Saving(
        places.stream().map(place -> nodes.get(place).name()).toList(),
        layer.label(),
        List.copyOf(channels),
        taken,
        direct,
        (double) direct / taken);
  }

  /** The layer whose channels a layer reads first, past scales and activations; or the image. */
  private int source(int place) {
    int from = nodes.get(place).inputs().get(0);
    while (from != Node.IMAGE
        && (nodes.get(from).layer() instanceof ScaleShift
            || nodes.get(from).layer() instanceof ActivationLayer)) {
      from = nodes.get(from).inputs().get(0);
    }
    return from;
  }

  private boolean isWindow(int place) {
    return nodes.get(place).layer() instanceof Convolution layer
        && layer.groups() == 1
        && layer.y().kernel() * layer.x().kernel() > 1;
  }

  /** 1x1 with any stride: many networks reduce channels and size in one layer. */
  private boolean isPoint(int place) {
    return nodes.get(place).layer() instanceof Convolution layer
        && layer.groups() == 1
        && layer.y().kernel() * layer.x().kernel() == 1
        && layer.y().unpadded()
        && layer.x().unpadded();
  }

  /** Channels gained. */
  private int widening(int place) {
    return convolution(place).kernels() - convolution(place).inputs();
  }

  private Convolution convolution(int place) {
    return (Convolution) nodes.get(place).layer();
  }
}
