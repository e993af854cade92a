package pointwise.store;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
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
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import pointwise.text.Text;
import pointwise.tile.MapTable;
import pointwise.tile.MapTable.Column;
import pointwise.tile.Tile;
import pointwise.tile.TileSink;

/**
 * One Parquet file of feature maps, with the columns of {@link MapTable}. The samples go from the
 * tile to the file by {@link DataPages}, a large map without a copy of it being kept;
 * parquet-hadoop's own column writers do the other columns. Pages carry checksums.
 */
final class MapFile implements TileSink {
  private static final MessageType SCHEMA =
      new MessageType(
          "feature_maps", MapTable.COLUMNS.stream().<Type>map(MapFile::parquet).toList());

  private static final int DATA = SCHEMA.getFieldIndex(MapTable.DATA);

  /** A row group ends when its data reach this size, so that a reader needs little memory. */
  private static final int ROW_GROUP_BYTES = 16 << 20;

  /** And when it has this many rows, which bounds the other columns. */
  private static final int ROW_GROUP_ROWS = 1 << 17;

  /** Numbers of vectors are all different. */
  private static final ParquetProperties PROPERTIES =
      ParquetProperties.builder()
          .withPageWriteChecksumEnabled(true)
          .withDictionaryEncoding(
              String.join(
                  ".", SCHEMA.getColumns().get(SCHEMA.getFieldIndex(MapTable.VECTOR)).getPath()),
              false)
          .build();

  /** Where the footer holds the tally of the rows. */
  private static final String TALLY = "pointwise.tally";

  private final ParquetFileWriter file;
  private final CodecFactory codecs;
  private final BytesInputCompressor compressor;
  private final DataPages data;
  private Columns beforeData;
  private Columns afterData;
  private int rows;
  private final MapTally tally = new MapTally();
  private boolean open = true;

  /**
   * @param path of a file that is not there yet
   */
  MapFile(Configuration configuration, Path path, CompressionCodecName codec) throws IOException {
    codecs = new CodecFactory(configuration, PROPERTIES.getPageSizeThreshold());
    compressor = codecs.getCompressor(codec);
    file =
        new ParquetFileWriter(
            HadoopOutputFile.fromPath(path, configuration),
            SCHEMA,
            ParquetFileWriter.Mode.CREATE,
            ROW_GROUP_BYTES,
            0,
            null,
            PROPERTIES);
    file.start();
    data = new DataPages(SCHEMA.getColumns().get(DATA), compressor);
    startRowGroup();
  }

  private static Type parquet(Column column) {
    String name = column.name();
    if (column.type() instanceof ArrayType) {
      return Types.optionalList().requiredElement(PrimitiveTypeName.FLOAT).named(name);
    }
    if (column.type().equals(DataTypes.StringType)) {
      return Types.optional(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named(name);
    }
    PrimitiveTypeName type =
        Map.of(
                DataTypes.IntegerType, PrimitiveTypeName.INT32,
                DataTypes.DoubleType, PrimitiveTypeName.DOUBLE,
                DataTypes.BinaryType, PrimitiveTypeName.BINARY)
            .get(column.type());
    return Types.optional(type).named(name);
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

  private void startRowGroup() {
    beforeData = new Columns(0, DATA);
    afterData = new Columns(DATA + 1, SCHEMA.getFieldCount());
    rows = 0;
  }

  @Override
  public void add(Tile tile) throws IOException {
    beforeData.add(tile);
    afterData.add(tile);
    rows++;
    if (tile.getError() != null) {
      data.addNull();
      tally.addError();
    } else {
      data.add(tile.getSamples(), tile.bytes());
      tally.add(map(tile), tile.getHeight(), tile.getWidth(), tile.pixels());
    }
    // Before this returns, nothing refers to the samples any more.
    if (data.refersToValue() || data.bytes() >= ROW_GROUP_BYTES || rows >= ROW_GROUP_ROWS) {
      endRowGroup();
    }
  }

  /** The name of the map of a tile: of an image, or of a layer for an image. */
  private static String map(Tile tile) {
    return tile.getLayer() == null
        ? tile.getOrigin()
        : Text.of("%s (layer %s)", tile.getOrigin(), tile.getLayer());
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
  public void finish() throws IOException {
    if (rows > 0) {
      endRowGroup();
    }
    file.end(Map.of(TALLY, tally.json()));
    // The last bytes leave only now: that they cannot is known before the part counts as whole.
    close();
  }

  @Override
  public void close() throws IOException {
    if (open) {
      open = false;
      try (file) {
        codecs.release();
      }
    }
  }

  /** Columns of one row group as parquet-hadoop writes them: dictionary, statistics, pages. */
  private final class Columns {
    private final List<Column> columns;
    private final ColumnChunkPageWriteStore pages;
    private final ColumnWriteStore store;
    private final ColumnWriter[] writers;

    Columns(int begin, int end) {
      this.columns = MapTable.COLUMNS.subList(begin, end);
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

    void add(Tile tile) {
      for (int i = 0; i < writers.length; i++) {
        write(writers[i], columns.get(i).value().apply(tile));
      }
      store.endRecord();
    }

    private static void write(ColumnWriter writer, Object value) {
      if (value == null) {
        writer.writeNull(0, 0);
      } else if (value instanceof Integer number) {
        writer.write(number, 0, 1);
      } else if (value instanceof Double number) {
        writer.write(number, 0, 1);
      } else if (value instanceof float[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
          // Level 2 is an element; the first one begins the list.
          writer.write(numbers[i], i == 0 ? 0 : 1, 2);
        }
      } else {
        writer.write(Binary.fromString((String) value), 0, 1);
      }
    }

    void flush() throws IOException {
      store.flush();
      pages.flushToFileWriter(file);
      store.close();
      pages.close();
    }
  }
}
