package pointwise.network.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pointwise.network.layer.Layer;

/**
 * The same function with fewer layers: batch normalisation and arithmetic with constants go into
 * the convolution beside them, activations into the layer before them.
 *
 * @see Layer#then
 */
public final class Folding {
  private Folding() {}

  /**
   * The same function of the image with layers folded into each other.
   *
   * @param kept places of layers whose results are wanted as they are; the outputs of the result,
   *     in that order. Layers that none of them needs are left out.
   */
  public static Network of(Network network, List<Integer> kept) {
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
          alone ? folded.get(places.get(before)).layer().then(node.layer()) : Optional.empty();
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
}
