package pointwise.bench;

import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/**
 * Rows through parquet-hadoop's ParquetWriter, set to write what Pointwise does: pages and row
 * groups of the same size, no dictionary and no statistics for the samples, page checksums.
 */
final class RowSink implements MapSink {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(
      String origin, int height, int width, int channels, int y, int rows, byte[] data) {}

  private final ParquetWriter<Row> writer;

  RowSink(Configuration configuration, Path file, CompressionCodecName codec) throws IOException {
    writer =
        new Builder(HadoopOutputFile.fromPath(file, configuration))
            .withConf(configuration)
            .withCompressionCodec(codec)
            .withRowGroupSize((long) MapSchema.ROW_GROUP_BYTES)
            .withMinRowCountForPageSizeCheck(1)
            .withMaxRowCountForPageSizeCheck(1)
            .withDictionaryEncoding("data", false)
            .withStatisticsEnabled("data", false)
            .withPageWriteChecksumEnabled(true)
            .config("parquet.block.size.row.check.min", "1")
            .config("parquet.block.size.row.check.max", "1")
            .build();
  }

  @Override
  public void write(
      String origin, int height, int width, int channels, int y, int rows, byte[] data)
      throws IOException {
    writer.write(new Row(origin, height, width, channels, y, rows, data));
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static final class Builder extends ParquetWriter.Builder<Row, Builder> {
    Builder(OutputFile file) {
      super(file);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract, so it must be there
    protected WriteSupport<Row> getWriteSupport(Configuration configuration) {
      return new Support();
    }
  }

  private static final class Support extends WriteSupport<Row> {
    private RecordConsumer consumer;

    @Override
    @SuppressWarnings("deprecation") // abstract, so it must be there
    public WriteContext init(Configuration configuration) {
      return new WriteContext(MapSchema.TYPE, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
      this.consumer = recordConsumer;
    }

    @Override
    public void write(Row row) {
      consumer.startMessage();
      binary(0, Binary.fromString(row.origin));
      integer(1, row.height);
      integer(2, row.width);
      integer(3, row.channels);
      integer(4, row.y);
      integer(5, row.rows);
      integer(6, 0);
      integer(7, row.width);
      binary(8, Binary.fromString("float32"));
      binary(9, Binary.fromReusedByteArray(row.data));
      consumer.endMessage();
    }

    private void integer(int column, int value) {
      String name = MapSchema.TYPE.getFieldName(column);
      consumer.startField(name, column);
      consumer.addInteger(value);
      consumer.endField(name, column);
    }

    private void binary(int column, Binary value) {
      String name = MapSchema.TYPE.getFieldName(column);
      consumer.startField(name, column);
      consumer.addBinary(value);
      consumer.endField(name, column);
    }
  }
}
