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
import scala.reflect.ClassTag$;

/** What a task needs to read images: a broadcast and scalars. */
public final class Reading implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The default of {@code --max-pixels}. */
  public static final long MAX_PIXELS = 1L << 26;

  private final Broadcast<SerializableConfiguration> configuration;
  private final long maxPixels;
  private final int perProcess;
  private final int attempts;
  private final String memorySetting;
  private final JobMetrics metrics;

  /**
   * @param maxPixels images of more pixels are refused, but for formats that are read by lines
   */
  public Reading(SparkSession spark, long maxPixels, JobMetrics metrics) {
    TaskSlots slots = TaskSlots.of(spark.sparkContext().getConf());
    this.configuration =
        spark
            .sparkContext()
            .broadcast(
                new SerializableConfiguration(spark.sessionState().newHadoopConf()),
                ClassTag$.MODULE$.apply(SerializableConfiguration.class));
    this.maxPixels = maxPixels;
    this.perProcess = slots.perProcess();
    this.attempts = slots.attempts();
    this.memorySetting = slots.memorySetting();
    this.metrics = metrics;
  }

  /**
   * The blocks of the images, in order. In a task: {@link Explode} and {@code extract} call it.
   *
   * @param outputChannels channels of the feature map the blocks are for, which decides where it is
   *     cut into strips; 0 for as many as the image has
   */
  Iterator<PixelBlock> blocks(Iterator<ImagePart> parts, int outputChannels) {
    TaskContext task = TaskContext.get();
    boolean lastAttempt = task == null || task.attemptNumber() + 1 >= attempts;
    ImageReader reader =
        new ImageReader(
            configuration.value().value(),
            new TaskSlots(perProcess, attempts, memorySetting).limits(maxPixels));
    BlockIterator blocks = new BlockIterator(parts, reader, outputChannels, lastAttempt, metrics);
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) done -> blocks.close());
    }
    return blocks;
  }
}
