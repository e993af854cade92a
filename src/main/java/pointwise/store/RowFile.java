package pointwise.store;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import pointwise.tile.Column;

/**
 * One Parquet file of rows that Parquet's own writer takes, such as pixels. Pages carry checksums.
 */
final class RowFile<T> implements PartFile<T> {
  private final ParquetWriter<T> file;
  private boolean open = true;

  /** Files with these columns. */
  record Format<T>(String name, List<Column<T>> columns) implements PartFile.Format<T> {
    @Override
    public PartFile<T> create(Configuration configuration, Path path, CompressionCodecName codec)
        throws IOException {
      return new RowFile<>(this, configuration, path, codec);
    }
  }

  private RowFile(
      Format<T> format, Configuration configuration, Path path, CompressionCodecName codec)
      throws IOException {
    file =
        new Builder<>(HadoopOutputFile.fromPath(path, configuration), format)
            .withConf(configuration)
            .withCompressionCodec(codec)
            .withPageWriteChecksumEnabled(true)
            .withWriteMode(ParquetFileWriter.Mode.CREATE)
            // A row of sums may be as large as a page, or as a row group.
            .withMinRowCountForPageSizeCheck(1)
            .build();
  }

  @Override
  public void add(T row) throws IOException {
    file.write(row);
  }

  @Override
  public void finish() throws IOException {
    close();
  }

  @Override
  public MapTally tally() {
    return null;
  }

  @Override
  public void close() throws IOException {
    if (open) {
      open = false;
      file.close();
    }
  }

  private static final class Builder<T> extends ParquetWriter.Builder<T, Builder<T>> {
    private final Format<T> format;

    Builder(OutputFile file, Format<T> format) {
      super(file);
      this.format = format;
    }

    @Override
    protected Builder<T> self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // the abstract one
    protected WriteSupport<T> getWriteSupport(Configuration configuration) {
      return new Rows<>(format);
    }
  }

  private static final class Rows<T> extends WriteSupport<T> {
    private final Format<T> format;
    private RecordConsumer to;

    Rows(Format<T> format) {
      this.format = format;
    }

    @Override
    @SuppressWarnings("deprecation") // the abstract one
    public WriteContext init(Configuration configuration) {
      MessageType schema = ParquetSchema.of(format.name, format.columns);
      return new WriteContext(schema, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      this.to = consumer;
    }

    @Override
    public void write(T row) {
      to.startMessage();
      for (int i = 0; i < format.columns.size(); i++) {
        Column<T> column = format.columns.get(i);
        Object value = column.value().apply(row);
        if (value != null) {
          to.startField(column.name(), i);
          add(value);
          to.endField(column.name(), i);
        }
      }
      to.endMessage();
    }

    private void add(Object value) {
      if (value instanceof Integer number) {
        to.addInteger(number);
      } else if (value instanceof Boolean truth) {
        to.addBoolean(truth);
      } else if (value instanceof Float number) {
        to.addFloat(number);
      } else if (value instanceof float[] numbers) {
        add(numbers);
      } else if (value instanceof byte[] bytes) {
        to.addBinary(Binary.fromReusedByteArray(bytes));
      } else {
        to.addBinary(Binary.fromString((String) value));
      }
    }

    /** A list as Parquet's specification has it: a group of repeated groups of an element. */
    private void add(float[] numbers) {
      to.startGroup();
      if (numbers.length > 0) {
        to.startField("list", 0);
        for (float number : numbers) {
          to.startGroup();
          to.startField("element", 0);
          to.addFloat(number);
          to.endField("element", 0);
          to.endGroup();
        }
        to.endField("list", 0);
      }
      to.endGroup();
    }
  }
}
