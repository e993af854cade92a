package pointwise.job;

import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import pointwise.text.Text;

/**
 * Work that may find Spark ended by others, as when a master removes the application: Spark tells
 * of it in a stack trace, each call in another.
 */
final class SparkEnd {
  private static final String STAGE_FAILURE = "Job aborted due to stage failure: ";
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(5);
  private static final long PAUSE_MILLIS = 20;

  private SparkEnd() {}

  /**
   * What the work gives.
   *
   * @throws IllegalStateException if Spark has ended before
   */
  static <T, E extends Exception> T told(
      String command, SparkContext context, UnreadableLimit.Work<T, E> work) throws E {
    try {
      return work.run();
    } catch (Exception e) {
      if (!Interruption.isUnderWay() && !isForeseen(e) && isStopped(context, e)) {
        throw new IllegalStateException(
            Text.of(
                "Cannot go on with pointwise %s: Spark has ended before the job%s",
                command, reason(context, e)),
            e);
      }
      throw e;
    }
  }

  /** Whether somebody has said more than that Spark has ended. */
  private static boolean isForeseen(Exception e) {
    Throwable known = ExitCodes.foreseen(e);
    return known != null
        && known.getMessage().startsWith("Cannot ")
        && !Sessions.isEndOfSpark(known);
  }

  /** A backend fails its jobs before it stops Spark. */
  private static boolean isStopped(SparkContext context, Exception e) {
    long wait = context.isLocal() || !(root(e) instanceof SparkException) ? 0 : LONGEST_WAIT;
    long end = System.nanoTime() + wait;
    try {
      while (!context.isStopped() && System.nanoTime() < end) {
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return context.isStopped();
  }

  private static Throwable root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** A master that does not answer ends a session that has begun. */
  private static String reason(SparkContext context, Exception e) {
    String message = root(e) instanceof SparkException failure ? failure.getMessage() : "";
    String line = message.lines().findFirst().orElse("").replace(STAGE_FAILURE, "");
    if (line.isEmpty()) {
      return context.isLocal()
          ? ""
          : Text.of(", by others, or because none answers at %s", context.master());
    }
    return ": " + line;
  }
}
