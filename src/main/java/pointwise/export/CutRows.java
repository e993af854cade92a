package pointwise.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import pointwise.export.file.Cut;
import pointwise.export.file.MapHead;
import pointwise.export.file.Samples;
import pointwise.tile.FlatIterator;
import pointwise.tile.MapTable;
import pointwise.tile.Tile;

/**
 * Rows of maps that are several, strips or windows, to what they have of each block.
 *
 * @param partitions that blocks are spread over, in runs of neighbours
 */
record CutRows(CutMaps maps, int partitions) implements MapPartitionsFunction<Row, Row> {
  static final String PARTITION = "partition";
  static final String BLOCK = "block";

  /** Lines and columns are counted in the block. */
  static final StructType SCHEMA =
      new StructType()
          .add(PARTITION, DataTypes.IntegerType, false)
          .add(BLOCK, DataTypes.LongType, false)
          .add("y", DataTypes.IntegerType, false)
          .add("rows", DataTypes.IntegerType, false)
          .add("x", DataTypes.IntegerType, false)
          .add("columns", DataTypes.IntegerType, false)
          .add("data", DataTypes.BinaryType, false);

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    Map<List<String>, Integer> places = new HashMap<>();
    for (int map = 0; map < maps.heads().size(); map++) {
      places.put(key(maps.heads().get(map).origin, maps.heads().get(map).layer), map);
    }
    return new FlatIterator<>(
        rows,
        row -> {
          Tile tile = MapTable.tile(row);
          return pieces(places.get(key(tile.getOrigin(), tile.getLayer())), tile).iterator();
        });
  }

  private static List<String> key(String origin, String layer) {
    return List.of(origin, layer == null ? "" : layer);
  }

  private List<Row> pieces(int map, Tile tile) {
    MapHead head = maps.heads().get(map);
    Cut cut = maps.cut(map);
    Samples samples = WriteWhole.samples(tile, head);
    List<Row> pieces = new ArrayList<>();
    int bottom = tile.getY() + tile.getRows();
    int right = tile.getX() + tile.getColumns();
    for (int y = tile.getY(); y < bottom; ) {
      int down = y / cut.rows();
      int rows = Math.min(bottom, (down + 1) * cut.rows()) - y;
      for (int x = tile.getX(); x < right; ) {
        int along = x / cut.columns();
        int columns = (int) Math.min(right, (along + 1L) * cut.columns()) - x;
        long block = maps.first(map) + (long) down * cut.across(0) + along;
        pieces.add(
            RowFactory.create(
                (int) (block * partitions / maps.blocks()),
                block,
                y - down * cut.rows(),
                rows,
                x - along * cut.columns(),
                columns,
                samples.window(y - tile.getY(), rows, x - tile.getX(), columns).data()));
        x += columns;
      }
      y += rows;
    }
    return pieces;
  }
}
