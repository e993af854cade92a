package pointwise.learn.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.BlockId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Broadcasts;
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

/** In a session that goes on, nothing of a job stays. */
class BroadcastsTest {
  @TempDir private Path folder;

  private static Labels labels() throws IOException {
    List<InputSplit> parts = new ArrayList<>();
    for (String name : List.of("0/b.npy", "1/c.npy")) {
      parts.add(new InputSplit("file:/" + name, name, 1, 0, null));
    }
    return LabelReader.read(
        new Configuration(), "folders", LabelUnit.IMAGE, parts, OptionalInt.empty());
  }

  @Test
  void evaluationLeavesNone() throws IOException, InterruptedException {
    SparkSession spark = Spark.session();
    Labels labels = labels();
    Prediction failed = new Prediction();
    failed.setOrigin("file:/0/a.npy");
    failed.setError("no picture");
    failed.setErrorKind("content");
    Set<BlockId> before = Broadcasts.of(Labels.class);
    Confusion confusion =
        Evaluation.ofImages(
            spark.createDataset(List.of(failed), Prediction.ENCODER),
            labels,
            FailurePolicy.PERMISSIVE);
    assertThat(confusion.images().failed()).isEqualTo(1);
    Broadcasts.assertNoMore(Labels.class, before);
  }

  @Test
  void trainingLeavesNone() throws IOException, InterruptedException {
    SparkSession spark = Spark.session();
    Labels labels = labels();
    Set<BlockId> before = Broadcasts.of(Labels.class);
    Path image = folder.resolve("a.npy");
    Pictures.npy(image, "|u1", 1, 1, 1, new byte[] {1});
    TrainingSet set =
        new TrainingSet(
            spark,
            List.of(Pictures.listed("file:" + image, "0/a.npy", image)),
            0,
            new TaskInputs(spark, TaskInputs.MAX_PIXELS, new JobMetrics(spark.sparkContext())),
            new SampleChoice(
                LabelUnit.IMAGE, 2, 2, SampleRange.RAW, 0, 1, 1, FailurePolicy.PERMISSIVE),
            labels,
            Blas.Kind.JAVA);
    Set<BlockId> travelling = Broadcasts.of(Labels.class);
    travelling.removeAll(before);
    assertThat(travelling).hasSize(1);
    assertThat(set.statistics().counts().images().failed()).isEqualTo(1);
    set.close();
    Broadcasts.assertNoMore(Labels.class, before);
    assertThatThrownBy(set::statistics).hasStackTraceContaining("destroyed");
  }
}
