package pointwise.pixels;

import java.util.Iterator;
import pointwise.input.FailurePolicy;
import pointwise.input.InputSplit;
import pointwise.input.RowPass;
import pointwise.input.TaskInputs;
import pointwise.report.JobMetrics;
import pointwise.tile.ArgMax;
import pointwise.tile.ReusedArray;
import pointwise.tile.Tile;
import pointwise.tile.TileJoiner;
import pointwise.tile.TileStage;

/**
 * Explode, Multiply and Assemble composed over tiles in one task: what {@code extract} runs with
 * kernels. The three are the iterators that the Dataset API wraps one by one.
 *
 * @param outputChannels of the maps
 */
public record ExtractPass(
    TaskInputs reading,
    Multiply.Task multiply,
    TileStage stage,
    int outputChannels,
    FailurePolicy policy)
    implements RowPass<Tile> {

  /**
   * The feature maps of the images.
   *
   * @param stage what is done to them, of as many channels, before they are rows
   */
  public static ExtractPass maps(
      TaskInputs reading, Multiply multiply, TileStage stage, FailurePolicy policy) {
    return new ExtractPass(
        reading, multiply.task(reading.metrics()), stage, multiply.outputChannels(), policy);
  }

  /**
   * Class maps: of each pixel the label of the kernel whose result is largest, by {@link ArgMax}.
   * uint8, one channel.
   *
   * @param labels one for each kernel, as bytes without sign
   */
  public static ExtractPass classMaps(
      TaskInputs reading, Multiply multiply, byte[] labels, FailurePolicy policy) {
    return new ExtractPass(
        reading, multiply.task(reading.metrics()), new ArgMax(labels), 1, policy);
  }

  /**
   * @param splits that begin where the strips of the maps do
   */
  @Override
  public Iterator<Tile> call(Iterator<InputSplit> splits) {
    JobMetrics metrics = reading.metrics();
    Iterator<Tile> products =
        multiply.blocks(reading.tiles(splits, outputChannels), new ReusedArray());
    return policy.apply(new TileJoiner(stage.apply(products), false, new ReusedArray()), metrics);
  }
}
