package pointwise.pixels;

import static org.apache.spark.sql.functions.col;

import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import pointwise.tile.FlatIterator;
import pointwise.tile.MappedIterator;
import pointwise.tile.Tile;
import pointwise.tile.TileJoiner;

/**
 * Pixels back to feature maps: the inverse of {@link Explode}. {@link pointwise.tile.MapTable#of}
 * makes a table of them.
 */
public final class Assemble {
  private Assemble() {}

  /**
   * Maps from pixel rows in any order and partition: a shuffle by image and strip, then one
   * streaming pass over the sorted rows, which never holds more than a strip.
   *
   * <p>The action on the result fails, naming image and pixel, unless every (y, x) is there exactly
   * once. A failed image stays one row with its error.
   */
  public static Dataset<Tile> fromRows(Dataset<PixelRow> pixels) {
    return joined(keyed(pixels).repartition(col("origin"), col("strip")));
  }

  /** {@link #fromRows(Dataset)} in so many partitions, each of the same maps whenever it is run. */
  public static Dataset<Tile> fromRows(Dataset<PixelRow> pixels, int partitions) {
    return joined(keyed(pixels).repartition(partitions, col("origin"), col("strip")));
  }

  private static Dataset<ShufflePixel> keyed(Dataset<PixelRow> pixels) {
    return pixels.mapPartitions(new Key(), ShufflePixel.ENCODER);
  }

  private static Dataset<Tile> joined(Dataset<ShufflePixel> pixels) {
    return pixels
        .sortWithinPartitions("origin", "strip", "y", "x")
        .mapPartitions(new JoinRows(), Tile.ENCODER);
  }

  /**
   * Maps from blocks as {@link Explode#blocks} leaves them: the blocks of an image in one partition
   * and in order. A large map is cut into strips whatever the blocks are.
   *
   * <p>The action on the result fails, naming image and pixel, if lines are missing or doubled.
   */
  public static Dataset<Tile> fromBlocks(Dataset<Tile> blocks) {
    return blocks.mapPartitions(new JoinBlocks(), Tile.ENCODER);
  }

  private record Key() implements MapPartitionsFunction<PixelRow, ShufflePixel> {
    @Override
    public Iterator<ShufflePixel> call(Iterator<PixelRow> rows) {
      return new FlatIterator<>(rows, ShufflePixel::of);
    }
  }

  private record JoinRows() implements MapPartitionsFunction<ShufflePixel, Tile> {
    @Override
    public Iterator<Tile> call(Iterator<ShufflePixel> rows) {
      return new RowJoiner(rows);
    }
  }

  private record JoinBlocks() implements MapPartitionsFunction<Tile, Tile> {
    @Override
    public Iterator<Tile> call(Iterator<Tile> blocks) {
      return new TileJoiner(new MappedIterator<>(blocks, JoinBlocks::planned), true, byte[]::new);
    }

    /** A step between may have changed the channels. */
    private static Tile planned(Tile block) {
      return block.getError() == null ? block.plannedFor(block.getChannels()) : block;
    }
  }
}
