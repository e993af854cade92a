package pointwise.pixels;

import java.util.Iterator;
import pointwise.input.FailurePolicy;
import pointwise.input.InputSplit;
import pointwise.input.RowPass;
import pointwise.input.TaskInputs;
import pointwise.tile.ReusedArray;
import pointwise.tile.Tile;

/**
 * Explode and Multiply composed over tiles in one task: the pixels of a tile are the rows that
 * {@link Multiply#rows} makes of those of {@link Explode#rows}.
 *
 * @param outputChannels of the tiles
 */
public record PixelPass(
    TaskInputs reading, Multiply.Task multiply, int outputChannels, FailurePolicy policy)
    implements RowPass<Tile> {

  /** The products of the pixels of the images. */
  public static PixelPass products(TaskInputs reading, Multiply multiply, FailurePolicy policy) {
    return new PixelPass(
        reading, multiply.task(reading.metrics()), multiply.outputChannels(), policy);
  }

  @Override
  public Iterator<Tile> call(Iterator<InputSplit> splits) {
    Iterator<Tile> products =
        multiply.blocks(reading.tiles(splits, outputChannels), new ReusedArray());
    return policy.apply(products, reading.metrics());
  }
}
