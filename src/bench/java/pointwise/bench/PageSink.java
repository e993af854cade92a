package pointwise.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Pages made by hand and given to ParquetFileWriter: one row, one row group. The samples are not
 * copied on the way. The minima and maxima in the file are placeholders: it is measured, not
 * queried.
 */
final class PageSink implements MapSink {
  private static final int TRUNCATE = 64;

  // One definition level, as a run: four bytes of length, the run of one, the level.
  private static final byte[] PRESENT = {2, 0, 0, 0, 2, 1};
  private static final byte[] ABSENT = {2, 0, 0, 0, 2, 0};

  private final ParquetFileWriter writer;
  private final CompressionCodecName codec;
  private final CodecFactory codecs;

  PageSink(Configuration configuration, Path file, CompressionCodecName codec) throws IOException {
    this.codec = codec;
    this.codecs = new CodecFactory(configuration, 1 << 20);
    this.writer =
        new ParquetFileWriter(
            HadoopOutputFile.fromPath(file, configuration),
            MapSchema.TYPE,
            ParquetFileWriter.Mode.CREATE,
            MapSchema.ROW_GROUP_BYTES,
            0,
            TRUNCATE,
            TRUNCATE,
            true);
    writer.start();
  }

  @Override
  public void write(
      String origin, int height, int width, int channels, int y, int rows, byte[] data)
      throws IOException {
    List<BytesInput> values =
        List.of(
            text(origin),
            integer(height),
            integer(width),
            integer(channels),
            integer(y),
            integer(rows),
            integer(0),
            integer(width),
            text("float32"),
            binary(data));
    writer.startBlock(1);
    List<ColumnDescriptor> columns = MapSchema.TYPE.getColumns();
    for (int i = 0; i < columns.size(); i++) {
      page(
          columns.get(i),
          i < values.size()
              ? BytesInput.concat(BytesInput.from(PRESENT), values.get(i))
              : BytesInput.from(ABSENT),
          i < values.size());
    }
    writer.endBlock();
  }

  private void page(ColumnDescriptor column, BytesInput page, boolean present) throws IOException {
    writer.startColumn(column, 1, codec);
    int size = Math.toIntExact(page.size());
    BytesInput packed =
        codec == CompressionCodecName.UNCOMPRESSED
            ? page
            : codecs.getCompressor(codec).compress(page);
    // Only the form with statistics writes a page checksum; they tell null from not null.
    Statistics<?> statistics = Statistics.createStats(column.getPrimitiveType());
    if (!present) {
      statistics.incrementNumNulls();
    } else if (column.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY) {
      statistics.updateStats(Binary.EMPTY);
    } else {
      statistics.updateStats(0);
    }
    writer.writeDataPage(
        1, size, packed, statistics, 1, Encoding.RLE, Encoding.RLE, Encoding.PLAIN);
    writer.endColumn();
  }

  private static BytesInput integer(int value) {
    return BytesInput.from(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  private static BytesInput text(String value) {
    return binary(value.getBytes(StandardCharsets.UTF_8));
  }

  private static BytesInput binary(byte[] value) {
    return BytesInput.concat(integer(value.length), BytesInput.from(value));
  }

  @Override
  public void close() throws IOException {
    writer.end(Map.of());
    codecs.release();
  }
}
