package pointwise.input.maps;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * A part file of a table of maps, whose rows can be had by number. Rows that follow each other are
 * read once; one row group is in memory, which the tables keep to some 16 MiB or one row.
 */
final class MapPart implements Closeable {
  private final ParquetFileReader file;
  private final MessageType columns;

  /** The number of the next row group, and of its first row. */
  private int nextGroup;

  private long nextStart;

  /** The rows of the group at hand; null before the first. */
  private RecordReader<Group> rows;

  /** The number of the next row. */
  private long next;

  private long end;

  private MapPart(ParquetFileReader file, MessageType columns) {
    this.file = file;
    this.columns = columns;
  }

  /**
   * Opens a part.
   *
   * @param path for messages
   * @param in closed with it
   * @param names the columns that are read; those that the file does not have are passed over
   * @throws IOException if the file cannot be read or is no Parquet
   */
  static MapPart open(String path, FSDataInputStream in, long length, List<String> names)
      throws IOException {
    ParquetReadOptions options = ParquetReadOptions.builder().usePageChecksumVerification().build();
    boolean sound = false;
    try {
      ParquetFileReader file = new ParquetFileReader(new Opened(path, in, length), options);
      MessageType schema = file.getFileMetaData().getSchema();
      Type[] wanted =
          names.stream().filter(schema::containsField).map(schema::getType).toArray(Type[]::new);
      MessageType columns = new MessageType(schema.getName(), wanted);
      file.setRequestedSchema(columns);
      sound = true;
      return new MapPart(file, columns);
    } catch (RuntimeException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      if (!sound) {
        in.close();
      }
    }
  }

  /** Whether the file has all of these columns. */
  boolean has(List<String> names) {
    return names.stream().allMatch(columns::containsField);
  }

  /** The names of the columns of the file. */
  List<String> columns() {
    return file.getFileMetaData().getSchema().getFields().stream().map(Type::getName).toList();
  }

  long count() {
    return file.getRecordCount();
  }

  /** Whether a row has not been passed. */
  boolean isAhead(long row) {
    return row >= next;
  }

  /**
   * A row that {@link #isAhead}.
   *
   * @throws IOException if the file cannot be read, is damaged or ends before it
   */
  Group row(long row) throws IOException {
    try {
      while (row >= end) {
        enterGroup(row);
      }
      for (; next < row; next++) {
        Group unused = rows.read();
      }
      next++;
      return rows.read();
    } catch (RuntimeException e) { // how Parquet says that pages are damaged
      throw new IOException(e.getMessage(), e);
    }
  }

  private void enterGroup(long row) throws IOException {
    if (nextGroup == file.getRowGroups().size()) {
      throw new IOException("it ends before row " + row);
    }
    long count = file.getRowGroups().get(nextGroup).getRowCount();
    next = nextStart;
    end = nextStart + count;
    nextStart = end;
    nextGroup++;
    if (row >= end) {
      boolean unused = file.skipNextRowGroup();
      return;
    }
    PageReadStore pages = file.readNextRowGroup();
    rows =
        new ColumnIOFactory()
            .getColumnIO(columns)
            .getRecordReader(pages, new GroupRecordConverter(columns));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** An open file as Parquet takes it. */
  private record Opened(String path, FSDataInputStream in, long length) implements InputFile {
    @Override
    public long getLength() {
      return length;
    }

    @Override
    public SeekableInputStream newStream() {
      return HadoopStreams.wrap(in);
    }

    @Override
    public String toString() {
      return path;
    }
  }

  /** The text of a column of a row; null where it has none. */
  static String text(Group row, String column) {
    return has(row, column) ? row.getString(column, 0) : null;
  }

  /** The whole number of a column of a row. */
  static int number(Group row, String column) {
    return row.getInteger(column, 0);
  }

  /** Whether a row has something in a column. */
  static boolean has(Group row, String column) {
    return row.getType().containsField(column) && row.getFieldRepetitionCount(column) > 0;
  }

  /** The numbers of a list; empty where there is none. */
  static double[] numbers(Group row, String column) {
    if (!has(row, column)) {
      return new double[0];
    }
    Group list = row.getGroup(column, 0);
    double[] numbers = new double[list.getFieldRepetitionCount(0)];
    Arrays.setAll(numbers, i -> list.getGroup(0, i).getDouble(0, 0));
    return numbers;
  }
}
