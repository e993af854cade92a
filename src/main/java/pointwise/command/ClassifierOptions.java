package pointwise.command;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;
import pointwise.blas.Blas;
import pointwise.input.Probe;
import pointwise.job.Sessions;
import pointwise.kernel.ChannelRule;
import pointwise.learn.classify.Classifier;

/** Which classifier a job runs and how. */
final class ClassifierOptions {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "The classifier, as train writes it: ONNX.")
  private String model;

  @Option(
      names = "--channels",
      paramLabel = "RULE",
      defaultValue = "convert",
      description =
          "Images whose channels are not what the classifier takes: convert between grey, RGB and alpha, or strict. Default: ${DEFAULT-VALUE}.")
  private ChannelRule channels;

  @Option(
      names = "--blas",
      paramLabel = "BLAS",
      defaultValue = "native",
      description = "What multiplies: native or java. Default: ${DEFAULT-VALUE}.")
  private Blas.Kind blas;

  String model() {
    return model;
  }

  ChannelRule channels() {
    return channels;
  }

  Blas.Kind blas() {
    return blas;
  }

  /** The classifier; native BLAS is loaded here, so that a machine without it is told at once. */
  Classifier read(Configuration configuration) throws IOException {
    Sessions.Model read = Sessions.model(configuration, model);
    Classifier classifier = Classifier.read(model, read.bytes(), read.beside());
    blas.load();
    return classifier;
  }

  /** What the classifier requires of images. */
  Probe.Fit fit(Classifier classifier) {
    return KernelOptions.fit(
        classifier.preparation(channels), classifier.source().network().input());
  }

  /** For the report. */
  Map<String, Object> settings() {
    return Map.of("model", model, "channels", channels.name(), "blas", blas.name());
  }

  /** Name, channels and classes, for the report. */
  static Map<String, Object> describe(Classifier classifier) {
    Map<String, Object> described = new TreeMap<>();
    described.putAll(NetworkOptions.describe(classifier.source()));
    described.put("name", classifier.fileName());
    described.put("unit", classifier.info().unit().name());
    described.put("range", classifier.info().range().name());
    described.put("classes", classifier.info().classes());
    return described;
  }
}
