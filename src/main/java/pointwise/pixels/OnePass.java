package pointwise.pixels;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;
import pointwise.image.ImagePart;
import pointwise.report.JobMetrics;

/**
 * Explode, Multiply and Assemble composed over blocks in one task: what {@code extract} runs. The
 * three are the iterators that the Dataset API wraps one by one.
 */
public final class OnePass {
  private OnePass() {}

  /** What becomes of the blocks of a product, in a task. */
  @FunctionalInterface
  interface Finish extends Serializable {
    Iterator<PixelBlock> apply(Iterator<PixelBlock> blocks);
  }

  private record AsTheyAre() implements Finish {
    @Override
    public Iterator<PixelBlock> apply(Iterator<PixelBlock> blocks) {
      return blocks;
    }
  }

  /** The feature maps of the images, as rows of the documented table. */
  public static Dataset<Row> maps(
      Dataset<ImagePart> images, Reading reading, Multiply multiply, FailureMode mode) {
    return FeatureMap.table(
        maps(images, reading, multiply, new AsTheyAre(), multiply.outputChannels(), mode));
  }

  /**
   * Class maps: of each pixel the label of the kernel whose result is largest, by {@link
   * LargestChannel}. uint8, one channel.
   *
   * @param images in parts that begin where the strips of a map of one channel do
   * @param labels one for each kernel, as bytes without sign
   */
  public static Dataset<FeatureMap> classMaps(
      Dataset<ImagePart> images,
      Reading reading,
      Multiply multiply,
      byte[] labels,
      FailureMode mode) {
    return maps(images, reading, multiply, new LargestChannel(labels), 1, mode);
  }

  private static Dataset<FeatureMap> maps(
      Dataset<ImagePart> images,
      Reading reading,
      Multiply multiply,
      Finish finish,
      int outputChannels,
      FailureMode mode) {
    Multiply.Task task = multiply.task(reading.metrics());
    return images.mapPartitions(
        new ToMaps(reading, task, finish, outputChannels, mode), FeatureMap.ENCODER);
  }

  private record ToMaps(
      Reading reading, Multiply.Task multiply, Finish finish, int outputChannels, FailureMode mode)
      implements MapPartitionsFunction<ImagePart, FeatureMap> {
    @Override
    public Iterator<FeatureMap> call(Iterator<ImagePart> parts) {
      long start = System.nanoTime();
      JobMetrics metrics = reading.metrics();
      TaskContext.get()
          .addTaskCompletionListener(
              (TaskCompletionListener) done -> metrics.addTask(System.nanoTime() - start));
      Iterator<PixelBlock> blocks =
          finish.apply(multiply.blocks(reading.blocks(parts, outputChannels)));
      return mode.apply(new BlockJoiner(blocks, false), metrics);
    }
  }
}
