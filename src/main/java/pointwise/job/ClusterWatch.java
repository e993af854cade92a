package pointwise.job;

import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.JobExecutionStatus;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkStatusTracker;
import org.apache.spark.sql.SparkSession;
import pointwise.text.Text;
import pointwise.text.UsageException;
import scala.Option;

/**
 * Ends the Spark jobs that this thread starts until it is closed, where their tasks have waited too
 * long for a cluster that is gone: Spark itself waits without end. Gone is a cluster that had an
 * executor, and has none.
 */
final class ClusterWatch implements AutoCloseable {
  /** How long is too long: a time as Spark has them, of seconds where it has no unit. */
  static final String TIMEOUT = "spark.pointwise.clusterTimeout";

  private static final String DEFAULT_TIMEOUT = "10m";
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

  /** What the watch asks and does. */
  interface Cluster {
    boolean hasExecutor();

    /** Whether tasks of the work run, or wait to. */
    boolean isBusy();

    /** Ends the tasks of the work. */
    void cancel();
  }

  private final String command;
  private final Cluster cluster;
  private final Duration timeout;
  private final Runnable end;

  /** Whether an executor was there. */
  private boolean found;

  /** Whether tasks and no executor were there at the last look, and when that was seen first. */
  private boolean waits;

  private long since;
  private volatile boolean gone;

  /**
   * @param end of the watch
   */
  ClusterWatch(String command, Cluster cluster, Duration timeout, Runnable end) {
    this.command = command;
    this.cluster = cluster;
    this.timeout = timeout;
    this.end = end;
  }

  /**
   * One that looks about each second; at no cluster in local mode.
   *
   * @throws UsageException if the setting is no time
   */
  static ClusterWatch start(String command, SparkSession spark) {
    Duration timeout = timeout(spark.conf().get(TIMEOUT, DEFAULT_TIMEOUT));
    SparkContext context = spark.sparkContext();
    OfSpark cluster = new OfSpark(context, "pointwise-cluster-" + UUID.randomUUID());
    if (context.isLocal()) {
      return new ClusterWatch(command, cluster, timeout, () -> {});
    }
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            looks -> {
              Thread thread = new Thread(looks, "pointwise-cluster-watch");
              thread.setDaemon(true);
              return thread;
            });
    ClusterWatch watch =
        new ClusterWatch(
            command,
            cluster,
            timeout,
            () -> {
              timer.shutdownNow();
              context.removeJobTag(cluster.tag);
            });
    context.addJobTag(cluster.tag);
    long pause = Math.min(LONGEST_PAUSE, nanos(timeout) / 10);
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(
            () -> {
              try {
                watch.look(System.nanoTime());
              } catch (Exception e) {
                // Spark has stopped, which the work meets by itself.
              }
            },
            0,
            pause,
            TimeUnit.NANOSECONDS);
    return watch;
  }

  /** The value of the setting. */
  static Duration timeout(String value) {
    long seconds = 0;
    try {
      seconds = new SparkConf(false).set(TIMEOUT, value).getTimeAsSeconds(TIMEOUT);
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    if (seconds <= 0) {
      throw new UsageException(
          Text.of(
              "Cannot use %s: found %s, expected a time of at least a second, such as %s",
              TIMEOUT, value, DEFAULT_TIMEOUT));
    }
    return Duration.ofSeconds(seconds);
  }

  private static long nanos(Duration time) {
    return TimeUnit.NANOSECONDS.convert(time); // the most that there are, where they are more
  }

  /**
   * Looks at the cluster, and ends the work where it is gone.
   *
   * @param now nanoseconds of a clock
   */
  void look(long now) {
    boolean there = cluster.hasExecutor();
    found |= there;
    if (there || !found || !cluster.isBusy()) {
      waits = false;
      return;
    }
    if (!waits) {
      waits = true;
      since = now;
    }
    if (now - since >= nanos(timeout)) {
      gone = true;
      cluster.cancel();
    }
  }

  /**
   * What the work gives.
   *
   * @throws IllegalStateException if the cluster is gone
   */
  <T, E extends Exception> T run(UnreadableLimit.Work<T, E> work) throws E {
    try {
      return work.run();
    } catch (Exception e) {
      // What Spark says of jobs that were cancelled tells no cause.
      if (gone) {
        throw new IllegalStateException(
            Text.of(
                "Cannot go on with pointwise %s: the cluster is gone, found no executor for %s, expected at least one",
                command, Text.time(timeout)),
            e);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    end.run();
  }

  /**
   * @param tag of the jobs of the work
   */
  private record OfSpark(SparkContext context, String tag) implements Cluster {
    /** Of those that hold blocks, one is the driver. */
    @Override
    public boolean hasExecutor() {
      return context.getExecutorMemoryStatus().size() > 1;
    }

    @Override
    public boolean isBusy() {
      SparkStatusTracker tracker = context.statusTracker();
      return Arrays.stream(tracker.getJobIdsForTag(tag))
          .mapToObj(tracker::getJobInfo)
          .filter(Option::isDefined)
          .anyMatch(job -> job.get().status() == JobExecutionStatus.RUNNING);
    }

    @Override
    public void cancel() {
      context.cancelJobsWithTag(tag);
    }
  }
}
