package pointwise.input;

import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import pointwise.tile.Tile;

/**
 * All that a task does between files and a table: images to the tiles of their results. The samples
 * of a tile are the receiver's only until it asks for the next one.
 */
@FunctionalInterface
public interface TilePass
    extends MapPartitionsFunction<InputSplit, Tile>, FlatMapFunction<Iterator<InputSplit>, Tile> {
  @Override
  Iterator<Tile> call(Iterator<InputSplit> splits);
}
