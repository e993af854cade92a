package pointwise.report;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.text.Text;
import pointwise.text.Version;

/**
 * What a job shares with its tasks: what they count, and what is broadcast to them until it is
 * closed. Images that were dropped and files that could not be read are counted once, whatever runs
 * again. The others are sums of what the tasks of all actions did: exact in one action of one
 * stage, where Spark adds the updates of each task once.
 */
public final class JobMetrics implements AutoCloseable, Serializable {
  private static final long serialVersionUID = 1L;

  private final LongAccumulator read;
  private final LongAccumulator multiply;
  private final LongAccumulator total;
  private final FailedInputs dropped = new FailedInputs(ErrorKind.CONTENT);
  private final FailedInputs unreadable = new FailedInputs(ErrorKind.STORAGE);
  private final FailedInputs broken = new FailedInputs(ErrorKind.STORAGE);
  private final LongAccumulator images;
  private final LongAccumulator failed;
  private final LongAccumulator pixels;
  private final LongAccumulator pages;
  private final LongAccumulator paged;
  private final LongAccumulator inexact;
  private final LongAccumulator tooLarge;
  private final LongAccumulator invalid;
  private final LongAccumulator nodata;
  private final CollectionAccumulator<String> engines;
  private final transient JavaSparkContext context;
  private final transient List<Broadcast<?>> broadcasts = new ArrayList<>();
  private final transient long start = System.nanoTime();
  private transient volatile Reading reading = new Reading(0, 0, start);
  private long mostUnreadable = Long.MAX_VALUE;
  private boolean takesBack;

  /** What the driver knows of the images that tasks read. */
  private record Reading(long images, long done, long since) {}

  /** What tasks get in place of counters that each of them has for itself. */
  private final transient OfTask each;

  /** Counters of their own, registered with the context. */
  public JobMetrics(SparkContext context) {
    this(context, context, null);
  }

  /**
   * Counters that each task has for itself: the driver hears nothing of them, so that it does not
   * matter how often tasks run. What is shared with tasks travels with them.
   */
  public static JobMetrics ofTasks(SparkContext context) {
    return new JobMetrics(context, null, new OfTask());
  }

  /** Counters that nobody hears of but who has them. */
  public static JobMetrics ofOne() {
    return new JobMetrics(null, null, null);
  }

  /**
   * @param counting registers the counters; null for none that the driver hears of
   */
  private JobMetrics(SparkContext context, SparkContext counting, OfTask each) {
    this.read = counter(counting, "read and decode (ns)");
    this.multiply = counter(counting, "multiply (ns)");
    this.total = counter(counting, "tasks (ns)");
    this.images = counter(counting, "images");
    this.failed = counter(counting, "images that failed");
    this.pixels = counter(counting, "pixels");
    this.pages = counter(counting, "pages not read");
    this.paged = counter(counting, "images with pages not read");
    this.inexact = counter(counting, "values rounded");
    this.nodata = counter(counting, "values not finite");
    this.tooLarge = counter(counting, "values too large");
    this.invalid = counter(counting, "pixels without data");
    this.engines = new CollectionAccumulator<>();
    if (counting != null) {
      counting.register(dropped);
      counting.register(unreadable);
      counting.register(broken);
      counting.register(engines, "engine");
    }
    this.context = context == null ? null : JavaSparkContext.fromSparkContext(context);
    this.each = each;
  }

  private static LongAccumulator counter(SparkContext context, String name) {
    LongAccumulator counter = new LongAccumulator();
    if (context != null) {
      context.register(counter, name);
    }
    return counter;
  }

  /** Becomes counters of a task. */
  private record OfTask() implements Serializable {
    private Object readResolve() {
      return ofOne();
    }
  }

  private Object writeReplace() {
    return each == null ? this : each;
  }

  /** Wall time since the job began its work. On the driver. */
  public double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Of Pointwise, Spark and Java. On the driver. */
  SortedMap<String, String> versions() {
    return new TreeMap<>(
        Map.of(
            "pointwise",
            Version.text(),
            "spark",
            context.version(),
            "java",
            System.getProperty("java.version")));
  }

  /**
   * Tells how many images tasks are about to read. On the driver.
   *
   * @param images in all
   * @param done those of them that were read before
   */
  public void expect(long images, long done) {
    reading = new Reading(images, done, System.nanoTime());
  }

  /** How many images there are to read in all; 0 where nobody told. On the driver. */
  public long expected() {
    return reading.images;
  }

  /** How many of them were read before the job. On the driver. */
  public long before() {
    return reading.done;
  }

  /** Wall time since images are read. On the driver. */
  public double secondsOfReading() {
    return (System.nanoTime() - reading.since) / 1e9;
  }

  /** How many were read by now, or failed, in tasks that have ended. On the driver. */
  public long images() {
    return before() + images.value();
  }

  /** How many of them failed. On the driver. */
  public long failed() {
    return failed.value();
  }

  /** Which of {@link #images} and {@link #failed} a counter of Spark's is, 0 or 1; -1 for none. */
  public int whichOfProgress(long counter) {
    return counter == images.id() ? 0 : counter == failed.id() ? 1 : -1;
  }

  /** Counts an image that was read to its end, or failed. */
  public void countImage(boolean sound) {
    images.add(1);
    if (!sound) {
      failed.add(1);
    }
  }

