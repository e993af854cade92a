package pointwise.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import pointwise.command.options.ClassifierOptions;
import pointwise.command.options.CommonOptions;
import pointwise.command.options.ImageOptions;
import pointwise.command.options.NetworkOptions;
import pointwise.file.OutputFile;
import pointwise.input.FailurePolicy;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.Listing;
import pointwise.input.Probe;
import pointwise.input.RowPass;
import pointwise.input.TaskInputs;
import pointwise.job.Job;
import pointwise.job.Sessions;
import pointwise.learn.classify.Classifier;
import pointwise.learn.classify.ClassifierInfo;
import pointwise.learn.classify.Confusion;
import pointwise.learn.classify.Evaluation;
import pointwise.learn.classify.EvaluationResult;
import pointwise.learn.classify.Prediction;
import pointwise.learn.labels.LabelUnit;
import pointwise.learn.labels.Labels;
import pointwise.preview.ConfusionPicture;
import pointwise.report.JobMetrics;
import pointwise.report.JobReport;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.tile.Tile;

/** Predictions of a classifier beside labels. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    footer =
        "%nExample:%n  jobs/pointwise evaluate --images test --recursive --labels folders --model colours.onnx",
    description =
        "How good a classifier is on images with labels: accuracy, precision and recall of each class, confusion matrix.")
public final class EvaluateCommand implements Callable<Integer> {
  private static final String PICTURE = ".png";

  /** As many as train takes: a matrix of them is 32 MB, and a picture of as many pixels. */
  private static final int MOST_CLASSES = 2000;

  @Mixin private ImageOptions images;
  @Mixin private ClassifierOptions classifierOptions;
  @Mixin private CommonOptions.Labelling labelOptions;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The report, as JSON; the confusion matrix is drawn beside it as .png. Default: beside the model, as NAME.evaluation.json.")
  private String out;

  @Mixin private CommonOptions.Overwrite overwrite;

  @Override
  public Integer call() throws Exception {
    Configuration configuration = Sessions.configuration();
    Classifier classifier = classifierOptions.read(configuration, images.maxPixels());
    ClassifierInfo info = classifier.info();
    if (info.classes().size() > MOST_CLASSES) {
      throw new UsageException(
          Text.of(
              "Cannot evaluate model %s: found %d classes, expected at most %d",
              classifier.file(), info.classes().size(), MOST_CLASSES));
    }
    OutputFile report =
        OutputFile.prepare(
                configuration,
                out == null
                    ? OutputFile.beside(classifierOptions.model(), ".evaluation.json")
                    : out,
                overwrite.asked())
            .withBeside(PICTURE);
    if (labelOptions.areFolders()) {
      images.enterFolders();
    }
    Listing listing = images.list(configuration);
    Labels labels =
        labelOptions
            .read(configuration, info.unit(), listing)
            .withClasses(classifier.file(), info.classes());
    List<String> inputs = labelOptions.inputs(labels, listing);
    inputs.add(classifierOptions.model());
    report.requireNoInput(inputs, List.of(PICTURE));
    images.requireOutside(configuration, report.path());
    Probe.Fit fit = classifierOptions.fit(classifier);
    OptionalInt end =
        images.look(configuration, listing, List.of(), "evaluate", fit, 0, NetworkOptions.MEND);
    if (end.isPresent()) {
      return end.getAsInt();
    }
    Evaluated result =
        Job.inSession(
            "evaluate",
            images.inputs(listing),
            (spark, metrics) -> {
              Confusion confusion = run(spark, configuration, metrics, classifier, listing, labels);
              EvaluationResult found = EvaluationResult.of(classifier, confusion);
              JobReport told =
                  new JobReport(
                      "evaluate",
                      confusion.images().done() == 0 ? "none" : report.path(),
                      listing.files().size(),
                      listing.skipped(),
                      confusion.images(),
                      metrics.notes(),
                      metrics,
                      Job.settings(
                          images.settings(), classifierOptions.settings(), labelOptions.settings()),
                      found);
              return new Evaluated(found, told);
            });
    System.out.print(labels.counts().warning());
    System.out.print(result.report.summary());
    if (result.report.outcome() != JobReport.Outcome.EVERY_INPUT_FAILED) {
      OutputFile picture = report.beside(PICTURE);
      picture.write(picture(classifier, result.found));
      report.write(result.report.json());
      System.out.printf(Locale.ROOT, "%-10s %s%n", "picture", picture.path());
    }
    return result.report.outcome().exitCode();
  }

  private record Evaluated(EvaluationResult found, JobReport report) {}

  private Confusion run(
      SparkSession spark,
      Configuration configuration,
      JobMetrics metrics,
      Classifier classifier,
      Listing listing,
      Labels labels) {
    metrics.expect(listing.files().size(), 0);
    TaskInputs reading = images.reading(spark, metrics);
    if (classifier.info().unit() == LabelUnit.IMAGE) {
      return Evaluation.ofImages(
          ImageSource.pack(spark, listing.files(), images.partitions())
              .mapPartitions(
                  classifier.predictions(
                      reading, classifierOptions.blas(), FailurePolicy.PERMISSIVE, metrics),
                  Prediction.ENCODER),
          labels,
          images.policy());
    }
    List<InputSplit> parts = ClassifierOptions.parts(configuration, images, listing, classifier);
    byte[] places = new byte[classifier.info().classes().size()];
    for (int k = 0; k < places.length; k++) {
      places[k] = (byte) k;
    }
    RowPass<Tile> maps =
        classifier.classMaps(reading, classifierOptions.blas(), FailurePolicy.PERMISSIVE, places);
    return Evaluation.ofPixels(
        ImageSource.pack(spark, parts, images.partitions()), maps, labels, images.policy());
  }

  private static byte[] picture(Classifier classifier, EvaluationResult found) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    String title =
        Text.of(
            "%s: accuracy %s of %,d %s",
            classifier.fileName(),
            EvaluationResult.number(found.accuracy()),
            found.evaluated(),
            found.unit());
    ConfusionPicture.write(png, title, classifier.info().classes(), found.confusion());
    return png.toByteArray();
  }
}
