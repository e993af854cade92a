package pointwise.report;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * What a job shares with its tasks: what they count, and what is broadcast to them until it is
 * closed. Counts are exact in a job of one stage, where Spark adds the updates of each task once,
 * whatever was tried again.
 */
public final class JobMetrics implements AutoCloseable, Serializable {
  private static final long serialVersionUID = 1L;

  private final LongAccumulator read;
  private final LongAccumulator multiply;
  private final LongAccumulator total;
  private final LongAccumulator dropped;
  private final LongAccumulator pixels;
  private final CollectionAccumulator<String> blas;
  private final transient JavaSparkContext context;
  private final transient List<Broadcast<?>> broadcasts = new ArrayList<>();

  /** Counters of their own, registered with the context. */
  public JobMetrics(SparkContext context) {
    this.read = context.longAccumulator("read and decode (ns)");
    this.multiply = context.longAccumulator("multiply (ns)");
    this.total = context.longAccumulator("tasks (ns)");
    this.pixels = context.longAccumulator("pixels");
    this.dropped = context.longAccumulator("images dropped");
    this.blas = context.collectionAccumulator("BLAS");
    this.context = JavaSparkContext.fromSparkContext(context);
  }

  /** Broadcasts a value to the tasks of the job. On the driver. */
  public <T> Broadcast<T> broadcast(T value) {
    Broadcast<T> travelling = context.broadcast(value);
    broadcasts.add(travelling);
    return travelling;
  }

  /** Takes back all that was broadcast: Datasets that need it cannot be computed any more. */
  @Override
  public void close() {
    broadcasts.forEach(Broadcast::destroy);
    broadcasts.clear();
  }

  /** Adds time spent reading and decoding, in nanoseconds. */
  public void addRead(long nanos) {
    read.add(nanos);
  }

  /** Adds time spent in the tile loop: convert, multiply, finish, in nanoseconds. */
  public void addMultiply(long nanos) {
    multiply.add(nanos);
  }

  /** Adds the whole time of a task, in nanoseconds. */
  public void addTask(long nanos) {
    total.add(nanos);
  }

  /** Counts pixels of images that went through a network. */
  public void addPixels(long count) {
    pixels.add(count);
  }

  /** Pixels of images that went through a network. */
  public long pixels() {
    return pixels.value();
  }

  /** Counts an image that was left out because it could not be read. */
  public void addDropped() {
    dropped.add(1);
  }

  /** Notes what a task multiplied with. */
  public void addBlas(String description) {
    blas.add(description);
  }

  /** Images left out because they could not be read. */
  public long dropped() {
    return dropped.value();
  }

  /** What the tasks multiplied with, each once. */
  public SortedSet<String> blas() {
    return new TreeSet<>(blas.value());
  }

  /**
   * Task seconds by stage; what is neither reading nor multiplying is assembling and writing. Empty
   * for a job whose tasks do not add their whole time.
   */
  public Map<String, Double> taskSeconds() {
    if (total.isZero()) {
      return Map.of();
    }
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("read and decode", read.value() / 1e9);
    seconds.put("multiply", multiply.value() / 1e9);
    seconds.put("assemble and write", (total.value() - read.value() - multiply.value()) / 1e9);
    return seconds;
  }
}
