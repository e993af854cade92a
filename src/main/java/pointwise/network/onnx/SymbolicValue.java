package pointwise.network.onnx;

import pointwise.network.layer.Shape;
import pointwise.text.Text;

/**
 * What a tensor of the graph is in the network.
 *
 * @param place of the node that makes it
 * @param rank 4 for N x C x H x W, 2 for N x C, 0 where it could not be read
 * @param channels of it, 0 where they are not known
 * @param shape of the result of the node, null where it is not known
 * @param flattened whether a map is still to be flattened: a dense layer takes the map instead
 */
record SymbolicValue(int place, int rank, int channels, Shape shape, boolean flattened)
    implements GraphValue {
  /** What becomes of an operator that is refused: those who read it ask no more. */
  static final SymbolicValue REFUSED = new SymbolicValue(-2, 0, 0, null, false);

  boolean refused() {
    return rank == 0;
  }

  /** Whether it is known to be one pixel. */
  boolean isVector() {
    return !flattened && shape != null && shape.isVector();
  }

  /** The same numbers with another rank. */
  SymbolicValue withRank(int other) {
    return new SymbolicValue(place, other, channels, shape, flattened);
  }

  /** It as a flat vector, if it is a map. */
  SymbolicValue flatten() {
    if (rank == 2) {
      return this;
    }
    if (isVector()) {
      return withRank(2);
    }
    long samples = shape == null ? 0 : shape.pixels() * shape.channels();
    if (samples > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.of(
              "the flat vector is too large, found %d samples, expected at most %d",
              samples, Integer.MAX_VALUE));
    }
    return new SymbolicValue(place, 2, (int) samples, shape, true);
  }
}
