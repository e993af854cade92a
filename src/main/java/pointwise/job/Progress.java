package pointwise.job;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import pointwise.report.JobMetrics;
import pointwise.text.Text;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Says how far the reading of images is: on a terminal in a line that is renewed, else in a line
 * each minute. Tasks tell what they have counted when they end, and about every ten seconds before.
 */
final class Progress extends SparkListener {
  /** Set where stderr is a terminal. */
  static final String TERMINAL = "spark.pointwise.terminal";

  private static final long RENEWED_MILLIS = 500;
  private static final long MINUTE_MILLIS = TimeUnit.MINUTES.toMillis(1);
  private static final String ERASE = "\r\u001b[K";

  private final SparkContext context;
  private final JobMetrics metrics;
  private final boolean terminal;
  private final PrintStream err;
  private final ScheduledExecutorService timer;

  /** Images, and those that failed, of tasks that run. */
  private final Map<Long, long[]> running = new ConcurrentHashMap<>();

  private boolean written;
  private boolean closed;

  /** What was read at the last look that found more, and when that was. */
  private long last;

  private double lastSeconds;

  private Progress(SparkContext context, JobMetrics metrics, boolean terminal) {
    this.context = context;
    this.metrics = metrics;
    this.terminal = terminal;
    this.err = System.err;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            lines -> {
              Thread thread = new Thread(lines, "pointwise-progress");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** What the work gives, while its progress is told. */
  static <T, E extends Exception> T during(
      SparkSession spark, JobMetrics metrics, UnreadableLimit.Work<T, E> work) throws E {
    boolean terminal = Boolean.parseBoolean(spark.conf().get(TERMINAL, "false"));
    Progress progress = new Progress(spark.sparkContext(), metrics, terminal);
    spark.sparkContext().addSparkListener(progress);
    long pause = terminal ? RENEWED_MILLIS : MINUTE_MILLIS;
    ScheduledFuture<?> unused =
        progress.timer.scheduleAtFixedRate(progress::tell, pause, pause, TimeUnit.MILLISECONDS);
    try {
      return work.run();
    } finally {
      progress.close();
    }
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    CollectionConverters.asJava(update.accumUpdates())
        .forEach(
            task -> {
              long[] counts = new long[2];
              CollectionConverters.asJava(task._4())
                  .forEach(
                      counter -> {
                        int which = metrics.whichOfProgress(counter.id());
                        if (which >= 0 && counter.update().isDefined()) {
                          counts[which] = (Long) counter.update().get();
                        }
                      });
              running.put((Long) task._1(), counts);
            });
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    running.remove(end.taskInfo().taskId());
  }

  private synchronized void tell() {
    if (closed) {
      return;
    }
    long all = metrics.expected();
    long failed = metrics.failed();
    long read = metrics.images();
    for (long[] task : running.values()) {
      read += task[0];
      failed += task[1];
    }
    if (all == 0 || read >= all) {
      erase();
      return;
    }
    double seconds = metrics.secondsOfReading();
    if (read > last) {
      last = read;
      lastSeconds = seconds;
    }
    String line = line(read, all, failed, read - metrics.before(), lastSeconds, seconds);
    if (terminal) {
      err.print(ERASE + line);
      err.flush();
      written = true;
    } else {
      err.println(line);
    }
  }

  /**
   * @param read images so far
   * @param mine those of them that this job read, in {@code seconds}
   * @param now seconds by now
   */
  static String line(long read, long all, long failed, long mine, double seconds, double now) {
    String line = Text.of("%,d of %,d images, %,d failed", read, all, failed);
    if (mine == 0) {
      return line;
    }
    double rate = mine / seconds;
    double left = (all - read) / rate - (now - seconds);
    return Text.of("%s, %.1f images/s, %s left", line, rate, left(Math.max(1, (long) left)));
  }

  private static String left(long seconds) {
    if (seconds < TimeUnit.MINUTES.toSeconds(1)) {
      return Text.of("%d s", seconds);
    }
    long minutes = TimeUnit.SECONDS.toMinutes(seconds);
    return minutes < 60
        ? Text.of("%d min", minutes)
        : Text.of("%,d h %d min", minutes / 60, minutes % 60);
  }

  private void erase() {
    if (written) {
      err.print(ERASE);
      err.flush();
      written = false;
    }
  }

  private void close() {
    context.removeSparkListener(this);
    timer.shutdownNow();
    synchronized (this) {
      closed = true;
      erase();
    }
  }
}
