package pointwise.pixels;

import java.io.IOException;
import java.util.function.Function;
import pointwise.image.ErrorKind;
import pointwise.image.ImageException;
import pointwise.report.JobMetrics;
import pointwise.text.Text;

/**
 * What becomes of an image that fails while it is read: a row with the reason. Where that is a file
 * that could not be had, it was tried again before, and is counted.
 *
 * @param row the row of an image that failed
 */
public record FailedImages<T>(JobMetrics metrics, Function<ImageException, T> row) {
  /**
   * The row instead of the image.
   *
   * @param begun whether rows of the image have gone on, or may have in another task
   * @throws IllegalStateException if the image has begun: too late for an error; Spark tries the
   *     task again
   */
  T instead(String origin, boolean begun, ImageException e) {
    if (e.kind() == ErrorKind.STORAGE) {
      metrics.addUnreadable(e);
    }
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
    return instead(origin, begun, unreadable(origin, e));
  }

  /** The failure of a file that cannot be read. */
  public static ImageException unreadable(String origin, IOException e) {
    String message = e.getMessage() == null ? "no reason is given" : e.getMessage();
    String line = message.lines().findFirst().orElse(message);
    return new ImageException(
        origin, ErrorKind.STORAGE, "the file cannot be read: " + Text.printable(line), e);
  }
}
