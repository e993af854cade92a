package pointwise.text;

/**
 * What a caller gave is wrong: an option, a file, a table, an output folder. The message is for
 * people: "Cannot do what: why, found x, expected y". On the command line it is the whole answer;
 * an {@link IllegalArgumentException} of any other kind is a fault of the program.
 */
public final class UsageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
