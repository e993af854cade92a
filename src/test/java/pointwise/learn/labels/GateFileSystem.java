package pointwise.learn.labels;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Local files under the scheme {@code gate}, that are opened from when {@link #WIDTH} threads want
 * to open one at once, or after a minute.
 */
public final class GateFileSystem extends RawLocalFileSystem {
  static final int WIDTH = 16;

  /** How many threads were at the gate at once, at most. */
  static final AtomicInteger LARGEST = new AtomicInteger();

  private static boolean isOpen;
  private static final AtomicInteger AT_GATE = new AtomicInteger();
  private static final Object GATE = new Object();

  static void shut() {
    synchronized (GATE) {
      isOpen = false;
      LARGEST.set(0);
    }
  }

  @Override
  public URI getUri() {
    return URI.create("gate:///");
  }

  @Override
  public String getScheme() {
    return "gate";
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    synchronized (GATE) {
      LARGEST.accumulateAndGet(AT_GATE.incrementAndGet(), Math::max);
      isOpen |= AT_GATE.get() >= WIDTH;
      GATE.notifyAll();
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
      try {
        for (long left; !isOpen && (left = end - System.nanoTime()) > 0; ) {
          TimeUnit.NANOSECONDS.timedWait(GATE, left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      AT_GATE.decrementAndGet();
    }
    return super.open(path, buffer);
  }
}
