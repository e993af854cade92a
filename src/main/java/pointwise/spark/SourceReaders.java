package pointwise.spark;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.unsafe.types.UTF8String;
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
      T row = rows.next();
      return new GenericInternalRow(
          columns.stream().map(column -> internal(column.value().apply(row))).toArray());
    }

    /** As Spark has it inside. */
    private static Object internal(Object value) {
      if (value instanceof String text) {
        return UTF8String.fromString(text);
      }
      if (value instanceof float[] numbers) {
        return UnsafeArrayData.fromPrimitiveArray(numbers);
      }
      if (value instanceof double[] numbers) {
        return UnsafeArrayData.fromPrimitiveArray(numbers);
      }
      if (value instanceof Row[] structs) {
        Object[] all = new Object[structs.length];
        for (int i = 0; i < all.length; i++) {
          all[i] = internal(structs[i]);
        }
        return new GenericArrayData(all);
      }
      if (value instanceof Row struct) {
        Object[] all = new Object[struct.size()];
        for (int i = 0; i < all.length; i++) {
          all[i] = internal(struct.get(i));
        }
        return new GenericInternalRow(all);
      }
      return value;
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
