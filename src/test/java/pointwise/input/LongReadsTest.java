package pointwise.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.pixels.Pictures;
import pointwise.report.JobMetrics;
import pointwise.tile.Tile;

class LongReadsTest {
  private static final long MOST_SECONDS = 60;
  private static final Logger LOG = (Logger) LogManager.getLogger(LongReads.class);

  @TempDir private Path folder;
  private final Logged logged = new Logged();

  /** Counted by tasks in this JVM. */
  private static final CountDownLatch BEGUN = new CountDownLatch(1);

  /** The lines of the log. */
  private static final class Logged extends AbstractAppender {
    final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    Logged() {
      super("logged", null, null, true, Property.EMPTY_ARRAY);
      start();
    }

    @Override
    public void append(LogEvent event) {
      lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
    }
  }

  @BeforeEach
  void listen() {
    LOG.addAppender(logged);
    LOG.setLevel(Level.WARN);
  }

  @AfterEach
  void stopListening() {
    LOG.removeAppender(logged);
  }

  private String line() throws InterruptedException {
    return logged.lines.poll(MOST_SECONDS, TimeUnit.SECONDS);
  }

  private static SplitIterator<Tile> rows(
      List<InputSplit> splits, LongReads reads, SplitReader<Tile> reader) {
    JobMetrics metrics = new JobMetrics(Spark.session().sparkContext());
    return new SplitIterator<>(
        splits.iterator(),
        new RasterReader(new Configuration(), Fixture.LIMITS),
        reader,
        Tile::failed,
        metrics::addRead,
        metrics,
        reads);
  }

  private InputSplit image(String name) {
    Path file = Pictures.uint8(folder.resolve(name), 20, 30, 1, 1);
    return Pictures.listed(file.toString(), name, file);
  }

  /** The reader goes on when its image has been named twice. */
  @Test
  void anImageThatIsReadForLongIsNamedAgainAndAgain() {
    LongReads reads = new LongReads(Duration.ofMillis(20));
    List<String> named = new ArrayList<>();
    SplitReader<Tile> slow =
        (split, image) -> {
          assertThat(reads.open()).hasSize(1);
          try {
            named.add(line());
            named.add(line());
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return new TileReader(0).read(split, image);
        };
    Iterator<Tile> rows = rows(List.of(image("a\nb.npy")), reads, slow);
    rows.forEachRemaining(row -> assertThat(row.getError()).isNull());
    String expected =
        "WARN Image " + folder + "/a\\\\u000ab\\.npy is still being read after \\d+ \\w+";
    assertThat(named).hasSize(2).allSatisfy(line -> assertThat(line).matches(expected));
    assertThat(named.get(0)).isNotEqualTo(named.get(1));
    assertThat(reads.open()).isEmpty();
  }

  @Test
  void anImageThatIsReadInTimeIsNot() {
    LongReads reads = new LongReads(Duration.ofHours(1));
    rows(List.of(image("a.npy"), image("b.npy")), reads, new TileReader(0))
        .forEachRemaining(row -> assertThat(row.getError()).isNull());
    assertThat(reads.open()).isEmpty();
    assertThat(logged.lines).isEmpty();
  }

  @Test
  void anImageThatFailsIsHeldNoLonger() {
    LongReads reads = new LongReads(Duration.ofHours(1));
    List<Integer> open = new ArrayList<>();
    SplitReader<Tile> failing =
        (split, image) -> {
          open.add(reads.open().size());
          throw new IllegalStateException("broken");
        };
    rows(List.of(image("a.npy"), image("b.npy")), reads, failing)
        .forEachRemaining(row -> assertThat(row.getError()).isNotNull());
    InputSplit gone = image("c.npy");
    assertThat(folder.resolve("c.npy").toFile().delete()).isTrue();
    rows(List.of(gone), reads, failing)
        .forEachRemaining(row -> assertThat(row.getErrorKind()).isEqualTo("storage"));
    assertThat(open).containsExactly(1, 1);
    assertThat(reads.open()).isEmpty();
  }

  /** Such as one without memory, whose task Spark ends. */
  @Test
  void anImageOfATaskThatEndsIsHeldNoLonger() {
    LongReads reads = new LongReads(Duration.ofHours(1));
    SplitReader<Tile> ending =
        (split, image) -> {
          throw new OutOfMemoryError("all of it");
        };
    SplitIterator<Tile> rows = rows(List.of(image("a.npy")), reads, ending);
    assertThatThrownBy(rows::hasNext).isInstanceOf(OutOfMemoryError.class);
    assertThat(reads.open()).hasSize(1);
    rows.close(); // as TaskInputs does
    assertThat(reads.open()).isEmpty();
  }

  @Test
  void anImageOfATaskThatIsKilledIsHeldNoLonger() throws InterruptedException {
    InputSplit image = image("killed.npy");
    JavaSparkContext context = new JavaSparkContext(Spark.session().sparkContext());
    JobMetrics metrics = new JobMetrics(context.sc());
    TaskInputs inputs = new TaskInputs(Spark.session(), 1 << 20, metrics);
    SplitReader<Tile> stuck = stuck();
    JavaFutureAction<Void> job =
        context
            .parallelize(List.of(image), 1)
            .foreachPartitionAsync(
                splits ->
                    inputs
                        .rows(splits, stuck, Tile::failed, nanos -> {})
                        .forEachRemaining(row -> {}));
    assertThat(BEGUN.await(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(LongReads.ofJvm().open()).contains(image.getOrigin());
    job.cancel(true);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (LongReads.ofJvm().open().contains(image.getOrigin()) && System.nanoTime() < end) {
      Thread.sleep(10);
    }
    assertThat(LongReads.ofJvm().open()).doesNotContain(image.getOrigin());
  }

  /** A reader that does not come back until its task is told to end. */
  private static SplitReader<Tile> stuck() {
    return (SplitReader<Tile> & Serializable)
        (split, image) -> {
          BEGUN.countDown();
          while (!TaskContext.get().isInterrupted()) {
            LockSupport.parkNanos(1_000_000);
          }
          return new TileReader(0).read(split, image);
        };
  }
}
