package pointwise.job;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkContext;
import pointwise.store.OutputDirectory;
import pointwise.text.Text;

/**
 * What ends a JVM from outside, Ctrl-C, SIGTERM or SIGHUP, while it is open: says in one line that
 * the work was interrupted and what is left of it. Before that the work is told to stop, and has a
 * few seconds to take away what it wrote. In a hook, which runs before those of Spark and of the
 * file systems; the exit code is the signal's.
 */
public final class Interruption implements AutoCloseable {
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(8);
  private static final long PAUSE_MILLIS = 50;

  /** Above Spark's 40 and the 10 of file systems. */
  private static final int COMMAND = 100;

  private static final int WORK = COMMAND + 1;

  private static final AtomicBoolean SAID = new AtomicBoolean();

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Runnable hook;

  private Interruption(int priority, String command, Runnable stop, Supplier<String> left) {
    this.hook =
        () -> {
          stop(stop);
          if (SAID.compareAndSet(false, true)) {
            System.err.println(
                Text.of("Cannot finish %s: it was interrupted%s", command, left.get()));
            // What Spark stops now is no news: Scala prints traces of it past every logger.
            Configurator.setAllLevels("", Level.OFF);
            System.setErr(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
          }
        };
    try {
      ShutdownHookManager.get()
          .addShutdownHook(hook, priority, 2 * LONGEST_WAIT, TimeUnit.NANOSECONDS);
    } catch (IllegalStateException e) {
      // The JVM is ending before the work has begun, which is told and does not begin.
      ended.countDown();
      hook.run();
      throw e;
    }
  }

  /**
   * Of a command that has nothing to take away.
   *
   * @param command its whole name
   * @param more the end of the line
   */
  static Interruption ofCommand(String command, String more) {
    Interruption interruption = new Interruption(COMMAND, command, () -> {}, () -> more);
    interruption.ended.countDown();
    return interruption;
  }

  /**
   * Of work within a command, from which it is to be closed when nothing is left to take away.
   *
   * @param stop tells the work to stop; called until it is closed
   * @param left what is left
   */
  public static Interruption ofWork(String command, Runnable stop, Supplier<String> left) {
    return new Interruption(WORK, "pointwise " + command, stop, () -> "; " + left.get());
  }

  /** Of a job: its tasks are stopped, also those of the steps that are still to come. */
  static Interruption ofJob(String command, SparkContext context, OutputDirectory out) {
    return ofWork(
        command,
        () -> {
          if (!context.isStopped()) {
            context.cancelAllJobs();
          }
        },
        out::left);
  }

  private void stop(Runnable stop) {
    long end = System.nanoTime() + LONGEST_WAIT;
    try {
      while (ended.getCount() > 0 && System.nanoTime() < end) {
        stop.run();
        ended.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the JVM is ending, which stops Spark while the command still runs. */
  public static boolean isUnderWay() {
    return ShutdownHookManager.get().isShutdownInProgress();
  }

  /** The work is done, or has failed. */
  @Override
  public void close() {
    ended.countDown();
    if (!isUnderWay()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}
