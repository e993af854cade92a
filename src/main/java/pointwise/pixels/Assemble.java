package pointwise.pixels;

import static org.apache.spark.sql.functions.col;

import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import pointwise.tile.BlockJoiner;
import pointwise.tile.FeatureMap;
import pointwise.tile.FlatIterator;
import pointwise.tile.Tile;

/** Pixels back to feature maps: the inverse of {@link Explode}. */
public final class Assemble {
  private Assemble() {}

  /**
   * Maps from pixel rows in any order and partition: a shuffle by image and strip, then one
   * streaming pass over the sorted rows, which never holds more than a strip.
   *
   * <p>The action on the result fails, naming image and pixel, unless every (y, x) is there exactly
   * once. A failed image stays one row with its error.
   */
  public static Dataset<Row> fromRows(Dataset<PixelRow> pixels) {
    Dataset<ShufflePixel> keyed = pixels.mapPartitions(new Key(), ShufflePixel.ENCODER);
    Dataset<ShufflePixel> sorted =
        keyed
            .repartition(col("origin"), col("strip"))
            .sortWithinPartitions("origin", "strip", "y", "x");
    return FeatureMap.table(sorted.mapPartitions(new JoinRows(), FeatureMap.ENCODER));
  }

  /**
   * Maps from blocks as {@link Explode#blocks} leaves them: the blocks of an image in one partition
   * and in order. A large map is cut into strips whatever the blocks are.
   *
   * <p>The action on the result fails, naming image and pixel, if lines are missing or doubled.
   */
  public static Dataset<Row> fromBlocks(Dataset<Tile> blocks) {
    return FeatureMap.table(blocks.mapPartitions(new JoinBlocks(), FeatureMap.ENCODER));
  }

  private record Key() implements MapPartitionsFunction<PixelRow, ShufflePixel> {
    @Override
    public Iterator<ShufflePixel> call(Iterator<PixelRow> rows) {
      return new FlatIterator<>(rows, ShufflePixel::of);
    }
  }

  private record JoinRows() implements MapPartitionsFunction<ShufflePixel, FeatureMap> {
    @Override
    public Iterator<FeatureMap> call(Iterator<ShufflePixel> rows) {
      return new RowJoiner(rows);
    }
  }

  private record JoinBlocks() implements MapPartitionsFunction<Tile, FeatureMap> {
    @Override
    public Iterator<FeatureMap> call(Iterator<Tile> blocks) {
      return new BlockJoiner(blocks, true);
    }
  }
}
