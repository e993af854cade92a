package pointwise.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import pointwise.text.Text;

/**
 * One Parquet file of feature maps. The {@code data} column goes from Spark's row to the file by
 * {@link DataPages}, a large map without a copy of it being kept; parquet-hadoop's own column
 * writers do the others. Pages carry checksums.
 */
final class FeatureMapFile implements Closeable {
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message feature_maps {
            optional binary origin (STRING);
            optional int32 height;
            optional int32 width;
            optional int32 nChannels;
            optional int32 y;
            optional int32 rows;
            optional binary dtype (STRING);
            optional binary data;
            optional binary error (STRING);
            optional binary errorKind (STRING);
            optional binary layer (STRING);
          }
          """);

  /** Where the column stands that only the tables of networks have. */
  private static final int LAYER = SCHEMA.getFieldIndex("layer");

  private static final int ORIGIN = SCHEMA.getFieldIndex("origin");
  private static final int HEIGHT = SCHEMA.getFieldIndex("height");
  private static final int WIDTH = SCHEMA.getFieldIndex("width");
  private static final int ROWS = SCHEMA.getFieldIndex("rows");
  private static final int DATA = SCHEMA.getFieldIndex("data");
  private static final int ERROR = SCHEMA.getFieldIndex("error");

  /** A row group ends when its data reach this size, so that a reader needs little memory. */
  private static final int ROW_GROUP_BYTES = 16 << 20;

  /** And when it has this many rows, which bounds the other columns. */
  private static final int ROW_GROUP_ROWS = 1 << 17;

  private static final ParquetProperties PROPERTIES =
      ParquetProperties.builder().withPageWriteChecksumEnabled(true).build();

  /** Where the footer holds the tally of the rows. */
  private static final String TALLY = "pointwise.tally";

  private final MessageType schema;
  private final ParquetFileWriter file;
  private final CodecFactory codecs;
  private final BytesInputCompressor compressor;
  private final DataPages data;
  private Columns beforeData;
  private Columns afterData;
  private int rows;
  private final MapTally tally = new MapTally();

  /**
   * @param path of a file that is not there yet
   * @param layers whether rows have the column of the layer
   */
  FeatureMapFile(Configuration configuration, Path path, CompressionCodecName codec, boolean layers)
      throws IOException {
    schema = layers ? SCHEMA : part(0, LAYER);
    codecs = new CodecFactory(configuration, PROPERTIES.getPageSizeThreshold());
    compressor = codecs.getCompressor(codec);
    file =
        new ParquetFileWriter(
            HadoopOutputFile.fromPath(path, configuration),
            schema,
            ParquetFileWriter.Mode.CREATE,
            ROW_GROUP_BYTES,
            0,
            null,
            PROPERTIES);
    file.start();
    data = new DataPages(SCHEMA.getColumns().get(DATA), compressor);
    startRowGroup();
  }

  /**
   * The tally of a file's rows, from its footer.
   *
   * @throws IllegalStateException if the footer has none, or one of another number of rows
   */
  static MapTally tally(Configuration configuration, Path path) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(path, configuration))) {
      String json = reader.getFileMetaData().getKeyValueMetaData().get(TALLY);
      if (json == null) {
        throw new IllegalStateException(
            Text.of("Cannot account for %s: its footer has no %s", path, TALLY));
      }
      MapTally tally = MapTally.parse(json);
      if (tally.rows != reader.getRecordCount()) {
        throw new IllegalStateException(
            Text.of(
                "Cannot account for %s: found %d rows, expected %d",
                path, reader.getRecordCount(), tally.rows));
      }
      return tally;
    }
  }

  /**
   * The columns, in the order in which rows hold them.
   *
   * @param layers whether rows have the column of the layer
   */
  static List<String> columns(boolean layers) {
    return SCHEMA.getFields().stream()
        .map(Type::getName)
        .limit(layers ? LAYER + 1 : LAYER)
        .toList();
  }

  private static MessageType part(int begin, int end) {
    return new MessageType(SCHEMA.getName(), SCHEMA.getFields().subList(begin, end));
  }

  private void startRowGroup() {
    beforeData = new Columns(0, DATA);
    afterData = new Columns(ERROR, schema.getFieldCount());
    rows = 0;
  }

  /** Appends a row of the documented table. It may be reused afterwards. */
  void write(UnsafeRow row) throws IOException {
    beforeData.write(row);
    afterData.write(row);
    data.add(row, DATA);
    rows++;
    if (row.isNullAt(DATA)) {
      tally.addError();
    } else {
      tally.add(map(row), row.getInt(HEIGHT), row.getInt(WIDTH), row.getInt(ROWS));
    }
    if (data.refersToRow() || data.bytes() >= ROW_GROUP_BYTES || rows >= ROW_GROUP_ROWS) {
      endRowGroup();
    }
  }

  /** The name of the map of a row: of an image, or of a layer for an image. */
  private String map(UnsafeRow row) {
    String origin = row.getString(ORIGIN);
    return schema.getFieldCount() > LAYER
        ? Text.of("%s (layer %s)", origin, row.getString(LAYER))
        : origin;
  }

  private void endRowGroup() throws IOException {
    file.startBlock(rows);
    beforeData.flush();
    data.flush(file);
    afterData.flush();
    file.endBlock();
    startRowGroup();
  }

  @Override
  public void close() throws IOException {
    try (file) {
      if (rows > 0) {
        endRowGroup();
      }
      file.end(Map.of(TALLY, tally.json()));
    } finally {
      codecs.release();
    }
  }

  /** Columns of one row group as parquet-hadoop writes them: dictionary, statistics, pages. */
  private final class Columns {
    private final int begin;
    private final ColumnChunkPageWriteStore pages;
    private final ColumnWriteStore store;
    private final ColumnWriter[] writers;

    Columns(int begin, int end) {
      this.begin = begin;
      MessageType schema =
          new MessageType(SCHEMA.getName(), SCHEMA.getFields().subList(begin, end));
      this.pages =
          new ColumnChunkPageWriteStore(
              compressor,
              schema,
              new HeapByteBufferAllocator(),
              PROPERTIES.getColumnIndexTruncateLength(),
              true);
      this.store = PROPERTIES.newColumnWriteStore(schema, pages);
      this.writers =
          schema.getColumns().stream().map(store::getColumnWriter).toArray(ColumnWriter[]::new);
    }

    void write(UnsafeRow row) {
      for (int i = 0; i < writers.length; i++) {
        int column = begin + i;
        ColumnDescriptor descriptor = SCHEMA.getColumns().get(column);
        if (row.isNullAt(column)) {
          writers[i].writeNull(0, 0);
          continue;
        }
        switch (descriptor.getPrimitiveType().getPrimitiveTypeName()) {
          case INT32 -> writers[i].write(row.getInt(column), 0, 1);
          case BINARY ->
              writers[i].write(
                  Binary.fromConstantByteArray(row.getUTF8String(column).getBytes()), 0, 1);
          default -> throw new IllegalStateException("Cannot write a column of " + descriptor);
        }
      }
      store.endRecord();
    }

    void flush() throws IOException {
      store.flush();
      pages.flushToFileWriter(file);
      store.close();
      pages.close();
    }
  }
}
