package pointwise.command.options;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import pointwise.blas.Blas;
import pointwise.input.Probe;
import pointwise.job.Sessions;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.SampleRange;
import pointwise.learn.classify.Classifier;
import pointwise.learn.labels.ClassName;
import pointwise.learn.labels.LabelUnit;
import pointwise.report.JobReport;
import pointwise.report.Reports;

/** Which classifier a job runs and how. */
public final class ClassifierOptions {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "The classifier, as train writes it: ONNX.")
  private String model;

  @Mixin private CommonOptions.Channels channels;
  @Mixin private CommonOptions.Engine engine;

  public String model() {
    return model;
  }

  public ChannelRule channels() {
    return channels.rule();
  }

  public Blas.Kind blas() {
    return engine.blas();
  }

  /** The classifier; native BLAS is loaded here, so that a machine without it is told at once. */
  public Classifier read(Configuration configuration) throws IOException {
    Sessions.Model read = Sessions.model(configuration, model);
    Classifier classifier = Classifier.read(model, read.bytes(), read.beside());
    engine.blas().load();
    return classifier;
  }

  /** What the classifier requires of images. */
  public Probe.Fit fit(Classifier classifier) {
    return KernelOptions.fit(
        classifier.preparation(channels.rule()),
        classifier.source().network().input(),
        shape ->
            classifier.info().unit() == LabelUnit.IMAGE
                ? classifier.info().classes().size()
                : (long) shape.height() * shape.width());
  }

  /** For the report. */
  public Map<String, Object> settings() {
    return Map.of("model", model, "channels", channels.rule().name(), "blas", engine.blas().name());
  }

  /** What changes results. */
  public Map<String, String> identity(Classifier classifier) {
    return Map.of(
        "--model",
        classifier.source().hash(),
        "--channels",
        channels.rule().name(),
        "--blas",
        engine.blas().name());
  }

  /** What the classifier is, for the report. */
  public static JobReport.Part describe(Classifier classifier) {
    return describe(classifier, null);
  }

  /**
   * The same with other names of the classes of pixels.
   *
   * @param names null where there are none
   */
  public static JobReport.Part describe(Classifier classifier, List<ClassName> names) {
    return new AppliedClassifier(
        classifier.fileName(),
        classifier.source().network().input().channels(),
        classifier.source().layers(),
        classifier.source().network().parameters(),
        classifier.info().unit(),
        classifier.info().range(),
        classifier.info().classes(),
        names);
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
}
