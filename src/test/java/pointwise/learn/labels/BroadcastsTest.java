package pointwise.learn.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.blas.Blas;
import pointwise.input.FailurePolicy;
import pointwise.input.InputSplit;
import pointwise.input.TaskInputs;
import pointwise.kernel.SampleRange;
import pointwise.learn.classify.Confusion;
import pointwise.learn.classify.Evaluation;
import pointwise.learn.classify.Prediction;
import pointwise.learn.samples.SampleChoice;
import pointwise.learn.train.TrainingSet;
import pointwise.pixels.Pictures;
import pointwise.report.JobMetrics;
import pointwise.text.Text;

/** In a session that goes on, nothing of a job stays. */
class BroadcastsTest {
  /** Random names of so many images fill more than one piece of 4 MB. */
  private static final int IMAGES = 300_000;

  @TempDir private Path folder;

  private static Labels labels(int images) throws IOException {
    List<InputSplit> parts = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      String name =
          Text.of(
              "%d/%s.npy",
              i % 2,
              UUID.nameUUIDFromBytes(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16)}));
      parts.add(new InputSplit("file:/" + name, name, 1, 0, null));
    }
    return LabelReader.read(
        new Configuration(), "folders", LabelUnit.IMAGE, parts, OptionalInt.empty());
  }

  /** Broadcasts of several pieces: those of Spark's own, of what tasks do, have one. */
  private static int broadcasts() {
    return SparkEnv.get()
        .blockManager()
        .master()
        .getMatchingBlockIds(id -> id.isBroadcast() && id.name().endsWith("_piece1"), true)
        .size();
  }

  /** They are removed a little later than they are destroyed. */
  private static void assertSoon(int expected) throws InterruptedException {
    for (int i = 0; i < 100 && broadcasts() > expected; i++) {
      Thread.sleep(100);
    }
    assertThat(broadcasts()).isLessThanOrEqualTo(expected);
  }

  @Test
  void evaluationLeavesNone() throws IOException, InterruptedException {
    SparkSession spark = Spark.session();
    Labels labels = labels(IMAGES);
    Prediction failed = new Prediction();
    failed.setOrigin("file:/0/a.npy");
    failed.setError("no picture");
    failed.setErrorKind("content");
    int before = broadcasts();
    Confusion confusion =
        Evaluation.ofImages(
            spark.createDataset(List.of(failed), Prediction.ENCODER),
            labels,
            FailurePolicy.PERMISSIVE);
    assertThat(confusion.images().failed()).isEqualTo(1);
    assertSoon(before);
  }

  @Test
  void trainingLeavesNone() throws IOException, InterruptedException {
    SparkSession spark = Spark.session();
    Labels labels = labels(IMAGES);
    int before = broadcasts();
    Path image = folder.resolve("a.npy");
    Pictures.npy(image, "|u1", 1, 1, 1, new byte[] {1});
    TrainingSet set =
        new TrainingSet(
            spark,
            List.of(Pictures.listed("file:" + image, "0/a.npy", image)),
            0,
            new TaskInputs(spark, TaskInputs.MAX_PIXELS, new JobMetrics(spark.sparkContext())),
            new SampleChoice(
                LabelUnit.IMAGE, 2, 2, SampleRange.RAW, 0, 1, FailurePolicy.PERMISSIVE),
            labels,
            Blas.Kind.JAVA);
    assertThat(broadcasts()).isEqualTo(before + 1);
    assertThat(set.statistics().counts().images().failed()).isEqualTo(1);
    set.close();
    assertSoon(before);
    assertThatThrownBy(set::statistics).hasStackTraceContaining("destroyed");
  }
}
