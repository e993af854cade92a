package pointwise.spark;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import pointwise.input.RowPass;
import pointwise.report.JobMetrics;
import pointwise.tile.Column;
import pointwise.tile.MapTable;
import pointwise.tile.Tile;

/**
 * What reads partitions in tasks: a map is a row, the pixels of a tile are a batch.
 *
 * @param metrics what {@code pass} counts in
 * @param schema the columns that are asked for
 */
record SourceReaders(RowPass<Tile> pass, JobMetrics metrics, RowKind kind, StructType schema)
    implements PartitionReaderFactory {

  @Override
  public boolean supportColumnarReads(InputPartition partition) {
    return kind == RowKind.PIXELS;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    List<Column<Tile>> columns =
        Arrays.stream(schema.fieldNames())
            .map(name -> MapTable.COLUMNS.get(MapTable.SCHEMA.fieldIndex(name)))
            .toList();
    return reader(partition, map -> InternalRows.of(columns, map));
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
    return reader(partition, tile -> PixelColumns.of(schema, tile));
  }

  private <R> PartitionReader<R> reader(InputPartition partition, Function<Tile, R> rows) {
    return new Reader<>(pass.call(((SourcePartition) partition).parts().iterator()), metrics, rows);
  }

  /** What tiles of one partition are; each is the receiver's until it asks for the next. */
  private static final class Reader<R> implements PartitionReader<R> {
    private final Iterator<Tile> tiles;
    private final JobMetrics metrics;
    private final Function<Tile, R> rows;

    Reader(Iterator<Tile> tiles, JobMetrics metrics, Function<Tile, R> rows) {
      this.tiles = tiles;
      this.metrics = metrics;
      this.rows = rows;
    }

    @Override
    public boolean next() {
      return tiles.hasNext();
    }

    @Override
    public R get() {
      return rows.apply(tiles.next());
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
