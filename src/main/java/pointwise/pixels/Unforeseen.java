package pointwise.pixels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import pointwise.image.ImageException;
import pointwise.text.Text;

/** Tells failures of the image at hand from those that end the task. */
final class Unforeseen {
  private Unforeseen() {}

  /**
   * An exception that nobody foresaw, as the failure of the image that was read or run.
   *
   * @throws RuntimeException itself, if the task was stopped
   */
  static ImageException of(String origin, RuntimeException e) {
    if (stopped(e)) {
      throw e;
    }
    String message = e.getMessage() == null ? "" : ", " + Text.printable(e.getMessage());
    return new ImageException(
        origin,
        Text.of("the image cannot be read or run: %s%s", e.getClass().getSimpleName(), message),
        e);
  }

  /**
   * The same exception.
   *
   * @throws UncheckedIOException if the task was stopped, which closes what it reads
   */
  static IOException ofFile(IOException e) {
    if (stopped(e)) {
      throw new UncheckedIOException(e);
    }
    return e;
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
