package pointwise.pixels;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import pointwise.image.ImagePart;
import pointwise.image.ImageReader;
import pointwise.image.TaskSlots;
import pointwise.report.JobMetrics;

/** What a task needs to read images: a broadcast and scalars. */
public final class Reading implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The default of {@code --max-pixels}. */
  public static final long MAX_PIXELS = 1L << 26;

  /** A strip of them still fits one array of bytes. */
  private static final long MOST_FLOATS = 1L << 28;

  private final Broadcast<SerializableConfiguration> configuration;
  private final long maxPixels;
  private final TaskSlots slots;
  private final JobMetrics metrics;
  private final boolean nanForInfinite;

  /**
   * @param maxPixels images of more pixels are refused, but for formats that are read by lines
   */
  public Reading(SparkSession spark, long maxPixels, JobMetrics metrics) {
    this.slots = TaskSlots.of(spark.sparkContext().getConf());
    this.configuration =
        metrics.broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
    this.maxPixels = maxPixels;
    this.metrics = metrics;
    this.nanForInfinite = false;
  }

  private Reading(Reading other) {
    this.slots = other.slots;
    this.configuration = other.configuration;
    this.maxPixels = other.maxPixels;
    this.metrics = other.metrics;
    this.nanForInfinite = true;
  }

  /**
   * The same with NaN for infinite samples. Layers hand a NaN on, where an activation may make a
   * number of an infinite one.
   */
  public Reading withNanForInfinite() {
    return new Reading(this);
  }

  /** What the tasks count in. */
  public JobMetrics metrics() {
    return metrics;
  }

  /**
   * The blocks of the images, in order. To be called in a task.
   *
   * @param outputChannels channels of the feature map the blocks are for, which decides where it is
   *     cut into strips; 0 for as many as the image has
   */
  public Iterator<PixelBlock> blocks(Iterator<ImagePart> parts, int outputChannels) {
    BlockIterator blocks = new BlockIterator(stoppable(parts), reader(), outputChannels, metrics);
    whenDone(blocks::close);
    return blocks;
  }

  /** The maps of the images, in order, each the result of a network. In a task. */
  Iterator<FeatureMap> maps(Iterator<ImagePart> parts, NetworkImages network) {
    NetworkIterator maps = new NetworkIterator(stoppable(parts), reader(), network, metrics);
    whenDone(maps::close);
    return maps;
  }

  /**
   * Floats that a task may hold for the layers of a network: a quarter of its share of the heap.
   */
  long networkFloats() {
    return Math.min(MOST_FLOATS, slots.limits(maxPixels).maxBytes() / 2 / Float.BYTES);
  }

  private ImageReader reader() {
    ImageReader reader = new ImageReader(configuration.value().value(), slots.limits(maxPixels));
    return nanForInfinite ? reader.withNanForInfinite() : reader;
  }

  /** The parts, until Spark has ended the task. */
  private static Iterator<ImagePart> stoppable(Iterator<ImagePart> parts) {
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

  private static void whenDone(Runnable close) {
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) done -> close.run());
    }
  }
}
