package pointwise.network.run;

import java.util.List;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Concat;
import pointwise.network.layer.Shape;

/**
 * Layers that write their channels straight into the map of a concatenation: those that can, and
 * that nothing else reads.
 */
final class ConcatAliases {
  /** Places of the concatenations, or of the layers themselves that write a map of their own. */
  private final int[] owners;

  private final int[] channels;

  /**
   * @param kept places of layers whose results are read at the end
   */
  ConcatAliases(Network network, List<Shape> shapes, List<Integer> kept) {
    List<List<Integer>> readers = network.readers();
    owners = new int[shapes.size()];
    channels = new int[shapes.size()];
    for (int i = 0; i < owners.length; i++) {
      owners[i] = i;
      if (network.nodes().get(i).layer() instanceof Concat) {
        int channel = 0;
        for (int from : network.nodes().get(i).inputs()) {
          if (from == Node.IMAGE) {
            channel += network.input().channels();
            continue;
          }
          if (network.nodes().get(from).layer().writesChannels()
              && readers.get(from).size() == 1
              && !kept.contains(from)) {
            owners[from] = i;
            channels[from] = channel;
          }
          channel += shapes.get(from).channels();
        }
      }
    }
  }

  /** The layer whose map a layer writes into. */
  int owner(int place) {
    return owners[place];
  }

  /** The channel of that map at which its own begin. */
  int channel(int place) {
    return channels[place];
  }
}
