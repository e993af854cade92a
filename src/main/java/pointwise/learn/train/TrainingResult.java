package pointwise.learn.train;

import static pointwise.report.Reports.line;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.IntStream;
import pointwise.learn.samples.SampleCounts;
import pointwise.report.JobReport;

/**
 * What training did.
 *
 * @param unlabelled pixels without a label
 * @param nodata pixels left out because they are no data
 * @param layers the model in words
 * @param batch samples of a step, about; 0 for all
 * @param keptEpoch the epoch whose model is kept, from 1
 * @param judgedOn what it was judged on: validation or, where nothing is put aside, training
 * @param samples how many these are
 * @param loss mean cross-entropy on them
 * @param accuracy on them, 0..1
 * @param confusion on them: rows are the truth, columns the prediction
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TrainingResult(
    long unlabelled,
    long nodata,
    List<OfClass> classes,
    String layers,
    int parameters,
    long batch,
    int partitions,
    List<Epoch> epochs,
    int keptEpoch,
    String judgedOn,
    long samples,
    double loss,
    double accuracy,
    long[][] confusion)
    implements JobReport.Part {
  /** Samples of a class. */
  public record OfClass(@JsonProperty("class") String name, long training, long validation) {}

  /** An epoch: see {@link EpochResult}. */
  public record Epoch(
      int epoch,
      double loss,
      double accuracy,
      double validationLoss,
      double validationAccuracy,
      double seconds,
      double samplesPerSecond) {
    private static Epoch of(EpochResult epoch) {
      return new Epoch(
          epoch.epoch(),
          epoch.loss(),
          epoch.accuracy(),
          epoch.validationLoss(),
          epoch.validationAccuracy(),
          epoch.seconds(),
          epoch.samples() / epoch.seconds());
    }
  }

  /**
   * What is told of a training.
   *
   * @param judged the model that is kept, on the samples it is judged on
   */
  public static TrainingResult of(
      List<String> classes,
      SampleCounts counts,
      ModelShape shape,
      TrainingSettings settings,
      int partitions,
      TrainingState state,
      Gradient judged) {
    return new TrainingResult(
        counts.unlabelled(),
        counts.nodata(),
        IntStream.range(0, classes.size())
            .mapToObj(
                k -> new OfClass(classes.get(k), counts.training()[k], counts.validation()[k]))
            .toList(),
        shape.toString(),
        shape.parameters(),
        settings.batch(),
        partitions,
        state.history().stream().map(Epoch::of).toList(),
        state.bestEpoch(),
        settings.validates() ? "validation" : "training",
        judged.count(),
        judged.meanLoss(),
        judged.accuracy(),
        judged.confusion().matrix());
  }

  @Override
  public void appendTo(StringBuilder text) {
    line(text, "kept", "epoch %d", keptEpoch);
    line(text, "accuracy", "%.4f of %,d %s samples, loss %.4f", accuracy, samples, judgedOn, loss);
  }
}