  /** Broadcasts a value to the tasks of the job. On the driver. */
  public <T> Broadcast<T> broadcast(T value) {
    Broadcast<T> travelling = context.broadcast(value);
    broadcasts.add(travelling);
    return travelling;
  }

  /** Shares a value with the tasks of the job, by a broadcast where the counters are of all. */
  public <T> Shared<T> share(T value) {
    return each == null ? new Shared.Sent<>(broadcast(value)) : new Shared.Held<>(value);
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

  /**
   * Counts lines of an image that were read to the last.
   *
   * @param first whether they are the first of the image, which tell of all of it
   */
  public void addImage(Raster image, int lines, boolean first) {
    pixels.add((long) lines * image.width());
    inexact.add(image.inexact());
    if (first && image.unreadPages() > 0) {
      pages.add(image.unreadPages());
      paged.add(1);
    }
  }

  /** Counts pixels of images that are no data. */
  public void addInvalid(long count) {
    invalid.add(count);
  }

  /** Counts values that are not finite, which a result has another for. */
  public void addNodata(long values) {
    nodata.add(values);
  }

  /** Counts finite values that are infinite in a result. */
  public void addTooLarge(long values) {
    tooLarge.add(values);
  }

  /** Pixels that were read of images. */
  public long pixels() {
    return pixels.value();
  }

  /** Counts an image that was left out because its content is wrong. */
  public void addDropped(ImageException failure) {
    dropped.add(failure);
  }

  /** Sets how many files may be unreadable. To be called before tasks are sent. */
  public void limitUnreadable(long most) {
    mostUnreadable = most;
  }

  /**
   * Counts a file that could not be read.
   *
   * @throws TooManyUnreadableException if that are more than may be, of this task alone
   */
  public void addUnreadable(ImageException failure) {
    unreadable.add(failure);
    requireFewUnreadable();
  }

  /**
   * Requires that no more files were unreadable than may be: in a task of those it met, on the
   * driver of all.
   *
   * @throws TooManyUnreadableException with one of them
   */
  public void requireFewUnreadable() {
    if (tooManyUnreadable()) {
      throw new TooManyUnreadableException(unreadable.value(), mostUnreadable);
    }
  }

  /** Whether more files were unreadable than may be. */
  public boolean tooManyUnreadable() {
    return unreadable.count() > mostUnreadable;
  }

  /**
   * Lets tasks go on where an image fails after lines of it went on: whoever calls this takes back
   * what they wrote of {@link #broken}. To be called before tasks are sent.
   */
  public void takeBack() {
    takesBack = true;
  }

  /**
   * Notes an image that failed after lines of it went on, or may have in another task.
   *
   * @throws IllegalStateException if nobody takes those lines back; Spark tries the task again
   */
  public void addBroken(ImageException failure) {
    if (!takesBack) {
      throw new IllegalStateException(
          Text.of(
              "Cannot read %s: the file changed or failed after other lines of it were read: %s",
              failure.origin(), failure.reason()),
          failure);
    }
    broken.add(failure);
  }

  /** Nanoseconds spent reading and decoding. */
  public long readNanos() {
    return read.value();
  }

  /** Nanoseconds spent in the tile loop. */
  public long multiplyNanos() {
    return multiply.value();
  }

  /** What was counted: in a task, at its end, by it alone. */
  public TaskCounts counts() {
    return new TaskCounts(
        read.value(),
        multiply.value(),
        total.value(),
        pixels.value(),
        pages.value(),
        paged.value(),
        inexact.value(),
        nodata.value(),
        tooLarge.value(),
        invalid.value(),
        engines(),
        dropped.reasons(),
        unreadable.reasons(),
        broken.reasons());
  }

  /** Adds what tasks of an earlier run counted. On the driver. */
  public void add(TaskCounts earlier) {
    read.add(earlier.read());
    multiply.add(earlier.multiply());
    total.add(earlier.total());
    pixels.add(earlier.pixels());
    pages.add(earlier.pages());
    paged.add(earlier.paged());
    inexact.add(earlier.inexact());
    nodata.add(earlier.nodata());
    tooLarge.add(earlier.tooLarge());
    invalid.add(earlier.invalid());
    earlier.engines().forEach(engines::add);
    dropped.add(earlier.dropped());
    unreadable.add(earlier.unreadable());
    broken.add(earlier.broken());
  }

  /** The paths of images that failed after lines of them went on. */
  public Set<String> broken() {
    return broken.origins();
  }

  /** What of the images read was not taken as it stands. */
  public ReadNotes notes() {
    return new ReadNotes(
        pages.value(),
        paged.value(),
        invalid.value(),
        inexact.value(),
        nodata.value(),
        tooLarge.value());
  }

  /** Notes what a task multiplied with. */
  public void addEngine(String description) {
    engines.add(description);
  }

  /** Images that were left out because their content is wrong. */
  public Failures dropped() {
    return dropped.value();
  }

  /** What the tasks multiplied with, each once. */
  public SortedSet<String> engines() {
    return new TreeSet<>(engines.value());
  }

  /**
   * Task seconds by stage; what is neither reading nor multiplying is assembling and writing. Empty
   * for a job whose tasks do not tell how long they read images.
   */
  public Map<String, Double> taskSeconds() {
    if (read.isZero() || total.isZero()) {
      return Map.of();
    }
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("read and decode", read.value() / 1e9);
    seconds.put("multiply", multiply.value() / 1e9);
    seconds.put("assemble and write", (total.value() - read.value() - multiply.value()) / 1e9);
    return seconds;
  }
}
