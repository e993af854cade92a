package pointwise.pixels;

import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;
import pointwise.input.FailureMode;
import pointwise.input.InputSplit;
import pointwise.input.TaskInputs;
import pointwise.report.JobMetrics;
import pointwise.tile.ArgMax;
import pointwise.tile.BlockJoiner;
import pointwise.tile.FeatureMap;
import pointwise.tile.Tile;
import pointwise.tile.TileStage;

/**
 * Explode, Multiply and Assemble composed over blocks in one task: what {@code extract} runs. The
 * three are the iterators that the Dataset API wraps one by one.
 */
public final class ExtractPass {
  private ExtractPass() {}

  private record AsTheyAre() implements TileStage {
    @Override
    public Iterator<Tile> apply(Iterator<Tile> blocks) {
      return blocks;
    }
  }

  /** The feature maps of the images, as rows of the documented table. */
  public static Dataset<Row> maps(
      Dataset<InputSplit> images, TaskInputs reading, Multiply multiply, FailureMode mode) {
    return FeatureMap.table(
        maps(images, reading, multiply, new AsTheyAre(), multiply.outputChannels(), mode));
  }

  /**
   * Class maps: of each pixel the label of the kernel whose result is largest, by {@link ArgMax}.
   * uint8, one channel.
   *
   * @param images in parts that begin where the strips of a map of one channel do
   * @param labels one for each kernel, as bytes without sign
   */
  public static Dataset<FeatureMap> classMaps(
      Dataset<InputSplit> images,
      TaskInputs reading,
      Multiply multiply,
      byte[] labels,
      FailureMode mode) {
    return maps(images, reading, multiply, new ArgMax(labels), 1, mode);
  }

  private static Dataset<FeatureMap> maps(
      Dataset<InputSplit> images,
      TaskInputs reading,
      Multiply multiply,
      TileStage stage,
      int outputChannels,
      FailureMode mode) {
    Multiply.Task task = multiply.task(reading.metrics());
    return images.mapPartitions(
        new ToMaps(reading, task, stage, outputChannels, mode), FeatureMap.ENCODER);
  }

  private record ToMaps(
      TaskInputs reading,
      Multiply.Task multiply,
      TileStage stage,
      int outputChannels,
      FailureMode mode)
      implements MapPartitionsFunction<InputSplit, FeatureMap> {
    @Override
    public Iterator<FeatureMap> call(Iterator<InputSplit> parts) {
      long start = System.nanoTime();
      JobMetrics metrics = reading.metrics();
      TaskContext.get()
          .addTaskCompletionListener(
              (TaskCompletionListener) done -> metrics.addTask(System.nanoTime() - start));
      Iterator<Tile> blocks = stage.apply(multiply.blocks(reading.tiles(parts, outputChannels)));
      return mode.apply(new BlockJoiner(blocks, false), metrics);
    }
  }
}
