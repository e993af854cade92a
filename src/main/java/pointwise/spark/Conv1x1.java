package pointwise.spark;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.StructType;
import pointwise.tile.Column;
import pointwise.tile.MapTable;
import pointwise.tile.Tile;

/** Images to whole feature maps: a row of the table of maps, but for where it is from. */
record Conv1x1(BytesReader reader) implements UDF1<Object, Row> {
  private static final List<Column<Tile>> COLUMNS =
      MapTable.COLUMNS.stream()
          .filter(column -> !column.name().equals("origin") && !column.name().equals("layer"))
          .toList();

  static final StructType SCHEMA = Column.schema(COLUMNS);

  /** A map as such a row. */
  static Row row(Tile map) {
    return RowFactory.create(COLUMNS.stream().map(column -> column.value().apply(map)).toArray());
  }

  @Override
  public Row call(Object image) {
    if (image == null) {
      return null;
    }
    synchronized (reader) {
      return row(reader.map(image));
    }
  }
}
