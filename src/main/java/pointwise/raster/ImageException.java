package pointwise.raster;

import pointwise.text.Text;

/**
 * An input that no result comes of: becomes a row with its reason, never retried. Message and
 * reason are one printable line, whatever the file has in its name and its header.
 */
public final class ImageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String origin;
  private final ErrorKind kind;
  private final String reason;

  /**
   * Of bytes that are wrong, or of a kind that is not read.
   *
   * @param origin the path of the input
   * @param reason why it cannot be read, in one line without the path
   */
  public ImageException(String origin, String reason) {
    this(origin, ErrorKind.CONTENT, reason, null);
  }

  /** The same with what it was seen by. */
  public ImageException(String origin, String reason, Throwable cause) {
    this(origin, ErrorKind.CONTENT, reason, cause);
  }

  /** Of any kind. */
  public ImageException(String origin, ErrorKind kind, String reason) {
    this(origin, kind, reason, null);
  }

  /** Of any kind, with what it was seen by, or null. */
  public ImageException(String origin, ErrorKind kind, String reason, Throwable cause) {
    super(Text.printable("Cannot read " + origin + ": " + reason), cause);
    this.origin = origin;
    this.kind = kind;
    this.reason = Text.printable(String.valueOf(reason));
  }

  /** The path of the input. */
  public String origin() {
    return origin;
  }

  /** Who has to mend it. */
  public ErrorKind kind() {
    return kind;
  }

  /** Why it cannot be read, without the path. */
  public String reason() {
    return reason;
  }
}
