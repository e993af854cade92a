package pointwise.spark;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import pointwise.input.RowPass;
import pointwise.report.JobMetrics;
import pointwise.tile.Column;

/**
 * What reads partitions in tasks.
 *
 * @param metrics what {@code pass} counts in
 * @param columns that are asked for
 */
record SourceReaders<T>(RowPass<T> pass, JobMetrics metrics, List<Column<T>> columns)
    implements PartitionReaderFactory {

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    return new Reader<>(
        pass.call(((SourcePartition) partition).parts().iterator()), metrics, columns);
  }

  /** The rows of one partition; each is the receiver's until it asks for the next. */
  private static final class Reader<T> implements PartitionReader<InternalRow> {
    private final Iterator<T> rows;
    private final JobMetrics metrics;
    private final List<Column<T>> columns;

    Reader(Iterator<T> rows, JobMetrics metrics, List<Column<T>> columns) {
      this.rows = rows;
      this.metrics = metrics;
      this.columns = columns;
    }

    @Override
    public boolean next() {
      return rows.hasNext();
    }

    @Override
    public InternalRow get() {
      return InternalRows.of(columns, rows.next());
    }

    @Override
    public CustomTaskMetric[] currentMetricsValues() {
      return SourceMetrics.of(metrics);
    }

    /** Files are closed with the task. */
    @Override
    public void close() {}
  }
}
