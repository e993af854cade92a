package pointwise.report;

import pointwise.text.Text;

/** More files could not be read than a job goes on with. */
public final class TooManyUnreadableException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** What a task said. */
  public TooManyUnreadableException(String message, Throwable cause) {
    super(message, cause);
  }

  TooManyUnreadableException(Failures unreadable, long most) {
    super(
        Text.of(
            "Cannot go on: files could not be read, found %d of them by now, expected at most %d: %s%s: mend it, or raise --max-unreadable",
            unreadable.count(),
            most,
            unreadable.count() == 1 ? "" : "such as ",
            unreadable.most().get(0).example()));
  }
}
