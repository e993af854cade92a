package pointwise.tile;

import java.io.Serializable;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;

/**
 * A row about an image: something of its result, or why there is none. Spark encodes it and what it
 * is the base of as beans.
 */
public abstract class ImageRow implements Serializable {
  private static final long serialVersionUID = 1L;

  private String origin;
  private String error;
  private String errorKind;

  /** Makes it the row of an image that failed. */
  protected final void fail(ImageException failure) {
    origin = failure.origin();
    error = failure.reason();
    errorKind = failure.kind().label();
  }

  /** The failure of a row that has one. */
  public final ImageException failure() {
    return new ImageException(origin, ErrorKind.of(errorKind), error);
  }

  /** The path of the image. */
  public final String getOrigin() {
    return origin;
  }

  public final void setOrigin(String origin) {
    this.origin = origin;
  }

  /** Why the image failed, or null. */
  public final String getError() {
    return error;
  }

  public final void setError(String error) {
    this.error = error;
  }

  /** What it failed by, as {@link ErrorKind#label} has it; null without an error. */
  public final String getErrorKind() {
    return errorKind;
  }

  public final void setErrorKind(String errorKind) {
    this.errorKind = errorKind;
  }
}
