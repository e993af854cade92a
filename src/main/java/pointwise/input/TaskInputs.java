package pointwise.input;

import java.io.Serializable;
import java.util.Iterator;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import pointwise.raster.ImageException;
import pointwise.raster.RasterOptions;
import pointwise.report.JobMetrics;
import pointwise.tile.MappedIterator;
import pointwise.tile.Tile;

/** What a task needs to read images: a broadcast and scalars. */
public final class TaskInputs implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The default of {@code --max-pixels}. */
  public static final long MAX_PIXELS = 1L << 26;

  /** A strip of them still fits one array of bytes. */
  private static final long MOST_FLOATS = 1L << 28;

  private final Broadcast<SerializableConfiguration> configuration;
  private final long maxPixels;
  private final RasterOptions options;
  private final TaskSlots slots;
  private final JobMetrics metrics;

  /** What reads images as they are. */
  public TaskInputs(SparkSession spark, long maxPixels, JobMetrics metrics) {
    this(spark, maxPixels, RasterOptions.DEFAULT, metrics);
  }

  /**
   * @param maxPixels images of more pixels are refused, but for formats that are read by lines
   * @param options how images are read
   */
  public TaskInputs(SparkSession spark, long maxPixels, RasterOptions options, JobMetrics metrics) {
    this.slots = TaskSlots.of(spark.sparkContext().getConf());
    this.configuration =
        metrics.broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
    this.maxPixels = maxPixels;
    this.options = options;
    this.metrics = metrics;
  }

  /** What the tasks count in. */
  public JobMetrics metrics() {
    return metrics;
  }

  /**
   * The tiles of the images, in order. To be called in a task.
   *
   * @param outputChannels channels of the feature map the tiles are for, which decides where it is
   *     cut into strips; 0 for as many as the image has
   */
  public Iterator<Tile> tiles(Iterator<InputSplit> splits, int outputChannels) {
    return rows(splits, new TileReader(outputChannels), Tile::failed, metrics::addRead);
  }

  /**
   * What a reader makes of the images, in order. To be called in a task.
   *
   * @param failed the row of an image that failed
   * @param work adds the nanoseconds that it took, but for opening the files
   */
  public <T> Iterator<T> rows(
      Iterator<InputSplit> splits,
      SplitReader<T> reader,
      Function<ImageException, T> failed,
      LongConsumer work) {
    SplitIterator<T> rows =
        new SplitIterator<>(stoppable(splits), files(), reader, failed, work, metrics);
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) done -> rows.close());
    }
    return rows;
  }

  /**
   * Floats that a task may hold for the layers of a network: a quarter of its share of the heap.
   */
  public long networkFloats() {
    return Math.min(MOST_FLOATS, slots.limits(maxPixels).maxBytes() / 2 / Float.BYTES);
  }

  /** How tasks share this JVM. */
  public TaskSlots slots() {
    return slots;
  }

  /**
   * Bytes that Spark asked the cluster for this JVM; {@code Long.MAX_VALUE} where it did not, or
   * the machine or the container tells. To be called in a task.
   */
  public static long containerBytes() {
    return TaskSlots.containerBytes(SparkEnv.get().conf());
  }

  private RasterReader files() {
    return new RasterReader(configuration.value().value(), slots.limits(maxPixels), options);
  }

  /** The parts, until Spark has ended the task. */
  private static Iterator<InputSplit> stoppable(Iterator<InputSplit> parts) {
    TaskContext task = TaskContext.get();
    return task == null
        ? parts
        : new MappedIterator<>(
            parts,
            part -> {
              task.killTaskIfInterrupted();
              return part;
            });
  }
}
