package pointwise.pixels;

import java.io.Serializable;
import java.util.List;
import pointwise.network.Network;

/**
 * A network as what its file holds: how it travels to executors. A broadcast of it is parsed once
 * per JVM.
 */
public interface NetworkSource extends Serializable {
  /** The network, folded, with the wanted layers as its outputs. */
  Network network();

  /** The names of the wanted layers, in the order of the outputs. */
  List<String> layers();
}
