package pointwise.text;

/**
 * A machine has not the memory that a job takes, of which no image is the cause: it ends the job,
 * and is no failure of the image at hand. The message is for people.
 */
public final class NoMemoryException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public NoMemoryException(String message) {
    super(message);
  }
}
