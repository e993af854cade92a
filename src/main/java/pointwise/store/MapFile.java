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
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;
import pointwise.text.Text;
import pointwise.tile.Column;
import pointwise.tile.MapTable;
import pointwise.tile.Tile;

/**
 * One Parquet file of feature maps, with the columns of {@link MapTable}. The samples go from the
 * tile to the file by {@link DataPages}, a large map without a copy of it being kept;
 * parquet-hadoop's own column writers do the other columns. Pages carry checksums.
 */
final class MapFile implements PartFile<Tile> {
  private static final MessageType SCHEMA = ParquetSchema.of("feature_maps", MapTable.COLUMNS);

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
      tally.addShape(tile.getHeight(), tile.getWidth(), tile.getChannels(), tile.getDtype());
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
    file.end(Map.of());
    // The last bytes leave only now: that they cannot is known before the part counts as whole.
    close();
  }

  @Override
  public MapTally tally() {
    return tally;
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
    private final List<Column<Tile>> columns;
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
      int writer = 0;
      for (Column<Tile> column : columns) {
        Object value = column.value().apply(tile);
        int fields = fields(column);
        for (int field = 0; field < fields; field++) {
          write(writers[writer++], field, value);
        }
      }
      store.endRecord();
    }

    /** Columns in the file that a column of the table is. */
    private static int fields(Column<Tile> column) {
      return column.type() instanceof ArrayType list && list.elementType() instanceof StructType of
          ? of.size()
          : 1;
    }

    /**
     * @param field which one of a struct the writer is for
     */
    private static void write(ColumnWriter writer, int field, Object value) {
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
      } else if (value instanceof double[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
          writer.write(numbers[i], i == 0 ? 0 : 1, 2);
        }
      } else if (value instanceof Row[] structs) {
        for (int i = 0; i < structs.length; i++) {
          writeField(writer, i == 0 ? 0 : 1, structs[i].get(field));
        }
      } else {
        writer.write(Binary.fromString((String) value), 0, 1);
      }
    }

    /** A field of a struct in a list: level 2 is the struct, level 3 the field that it has. */
    private static void writeField(ColumnWriter writer, int repetition, Object value) {
      if (value == null) {
        writer.writeNull(repetition, 2);
      } else if (value instanceof Double number) {
        writer.write(number, repetition, 3);
      } else {
        writer.write(Binary.fromString((String) value), repetition, 3);
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
