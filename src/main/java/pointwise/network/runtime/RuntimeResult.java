package pointwise.network.runtime;

import pointwise.network.layer.Shape;

/**
 * The result of a wanted tensor for an image.
 *
 * @param map whether it has places: of four dimensions
 * @param hwc the samples, row-major; the receiver's own
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RuntimeResult(Shape shape, boolean map, float[] hwc) {}
