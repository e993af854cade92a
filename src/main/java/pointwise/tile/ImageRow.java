package pointwise.tile;

import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;

/** A row about an image: something of its result, or why there is none. */
public interface ImageRow {
  /** The path of the image. */
  String getOrigin();

  /** Why the image failed, or null. */
  String getError();

  /** What it failed by, as {@link ErrorKind#label} has it; null without an error. */
  String getErrorKind();

  /** The failure of a row that has one. */
  default ImageException failure() {
    return new ImageException(getOrigin(), ErrorKind.of(getErrorKind()), getError());
  }
}
