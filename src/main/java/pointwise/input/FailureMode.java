package pointwise.input;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import pointwise.raster.ErrorKind;
import pointwise.report.JobMetrics;
import pointwise.tile.ImageRow;

/** What becomes of an image that failed; the names are those of Spark's readers. */
public enum FailureMode {
  /** It is kept as a row with its error. */
  PERMISSIVE,
  /** It is left out and counted, where its content is wrong; of other kinds it is a row. */
  DROPMALFORMED,
  /** It stops the job. */
  FAILFAST;

  /** The rows that go on. */
  public <T extends ImageRow> Iterator<T> apply(Iterator<T> rows, JobMetrics metrics) {
    return switch (this) {
      case PERMISSIVE -> rows;
      case DROPMALFORMED -> new Dropping<>(rows, metrics);
      case FAILFAST -> new Failing<>(rows);
    };
  }

  private record Failing<T extends ImageRow>(Iterator<T> rows) implements Iterator<T> {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public T next() {
      T row = rows.next();
      if (row.getError() != null) {
        throw row.failure();
      }
      return row;
    }
  }

  private record Dropping<T extends ImageRow>(Iterator<T> rows, JobMetrics metrics, Queue<T> ready)
      implements Iterator<T> {
    Dropping(Iterator<T> rows, JobMetrics metrics) {
      this(rows, metrics, new ArrayDeque<>(1));
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && rows.hasNext()) {
        T row = rows.next();
        if (ErrorKind.CONTENT.label().equals(row.getErrorKind())) {
          metrics.addDropped(row.failure());
        } else {
          ready.add(row);
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
