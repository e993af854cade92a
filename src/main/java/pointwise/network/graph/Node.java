package pointwise.network.graph;

import java.util.List;
import pointwise.network.layer.Layer;

/**
 * A layer in its place.
 *
 * @param name of its result, unique in the network
 * @param layer what it does
 * @param inputs places of the nodes it reads, each before its own; -1 is the image
 */
public record Node(String name, Layer layer, List<Integer> inputs) {
  /** The place that stands for the image. */
  public static final int IMAGE = -1;

  public Node {
    inputs = List.copyOf(inputs);
  }
}
