package pointwise.job;

import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.spark.JobExecutionStatus;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.SparkStatusTracker;
import scala.Option;

/**
 * The Spark jobs that this thread starts until it is closed, which waits until no task of them
 * runs. A stage that failed, or was faster by a speculative copy, leaves tasks behind that Spark
 * tells to stop but does not wait for; what they write would come back after it was deleted.
 */
final class SparkJobs implements AutoCloseable {
  private static final long LONGEST_WAIT = TimeUnit.MINUTES.toNanos(1);
  private static final long PAUSE_MILLIS = 20;

  private final SparkContext context;
  private final String folder;
  private final String tag = "pointwise-" + UUID.randomUUID();

  /**
   * @param folder where the tasks write, for messages
   */
  SparkJobs(SparkContext context, String folder) {
    this.context = context;
    this.folder = folder;
    context.addJobTag(tag);
  }

  /** Cancels what runs and waits for its tasks, but no more than a minute: a task may hang. */
  @Override
  public void close() {
    context.removeJobTag(tag);
    if (!context.isStopped()) {
      context.cancelJobsWithTag(tag);
    }
    long end = System.nanoTime() + LONGEST_WAIT;
    try {
      while (!context.isStopped() && isBusy() && System.nanoTime() < end) {
        Thread.sleep(PAUSE_MILLIS);
      }
      if (!context.isStopped() && isBusy()) {
        System.err.println("Tasks that were told to stop still run, and may write to " + folder);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isBusy() {
    SparkStatusTracker tracker = context.statusTracker();
    return Arrays.stream(tracker.getJobIdsForTag(tag))
        .mapToObj(tracker::getJobInfo)
        .filter(Option::isDefined)
        .map(Option::get)
        .anyMatch(job -> job.status() == JobExecutionStatus.RUNNING || hasTasks(tracker, job));
  }

  private static boolean hasTasks(SparkStatusTracker tracker, SparkJobInfo job) {
    return Arrays.stream(job.stageIds())
        .mapToObj(tracker::getStageInfo)
        .filter(Option::isDefined)
        .map(Option::get)
        .mapToInt(SparkStageInfo::numActiveTasks)
        .anyMatch(tasks -> tasks > 0);
  }
}
