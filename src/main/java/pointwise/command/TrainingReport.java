package pointwise.command;

import static pointwise.report.Reports.line;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import pointwise.learn.ClassifierInfo;
import pointwise.learn.EpochResult;
import pointwise.learn.Gradient;
import pointwise.learn.Labels;
import pointwise.learn.ModelShape;
import pointwise.learn.SampleCounts;
import pointwise.learn.Standardisation;
import pointwise.learn.TrainingSettings;
import pointwise.learn.TrainingState;
import pointwise.network.Convolution;
import pointwise.network.Network;
import pointwise.network.Node;
import pointwise.preview.ConfusionPicture;
import pointwise.preview.KernelMap;
import pointwise.preview.LearningCurves;
import pointwise.report.Reports;

/**
 * What training did: the files beside the model and the summary at the end.
 *
 * @param out the model
 * @param skipped other files in the folders
 * @param result of the model that is kept, on the validation samples; where there are none, on
 *     those it was trained with
 * @param seconds wall time without the start of Spark
 */
record TrainingReport(
    String out,
    long skipped,
    Labels labels,
    SampleCounts counts,
    ModelShape shape,
    Standardisation standardisation,
    TrainingState state,
    TrainingSettings settings,
    Gradient result,
    int partitions,
    double seconds,
    SortedSet<String> blas,
    Map<String, String> versions,
    Map<String, Object> options) {
  /** What is told before the first epoch. */
  static String begin(
      ModelShape shape, SampleCounts counts, TrainingSettings settings, int partitions) {
    StringBuilder text = new StringBuilder();
    counts.failures().forEach(failure -> line(text, "failed", "%s", failure));
    long training = Arrays.stream(counts.training()).sum();
    line(
        text,
        "samples",
        "%,d to train with, %,d to validate with, %,d pixels unlabelled, %,d not finite",
        training,
        Arrays.stream(counts.validation()).sum(),
        counts.unlabelled(),
        counts.notFinite());
    line(
        text,
        "model",
        "%s, %,d parameters, steps of %,d samples, %d partitions",
        layers(shape),
        shape.parameters(),
        settings.batch() == 0 ? training : Math.min(training, settings.batch()),
        partitions);
    return text.toString();
  }

  /** What is told after an epoch. */
  static String after(EpochResult epoch) {
    String validation =
        Double.isNaN(epoch.validationLoss())
            ? ""
            : String.format(
                Locale.ROOT,
                "  validation %8.4f %7.4f",
                epoch.validationLoss(),
                epoch.validationAccuracy());
    return String.format(
        Locale.ROOT,
        "epoch %4d  loss %8.4f  accuracy %7.4f%s  %6.2f s  %,.0f samples/s",
        epoch.epoch(),
        epoch.loss(),
        epoch.accuracy(),
        validation,
        epoch.seconds(),
        epoch.samples() / epoch.seconds());
  }

  private static String layers(ModelShape shape) {
    StringBuilder text = new StringBuilder().append(shape.inputs(0));
    for (int l = 0; l < shape.layers(); l++) {
      boolean pools = shape.unit() == ClassifierInfo.Unit.IMAGE && l == shape.layers() - 1;
      text.append(pools ? " -> %s pool".formatted(shape.pool()).toLowerCase(Locale.ROOT) : "")
          .append(" -> ")
          .append(shape.outputs(l));
    }
    return text.toString();
  }

  private String judged() {
    return settings.validates() ? "validation" : "training";
  }

  byte[] json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("command", "train");
    fields.put("inputs", counts.images() + counts.failed());
    fields.put("skipped", skipped);
    fields.put("images", counts.images());
    fields.put("failed", counts.failed());
    fields.put("failures", counts.failures());
    fields.put("unlabelled", counts.unlabelled());
    fields.put("not_finite", counts.notFinite());
    fields.put("classes", classes());
    fields.put("layers", layers(shape));
    fields.put("parameters", shape.parameters());
    fields.put("batch", settings.batch());
    fields.put("partitions", partitions);
    fields.put("epochs", epochs());
    fields.put("kept_epoch", state.bestEpoch());
    fields.put("judged_on", judged());
    fields.put("loss", result.meanLoss());
    fields.put("accuracy", result.accuracy());
    fields.put("confusion", result.confusion().matrix());
    fields.put("seconds", seconds);
    fields.put("blas", blas);
    fields.put("versions", versions);
    fields.put("settings", options);
    return Reports.json(fields);
  }

  private List<Map<String, Object>> classes() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int k = 0; k < shape.classes(); k++) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("class", labels.classes().get(k));
      row.put("training", counts.training()[k]);
      row.put("validation", counts.validation()[k]);
      rows.add(row);
    }
    return rows;
  }

  private List<Map<String, Object>> epochs() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (EpochResult epoch : state.history()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("epoch", epoch.epoch());
      row.put("loss", epoch.loss());
      row.put("accuracy", epoch.accuracy());
      if (settings.validates()) {
        row.put("validation_loss", epoch.validationLoss());
        row.put("validation_accuracy", epoch.validationAccuracy());
      }
      row.put("seconds", epoch.seconds());
      row.put("samples_per_second", epoch.samples() / epoch.seconds());
      rows.add(row);
    }
    return rows;
  }

  byte[] curves() {
    return LearningCurves.png(
        curve(EpochResult::loss),
        settings.validates() ? curve(EpochResult::validationLoss) : new double[0],
        curve(EpochResult::accuracy),
        settings.validates() ? curve(EpochResult::validationAccuracy) : new double[0],
        state.bestEpoch() - 1);
  }

  private double[] curve(ToDoubleFunction<EpochResult> value) {
    return state.history().stream().mapToDouble(value).toArray();
  }

  byte[] confusionPicture() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    String title =
        String.format(
            Locale.ROOT,
            "%s: accuracy %.4f of %,d %s samples",
            out.substring(out.lastIndexOf('/') + 1),
            result.accuracy(),
            result.count(),
            judged());
    ConfusionPicture.write(png, title, labels.classes(), result.confusion().matrix());
    return png.toByteArray();
  }

  /** The kernels of the first layer, for samples as they are; channels by number. */
  byte[] kernels(Network network) {
    Convolution first =
        network.nodes().stream()
            .map(Node::layer)
            .filter(Convolution.class::isInstance)
            .map(Convolution.class::cast)
            .findFirst()
            .orElseThrow();
    List<String> kernels = shape.layers() == 1 ? labels.classes() : names("k", first.kernels());
    return KernelMap.png(first.weights(), kernels, names("c", first.inputs()));
  }

  private static List<String> names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }

  String summary() {
    StringBuilder text = new StringBuilder();
    line(text, "result", "%s, of epoch %d", out, state.bestEpoch());
    line(
        text,
        "images",
        "%,d in = %,d done + %,d failed",
        counts.images() + counts.failed(),
        counts.images(),
        counts.failed());
    if (skipped > 0) {
      line(text, "skipped", "%,d other files", skipped);
    }
    line(
        text,
        "accuracy",
        "%.4f of %,d %s samples, loss %.4f",
        result.accuracy(),
        result.count(),
        judged(),
        result.meanLoss());
    line(text, "time", "%.1f s", seconds);
    blas.forEach(description -> line(text, "BLAS", "%s", description));
    return text.toString();
  }
}
