package pointwise.command.options;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import pointwise.blas.Blas;
import pointwise.input.InputSplit;
import pointwise.input.Listing;
import pointwise.input.Probe;
import pointwise.job.Job;
import pointwise.kernel.SampleRange;
import pointwise.learn.classify.Classifier;
import pointwise.learn.classify.ClassifierInfo;
import pointwise.learn.labels.ClassName;
import pointwise.learn.labels.ClassNames;
import pointwise.learn.labels.LabelUnit;
import pointwise.network.apply.NetworkSource;
import pointwise.network.apply.Preprocessing;
import pointwise.network.layer.Shape;
import pointwise.report.JobReport;
import pointwise.report.Reports;
import pointwise.text.Sha256;

/** Which classifier a job runs and how. */
public final class ClassifierOptions {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description =
          "The classifier, as ONNX: as train writes it, or any network that makes a vector N x K of an image, or a map N x K x H x W.")
  private String model;

  @Option(
      names = "--classes",
      paramLabel = "FILE",
      description =
          "Names of the classes: a .csv file of value,name or value,name,#rrggbb, a .txt file with a name in each line, or a .json file with a list of names or an object of them by number. Default: those in the model's file, else numbers.")
  private String classes;

  @Mixin private CommonOptions.Channels channels;
  @Mixin private CommonOptions.Engine engine;
  @Mixin private NetworkOptions networkOptions;

  public String model() {
    return model;
  }

  public Blas.Kind blas() {
    return engine.blas();
  }

  /**
   * The classifier; native BLAS is loaded here, so that a machine without it is told at once.
   *
   * @param maxPixels that images may have in their new size
   */
  public Classifier read(Configuration configuration, long maxPixels) throws IOException {
    NetworkSource source = networkOptions.readNumbers(configuration, model);
    Preprocessing preparation = networkOptions.preparation(source, channels.rule(), maxPixels);
    Classifier read = Classifier.of(model, source, preparation);
    if (source.usesLayers()) {
      engine.blas().load();
    }
    return classes == null
        ? read
        : read.named(ClassNames.read(configuration, classes, read.largestValue()));
  }

  /** What the classifier requires of images. */
  public Probe.Fit fit(Classifier classifier) {
    int count = classifier.info().classes().size();
    ToLongFunction<Shape> samples =
        Extraction.samples(classifier.source(), classifier.preparation());
    return KernelOptions.fit(
        classifier.preparation(),
        classifier.source().input(),
        classifier.info().unit() == LabelUnit.IMAGE
            ? shape -> count
            : shape -> samples.applyAsLong(shape) / count);
  }

  /** For the report. */
  public Map<String, Object> settings() {
    return Job.settings(
        networkOptions.settings(),
        Map.of("model", model, "channels", channels.rule().name(), "blas", engine.blas().name()));
  }

  /** What changes results; the names of pixels' classes are not among it. */
  public Map<String, String> identity(Classifier classifier) {
    ClassifierInfo info = classifier.info();
    return Job.settings(
        networkOptions.identity(),
        classifier.source().identity("--model"),
        Map.of(
            "--channels",
            channels.rule().name(),
            "--blas",
            engine.blas().name(),
            "--classes",
            Sha256.hex(String.join("\n", info.classes()).getBytes(StandardCharsets.UTF_8))));
  }

  /** What the classifier is, for the report. */
  public static JobReport.Part describe(Classifier classifier) {
    return new AppliedClassifier(
        classifier.fileName(),
        classifier.source().input().channels(),
        classifier.source().layers(),
        classifier.source().parameters(),
        classifier.info().unit(),
        classifier.preparation().range(),
        classifier.info().classes(),
        classifier.names());
  }

  private record AppliedClassifier(
      String name,
      @JsonProperty("D") int channels,
      List<String> layers,
      long parameters,
      LabelUnit unit,
      SampleRange range,
      List<String> classes,
      @JsonProperty("class_names") @JsonInclude(JsonInclude.Include.NON_NULL)
          List<ClassName> classNames)
      implements JobReport.Part {
    @Override
    public void appendTo(StringBuilder text) {
      Reports.line(text, "classifier", "%s, %d -> %d classes", name, channels, classes.size());
    }
  }

  /** The images, or parts of them that tasks share. */
  public static List<InputSplit> parts(
      Configuration configuration, ImageOptions images, Listing listing, Classifier classifier) {
    if (classifier.takesParts()) {
      return images.split(configuration, listing, 1);
    }
    return classifier
        .grids()
        .map(grids -> images.splitEvenly(configuration, listing, grids))
        .orElse(listing.files());
  }
}
