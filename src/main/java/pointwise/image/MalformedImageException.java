package pointwise.image;

/** An input that is no picture Pointwise can read: becomes an error row, never retried. */
public final class MalformedImageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String origin;
  private final String reason;

  /**
   * @param origin the path of the input
   * @param reason why it cannot be read, in one line without the path
   */
  public MalformedImageException(String origin, String reason) {
    this(origin, reason, null);
  }

  /** The same with what it was seen by. */
  public MalformedImageException(String origin, String reason, Throwable cause) {
    super("Cannot read " + origin + ": " + reason, cause);
    this.origin = origin;
    this.reason = reason;
  }

  /** The path of the input. */
  public String origin() {
    return origin;
  }

  /** Why it cannot be read, without the path. */
  public String reason() {
    return reason;
  }
}
