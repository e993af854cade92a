package pointwise.pixels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import pointwise.image.ErrorKind;
import pointwise.image.ImageException;
import pointwise.text.Text;

/**
 * What becomes of an image that fails while it is read. What a file holds wrongly becomes a row
 * with an error at once; a file that cannot be read is thrown, so that Spark tries again, and
 * becomes an error on the last attempt.
 *
 * @param lastAttempt whether Spark will not try the task again
 * @param row the row of an image that failed, from its origin and the reason
 */
record FailedImages<T>(boolean lastAttempt, Function<ImageException, T> row) {
  /**
   * The row instead of the image.
   *
   * @param begun whether rows of the image have gone on, or may have in another task
   * @throws UncheckedIOException if Spark is to try again
   * @throws IllegalStateException if the image has begun: too late for an error
   */
  T instead(String origin, boolean begun, ImageException e) {
    if (begun) {
      throw new IllegalStateException(
          Text.of(
              "Cannot read %s: the file changed or failed after other lines of it were read: %s",
              origin, e.reason()),
          e);
    }
    return row.apply(e);
  }

  /** The same for a file that cannot be read. */
  T instead(String origin, boolean begun, IOException e) {
    if (!lastAttempt) {
      throw new UncheckedIOException(e);
    }
    return instead(
        origin,
        begun,
        new ImageException(
            origin, ErrorKind.STORAGE, "the file cannot be read: " + firstLine(e), e));
  }

  private static String firstLine(IOException e) {
    String message = e.getMessage() == null ? "no reason is given" : e.getMessage();
    return message.lines().findFirst().orElse(message);
  }
}
