package pointwise.network.runtime;

import pointwise.network.layer.Shape;

/**
 * The result of a wanted tensor for an image.
 *
 * @param rank 4 of a map, 3 of tokens, 2 of a vector
 * @param hwc the samples, row-major; the receiver's own
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RuntimeResult(Shape shape, int rank, float[] hwc) {
  /** Whether it has places. */
  public boolean map() {
    return rank == 4;
  }
}
