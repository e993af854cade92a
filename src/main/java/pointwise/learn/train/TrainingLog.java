package pointwise.learn.train;

import static pointwise.report.Reports.line;

import java.util.Arrays;
import pointwise.learn.labels.LabelUnit;
import pointwise.learn.samples.SampleCounts;
import pointwise.text.Text;

/** What is told while training runs. */
public final class TrainingLog {
  private TrainingLog() {}

  /** Before the first epoch. */
  public static String begin(
      ModelShape shape, SampleCounts counts, TrainingSettings settings, int partitions) {
    StringBuilder text = new StringBuilder();
    long training = Arrays.stream(counts.training()).sum();
    line(
        text,
        "samples",
        "%,d to train with, %,d to validate with%s",
        training,
        Arrays.stream(counts.validation()).sum(),
        shape.unit() == LabelUnit.IMAGE
            ? ""
            : Text.of(
                ", %,d pixels unlabelled, %,d no data", counts.unlabelled(), counts.nodata()));
    line(
        text,
        "model",
        "%s, %,d parameters, steps of %,d samples, %,d partition%s",
        shape,
        shape.parameters(),
        settings.batch() == 0 ? training : Math.min(training, settings.batch()),
        partitions,
        partitions == 1 ? "" : "s");
    return text.toString();
  }

  /** After an epoch. */
  public static String after(EpochResult epoch) {
    String validation =
        Double.isNaN(epoch.validationLoss())
            ? ""
            : Text.of(
                "  validation loss %8.4f  accuracy %7.4f",
                epoch.validationLoss(), epoch.validationAccuracy());
    return Text.of(
        "epoch %4d  loss %8.4f  accuracy %7.4f%s  %6.2f s  %,.0f samples/s",
        epoch.epoch(),
        epoch.loss(),
        epoch.accuracy(),
        validation,
        epoch.seconds(),
        epoch.samples() / epoch.seconds());
  }

  /**
   * After the last epoch, why it was the last where that is not their number.
   *
   * @param before epochs that were done when training began
   */
  public static String end(int before, TrainingState state, TrainingSettings settings) {
    StringBuilder text = new StringBuilder();
    if (state.epoch() < settings.epochs()) {
      line(
          text,
          "stopped",
          "after epoch %d: the validation loss has not been lower for %d epochs",
          state.epoch(),
          settings.patience());
    } else if (state.epoch() == before) {
      line(
          text,
          "stopped",
          "nothing is left to train: %d epochs were done before, --epochs is %d",
          before,
          settings.epochs());
    }
    return text.toString();
  }
}
