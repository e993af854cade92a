package pointwise.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.Spark;
import pointwise.text.UsageException;

class ClusterWatchTest {
  private static final String GONE =
      "Cannot go on with pointwise extract: the cluster is gone, found no executor for 10 minutes, expected at least one";

  private final Told cluster = new Told();
  private final ClusterWatch watch =
      new ClusterWatch("extract", cluster, Duration.ofMinutes(10), () -> {});

  /** A cluster as a test tells it. */
  private static final class Told implements ClusterWatch.Cluster {
    boolean executor;
    boolean busy;
    int cancelled;

    @Override
    public boolean hasExecutor() {
      return executor;
    }

    @Override
    public boolean isBusy() {
      return busy;
    }

    @Override
    public void cancel() {
      cancelled++;
    }
  }

  /** How often the work was cancelled by then. */
  private int cancelled(long minute, boolean executor, boolean busy) {
    cluster.executor = executor;
    cluster.busy = busy;
    // A clock of nanoseconds begins anywhere.
    watch.look(Long.MAX_VALUE - 1 + TimeUnit.MINUTES.toNanos(minute));
    return cluster.cancelled;
  }

  @Test
  void workThatWaitsTenMinutesForAClusterThatIsGoneIsEnded() {
    assertThat(cancelled(0, true, true)).isZero();
    assertThat(cancelled(1, false, true)).isZero();
    assertThat(cancelled(10, false, true)).isZero();
    assertThat(cancelled(11, false, true)).isEqualTo(1);
    assertThatThrownBy(
            () ->
                watch.run(
                    () -> {
                      throw new SparkException("Job 1 cancelled part of cancelled job tags");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(GONE)
        .hasCauseInstanceOf(SparkException.class);
    // What the work starts after that waits no longer.
    assertThat(cancelled(12, false, true)).isEqualTo(2);
  }

  /** A queue gives an executor when it has one. */
  @Test
  void aClusterThatWasNotThereYetIsNotGone() {
    assertThat(cancelled(0, false, true)).isZero();
    assertThat(cancelled(100, false, true)).isZero();
  }

  /** Dynamic allocation gives executors back that have nothing to do. */
  @Test
  void anIdleClusterIsNotGone() {
    assertThat(cancelled(0, true, false)).isZero();
    assertThat(cancelled(1, false, false)).isZero();
    assertThat(cancelled(60, false, false)).isZero();
    assertThat(cancelled(61, false, true)).isZero();
    assertThat(cancelled(70, false, true)).isZero();
    assertThat(cancelled(71, false, true)).isEqualTo(1);
  }

  @Test
  void anExecutorThatComesBackIsWaitedFor() throws IOException {
    assertThat(cancelled(0, true, true)).isZero();
    assertThat(cancelled(1, false, true)).isZero();
    assertThat(cancelled(10, true, true)).isZero();
    assertThat(cancelled(12, false, true)).isZero();
    assertThat(cancelled(21, false, true)).isZero();
    assertThat(watch.<Integer, IOException>run(() -> 5)).isEqualTo(5);
  }

  @Test
  void anotherFailureStaysWhatItIs() {
    assertThat(cancelled(0, true, true)).isZero();
    IOException full = new IOException("No space left on device");
    assertThatThrownBy(
            () ->
                watch.run(
                    () -> {
                      throw full;
                    }))
        .isSameAs(full);
  }

  @ParameterizedTest
  @CsvSource({"10m, 600", "90, 90", "2h, 7200", "1500ms, 1", "100000000d, 8640000000000"})
  void theSettingIsATimeAsSparkHasThem(String value, long seconds) {
    assertThat(ClusterWatch.timeout(value)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "10 minutes", "0", "-1m", "5ms"})
  void aSettingThatIsNoTimeIsWrongUse(String value) {
    SparkSession spark = Spark.session();
    spark.conf().set(ClusterWatch.TIMEOUT, value);
    try {
      assertThatThrownBy(
              () -> Job.inSession("evaluate", new Job.Inputs("images", 0), (same, metrics) -> 1))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "Cannot use spark.pointwise.clusterTimeout: found %s, expected a time of at least a second, such as 10m",
              value);
    } finally {
      spark.conf().unset(ClusterWatch.TIMEOUT);
    }
  }

  /** As after a master has removed the application. */
  @Test
  void aJobThatFindsSparkEndedSaysSoInOneLine() {
    assertThatThrownBy(
            () ->
                Job.inSession(
                    "evaluate",
                    new Job.Inputs("images", 0),
                    (spark, metrics) -> {
                      spark.stop();
                      return spark.range(3).count();
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot go on with pointwise evaluate: Spark has ended before the job");
  }

  @Test
  void whatEndedItIsToldWithIt() {
    assertThatThrownBy(
            () ->
                Job.inSession(
                    "evaluate",
                    new Job.Inputs("images", 0),
                    (spark, metrics) -> {
                      spark.stop();
                      throw new UncheckedIOException(
                          new IOException(
                              new SparkException(
                                  "Job aborted due to stage failure: Master removed our application: KILLED\nDriver stacktrace:")));
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot go on with pointwise evaluate: Spark has ended before the job: Master removed our application: KILLED");
  }

  @Test
  void whatWasForeseenIsToldInsteadOfTheEndOfSpark() {
    IOException full = new IOException("Cannot write to a: No space left on device");
    assertThatThrownBy(
            () ->
                Job.inSession(
                    "evaluate",
                    new Job.Inputs("images", 0),
                    (spark, metrics) -> {
                      spark.stop();
                      throw full;
                    }))
        .isSameAs(full);
  }
}
