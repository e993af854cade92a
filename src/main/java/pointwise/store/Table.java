package pointwise.store;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Row;
import pointwise.tile.Column;
import pointwise.tile.ImageRow;
import pointwise.tile.MapTable;
import pointwise.tile.Tile;

/**
 * A kind of table: how its files are written and read.
 *
 * @param <T> a row
 */
public final class Table<T extends ImageRow> {
  /** Feature maps. */
  public static final Table<Tile> MAPS = new Table<>(MapFile::new, MapTable::tiles);

  private final PartFile.Format<T> format;
  private final Reader<T> reader;

  @FunctionalInterface
  private interface Reader<T> {
    JavaRDD<T> read(Dataset<Row> rows);
  }

  private Table(PartFile.Format<T> format, Reader<T> reader) {
    this.format = format;
    this.reader = reader;
  }

  /**
   * A table of rows of few bytes each.
   *
   * @param name of Parquet's schema
   */
  public static <T extends ImageRow> Table<T> of(
      String name, List<Column<T>> columns, Encoder<T> encoder) {
    return new Table<>(new RowFile.Format<>(name, columns), rows -> rows.as(encoder).javaRDD());
  }

  PartFile.Format<T> format() {
    return format;
  }

  JavaRDD<T> rows(Dataset<Row> rows) {
    return reader.read(rows);
  }
}
