package pointwise.pixels;

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

  /** The feature maps of the images, as rows of the documented table. */
  public static Dataset<Row> maps(
      Dataset<ImagePart> images, Reading reading, Multiply multiply, FailureMode mode) {
    Multiply.Task task = multiply.task(images.sparkSession().sparkContext(), reading.metrics());
    return FeatureMap.table(
        images.mapPartitions(
            new ToMaps(reading, task, multiply.outputChannels(), mode), FeatureMap.ENCODER));
  }

  private record ToMaps(
      Reading reading, Multiply.Task multiply, int outputChannels, FailureMode mode)
      implements MapPartitionsFunction<ImagePart, FeatureMap> {
    @Override
    public Iterator<FeatureMap> call(Iterator<ImagePart> parts) {
      long start = System.nanoTime();
      JobMetrics metrics = reading.metrics();
      TaskContext.get()
          .addTaskCompletionListener(
              (TaskCompletionListener) done -> metrics.addTask(System.nanoTime() - start));
      Iterator<PixelBlock> blocks = multiply.blocks(reading.blocks(parts, outputChannels));
      return mode.apply(
          new BlockJoiner(blocks, false), FeatureMap::getOrigin, FeatureMap::getError, metrics);
    }
  }
}
