package pointwise.input;

import java.util.Iterator;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.report.ImageTally;
import pointwise.report.JobMetrics;
import pointwise.tile.FilteredIterator;
import pointwise.tile.ImageRow;
import pointwise.tile.MappedIterator;

/**
 * What becomes of an image that failed: of a table in {@link #apply}, of statistics, which have no
 * rows to keep or to leave out, in {@link #count}. The names are those of Spark's readers.
 */
public enum FailurePolicy {
  /** It is kept as a row with its error. */
  PERMISSIVE,
  /** It is left out and counted, where its content is wrong; of other kinds it is a row. */
  DROPMALFORMED,
  /** It stops the job. */
  FAILFAST;

  /** The rows of a table that go on. */
  public <T extends ImageRow> Iterator<T> apply(Iterator<T> rows, JobMetrics metrics) {
    return switch (this) {
      case PERMISSIVE -> rows;
      case DROPMALFORMED -> new FilteredIterator<>(rows, row -> goesOn(row, metrics));
      case FAILFAST -> new MappedIterator<>(rows, FailurePolicy::sound);
    };
  }

  private static boolean goesOn(ImageRow row, JobMetrics metrics) {
    boolean malformed = ErrorKind.CONTENT.label().equals(row.getErrorKind());
    if (malformed) {
      metrics.addDropped(row.failure());
    }
    return !malformed;
  }

  private static <T extends ImageRow> T sound(T row) {
    if (row.getError() != null) {
      throw row.failure();
    }
    return row;
  }

  /**
   * Counts an image of which nothing goes into statistics.
   *
   * @param first whether this is told of its first lines: other tasks may have others
   * @throws ImageException in the mode failfast
   */
  public void count(ImageException failure, boolean first, ImageTally images) {
    if (this == FAILFAST) {
      throw failure;
    }
    if (first) {
      images.addFailed(failure);
    }
  }
}
