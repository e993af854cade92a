package pointwise.input;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pointwise.text.Text;

/**
 * Names in the log, again and again, each image that is read for long. Nothing is ended by it: a
 * large image takes its time. One daemon thread looks at what all tasks of a JVM read.
 */
final class LongReads {
  private static final Logger LOG = LoggerFactory.getLogger(LongReads.class);
  private static final Duration PERIOD = Duration.ofMinutes(10);

  /** Looks within a period: that much of it a line may be late. */
  private static final int LOOKS = 10;

  /** Weak: rows that nobody asks for to the end, outside a task, are closed by nobody. */
  private final Set<Read> open =
      Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

  private final Duration period;

  /**
   * @param period after which an image is named, each time
   */
  LongReads(Duration period) {
    this.period = period;
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            looks -> {
              Thread thread = new Thread(looks, "pointwise-long-reads");
              thread.setDaemon(true);
              return thread;
            });
    long pause = period.toNanos() / LOOKS;
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(
            () -> List.copyOf(open).forEach(Read::look), pause, pause, TimeUnit.NANOSECONDS);
  }

  private static final class OfJvm {
    static final LongReads IT = new LongReads(PERIOD);
  }

  /** The one of this JVM, which begins to look when it is first asked for. */
  static LongReads ofJvm() {
    return OfJvm.IT;
  }

  /** The origins of the images that are read now. */
  List<String> open() {
    return List.copyOf(open).stream().map(read -> read.origin).toList();
  }

  /** The reading of an image begins. It holds the name of the image, nothing of its content. */
  Read begin(String origin) {
    Read read = new Read(origin);
    open.add(read);
    return read;
  }

  /** From before an image is opened until it is closed. */
  final class Read implements AutoCloseable {
    private final String origin;
    private final long start = System.nanoTime();

    /** Periods that were told; of the timer's thread. */
    private long told;

    private Read(String origin) {
      this.origin = origin;
    }

    private void look() {
      long periods = (System.nanoTime() - start) / period.toNanos();
      if (periods > told) {
        told = periods;
        LOG.warn(
            "Image {} is still being read after {}",
            Text.printable(origin),
            Text.time(period.multipliedBy(periods)));
      }
    }

    @Override
    public void close() {
      open.remove(this);
    }
  }
}
