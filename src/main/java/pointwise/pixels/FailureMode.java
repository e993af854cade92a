package pointwise.pixels;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.Function;
import pointwise.image.ImageException;
import pointwise.report.JobMetrics;

/** What becomes of an image that failed; the names are those of Spark's readers. */
public enum FailureMode {
  /** It is kept as a row with its error. */
  PERMISSIVE,
  /** It is left out and counted. */
  DROPMALFORMED,
  /** It stops the job. */
  FAILFAST;

  /** The rows that go on. */
  public <T> Iterator<T> apply(
      Iterator<T> rows, Function<T, String> origin, Function<T, String> error, JobMetrics metrics) {
    return switch (this) {
      case PERMISSIVE -> rows;
      case DROPMALFORMED -> new Dropping<>(rows, error, metrics);
      case FAILFAST -> new Failing<>(rows, origin, error);
    };
  }

  private record Failing<T>(Iterator<T> rows, Function<T, String> origin, Function<T, String> error)
      implements Iterator<T> {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public T next() {
      T row = rows.next();
      String reason = error.apply(row);
      if (reason != null) {
        throw new ImageException(origin.apply(row), reason);
      }
      return row;
    }
  }

  private record Dropping<T>(
      Iterator<T> rows, Function<T, String> error, JobMetrics metrics, Queue<T> ready)
      implements Iterator<T> {
    Dropping(Iterator<T> rows, Function<T, String> error, JobMetrics metrics) {
      this(rows, error, metrics, new ArrayDeque<>(1));
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && rows.hasNext()) {
        T row = rows.next();
        if (error.apply(row) == null) {
          ready.add(row);
        } else {
          metrics.addDropped();
        }
      }
      return !ready.isEmpty();
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }
  }
}
