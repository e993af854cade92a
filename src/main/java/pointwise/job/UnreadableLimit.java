package pointwise.job;

import java.util.UUID;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import pointwise.report.JobMetrics;
import pointwise.report.TooManyUnreadableException;

/**
 * Stops the Spark jobs that this thread starts until it is closed, once more files were unreadable
 * than may be. A task that meets as many fails by itself; of several tasks together the driver
 * counts, whenever one of them has ended.
 */
final class UnreadableLimit implements AutoCloseable {
  private final SparkContext context;
  private final JobMetrics metrics;
  private final Watch watch = new Watch();
  private final String tag = "pointwise-limit-" + UUID.randomUUID();

  UnreadableLimit(SparkContext context, JobMetrics metrics, long most) {
    this.context = context;
    this.metrics = metrics;
    metrics.limitUnreadable(most);
    context.addJobTag(tag);
    context.addSparkListener(watch);
  }

  /** A part of the work that this thread does on the driver. */
  @FunctionalInterface
  interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /**
   * What the work gives.
   *
   * @throws TooManyUnreadableException if more files were unreadable than may be
   */
  <T, E extends Exception> T run(Work<T, E> work) throws E {
    T result;
    try {
      result = work.run();
    } catch (Exception e) {
      // What Spark says of jobs that were cancelled tells no cause.
      if (watch.cause != null) {
        throw new TooManyUnreadableException(watch.cause, e);
      }
      metrics.requireFewUnreadable();
      throw e;
    }
    metrics.requireFewUnreadable();
    return result;
  }

  @Override
  public void close() {
    context.removeSparkListener(watch);
    context.removeJobTag(tag);
  }

  private final class Watch extends SparkListener {
    /** What a task said that met too many. */
    volatile String cause;

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (end.reason() instanceof ExceptionFailure failure && failure.exception().isDefined()) {
        // Spark's writers wrap what a task throws.
        for (Throwable t = failure.exception().get(); t != null; t = t.getCause()) {
          cause = t instanceof TooManyUnreadableException ? t.getMessage() : cause;
        }
      }
      if (cause != null || metrics.tooManyUnreadable()) {
        context.cancelJobsWithTag(tag);
      }
    }
  }
}
