package pointwise.input;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Work of the driver that mostly waits for a file system: several at a time. */
public final class DriverPool {
  private static final int THREADS = 16;

  private DriverPool() {}

  @FunctionalInterface
  public interface Work<T, R> {
    R apply(T item) throws IOException;
  }

  /**
   * The results in the order of the items.
   *
   * @throws IOException or another exception, that of the first item that ends with one: the same
   *     whatever the order they are worked on in
   */
  @SuppressWarnings("unchecked")
  public static <T, R> List<R> map(List<T> items, Work<T, R> work) throws IOException {
    Object[] results = new Object[items.size()];
    AtomicInteger next = new AtomicInteger();
    ConcurrentSkipListMap<Integer, Exception> failures = new ConcurrentSkipListMap<>();
    // Threads of their own have the class loader of this one, which knows the file systems.
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Void>> workers = new ArrayList<>();
      for (int t = 0; t < Math.min(THREADS, items.size()); t++) {
        workers.add(
            pool.submit(
                () -> {
                  // Who fails has all items before it begun, and these are brought to their end.
                  for (int i;
                      failures.isEmpty() && (i = next.getAndIncrement()) < results.length; ) {
                    try {
                      results[i] = work.apply(items.get(i));
                    } catch (IOException | RuntimeException e) {
                      failures.put(i, e);
                    }
                  }
                  return null;
                }));
      }
      for (Future<Void> worker : workers) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Cannot go on: interrupted", e);
    } finally {
      pool.shutdownNow();
    }
    if (!failures.isEmpty()) {
      Exception first = failures.firstEntry().getValue();
      if (first instanceof IOException cause) {
        throw cause;
      }
      throw (RuntimeException) first;
    }
    return (List<R>) Arrays.asList(results);
  }
}
