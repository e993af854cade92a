package pointwise.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.text.NoMemoryException;
import pointwise.text.Text;

/** Tells failures of the image at hand from those that end the task. */
final class Unforeseen {
  private Unforeseen() {}

  /**
   * An exception that nobody foresaw, as the failure of the image that was read or run. Until the
   * image is open its bytes are the cause: decoders are given any bytes, and check less than can be
   * wrong with them. Of an image that is open the bytes have been checked: what fails after is its
   * size, or ours, and it is not to be left out as malformed.
   *
   * @param image what was open; null before
   * @throws RuntimeException itself, if the task was stopped, or the machine lacks memory
   */
  static ImageException of(String origin, Raster image, RuntimeException e) {
    if (stopped(e) || e instanceof NoMemoryException) {
      throw e;
    }
    String message = e.getMessage() == null ? "" : ", " + Text.printable(e.getMessage());
    return new ImageException(
        origin,
        image == null ? ErrorKind.CONTENT : ErrorKind.MISMATCH,
        Text.of("the image cannot be read or run: %s%s", e.getClass().getSimpleName(), message),
        e);
  }

  /**
   * The failure of a file that cannot be read.
   *
   * @throws UncheckedIOException if the task was stopped, which closes what it reads
   */
  static ImageException ofFile(String origin, IOException e) {
    if (stopped(e)) {
      throw new UncheckedIOException(e);
    }
    String message = e.getMessage() == null ? "no reason is given" : e.getMessage();
    String line = message.lines().findFirst().orElse(message);
    return new ImageException(
        origin, ErrorKind.STORAGE, "the file cannot be read: " + Text.printable(line), e);
  }

  private static boolean stopped(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException
          || cause instanceof ClosedByInterruptException
          || cause instanceof TaskKilledException) {
        return true;
      }
    }
    TaskContext task = TaskContext.get();
    return task != null && task.isInterrupted();
  }
}
