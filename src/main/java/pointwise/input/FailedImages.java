package pointwise.input;

import java.io.IOException;
import java.util.function.Function;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
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
   * The row instead of the image. Content that was sound when the image began and is wrong now has
   * changed: that is the storage's.
   *
   * @param begun whether rows of the image have gone on, or may have in another task
   * @throws IllegalStateException if they have and are not taken back: see {@link
   *     JobMetrics#addBroken}
   */
  public T instead(String origin, boolean begun, ImageException e) {
    ImageException failure =
        begun && e.kind() == ErrorKind.CONTENT
            ? new ImageException(
                origin, ErrorKind.STORAGE, "the file changed while it was read: " + e.reason(), e)
            : e;
    if (failure.kind() == ErrorKind.STORAGE) {
      metrics.addUnreadable(failure);
    }
    if (begun) {
      metrics.addBroken(failure);
    }
    return row.apply(failure);
  }

  /** The same for a file that cannot be read. */
  public T instead(String origin, boolean begun, IOException e) {
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
