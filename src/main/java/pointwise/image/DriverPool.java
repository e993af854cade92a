package pointwise.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Work of the driver that mostly waits for a file system: several at a time. */
final class DriverPool {
  private static final int THREADS = 16;

  private DriverPool() {}

  @FunctionalInterface
  interface Work<T, R> {
    R apply(T item) throws IOException;
  }

  /**
   * The results in the order of the items.
   *
   * @throws IOException that one of them ended with, if one did
   */
  @SuppressWarnings("unchecked")
  static <T, R> List<R> map(List<T> items, Work<T, R> work) throws IOException {
    Object[] results = new Object[items.size()];
    AtomicInteger next = new AtomicInteger();
    // Threads of their own have the class loader of this one, which knows the file systems.
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Void>> workers = new ArrayList<>();
      for (int t = 0; t < Math.min(THREADS, items.size()); t++) {
        workers.add(
            pool.submit(
                () -> {
                  for (int i; (i = next.getAndIncrement()) < results.length; ) {
                    results[i] = work.apply(items.get(i));
                  }
                  return null;
                }));
      }
      for (Future<Void> worker : workers) {
        worker.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Cannot go on: interrupted", e);
    } finally {
      pool.shutdownNow();
    }
    return (List<R>) Arrays.asList(results);
  }
}
