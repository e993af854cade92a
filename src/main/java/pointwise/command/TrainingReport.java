package pointwise.command;

import static pointwise.report.Reports.line;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import pointwise.learn.classify.ClassifierInfo;
import pointwise.learn.labels.Labels;
import pointwise.learn.samples.SampleCounts;
import pointwise.learn.samples.Standardisation;
import pointwise.learn.train.EpochResult;
import pointwise.learn.train.Gradient;
import pointwise.learn.train.ModelShape;
import pointwise.learn.train.TrainedModel;
import pointwise.learn.train.TrainingSettings;
import pointwise.learn.train.TrainingState;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Convolution;
import pointwise.network.onnx.OnnxWriter;
import pointwise.preview.ConfusionPicture;
import pointwise.preview.KernelMap;
import pointwise.preview.LearningCurves;
import pointwise.report.ReadNotes;
import pointwise.report.Reports;
import pointwise.report.Skipped;
import pointwise.store.OutputFile;
import pointwise.text.Text;

/**
 * What training did: the files beside the model and the summary at the end.
 *
 * @param out the model
 * @param skipped what the folders hold beside images
 * @param result of the model that is kept, on the validation samples; where there are none, on
 *     those it was trained with
 * @param notes what of the images was not taken as it stands
 * @param seconds wall time without the start of Spark
 */
record TrainingReport(
    String out,
    Skipped skipped,
    Labels labels,
    SampleCounts counts,
    ModelShape shape,
    Standardisation standardisation,
    TrainingState state,
    TrainingSettings settings,
    Gradient result,
    int partitions,
    double seconds,
    ReadNotes notes,
    SortedSet<String> blas,
    Map<String, String> versions,
    Map<String, Object> options) {
  private static final String REPORT = ".report.json";
  private static final String CURVES = ".curves.png";
  private static final String CONFUSION = ".confusion.png";
  private static final String KERNELS = ".kernels.png";

  /** How the names of the files beside the model end. */
  static final List<String> BESIDE = List.of(REPORT, CURVES, CONFUSION, KERNELS);

  /** Writes all files, the model last: where it is, everything is. */
  void write(OutputFile model, ClassifierInfo info) throws IOException {
    Network network = new TrainedModel(shape, standardisation, state.best()).network();
    model.beside(REPORT).write(json());
    model.beside(CURVES).write(curves());
    model.beside(CONFUSION).write(confusionPicture());
    model.beside(KERNELS).write(kernels(network));
    model.write(OnnxWriter.write(network, info.metadata()));
  }

  private String name() {
    return out.substring(out.lastIndexOf('/') + 1);
  }

  private String judged() {
    return settings.validates() ? "validation" : "training";
  }

  private byte[] json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("command", "train");
    fields.put("inputs", counts.images().done() + counts.images().failed());
    skipped.describe(fields);
    fields.put("images", counts.images().done());
    fields.put("failed", counts.images().failed());
    fields.put("failed_by_kind", counts.images().failures().byKind());
    fields.put("failures", counts.images().failures().json());
    notes.putInto(fields);
    fields.put("unlabelled", counts.unlabelled());
    fields.put("not_finite", counts.notFinite());
    fields.put("classes", classes());
    fields.put("layers", shape.toString());
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

  private byte[] curves() {
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

  private byte[] confusionPicture() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    String title =
        Text.of(
            "%s: accuracy %.4f of %,d %s samples",
            name(), result.accuracy(), result.count(), judged());
    ConfusionPicture.write(png, title, labels.classes(), result.confusion().matrix());
    return png.toByteArray();
  }

  /** The kernels of the first layer, for samples as they are; channels by number. */
  private byte[] kernels(Network network) {
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
        "beside it",
        "%s",
        String.join(
            ", ", BESIDE.stream().map(suffix -> OutputFile.beside(name(), suffix)).toList()));
    line(
        text,
        "images",
        "%,d in = %,d done + %,d failed",
        counts.images().done() + counts.images().failed(),
        counts.images().done(),
        counts.images().failed());
    notes.appendTo(text);
    if (!skipped.text().isEmpty()) {
      line(text, "skipped", "%s", skipped.text());
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
