package pointwise.command;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.Listing;
import pointwise.input.Probe;
import pointwise.input.TaskInputs;
import pointwise.input.TilePass;
import pointwise.job.Job;
import pointwise.job.Sessions;
import pointwise.learn.classify.Classifier;
import pointwise.learn.classify.Prediction;
import pointwise.learn.labels.LabelUnit;
import pointwise.report.JobMetrics;
import pointwise.store.MendedTable;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.TableCounts;

/** Images to the classes of images or of pixels. */
@Command(
    name = "classify",
    mixinStandardHelpOptions = true,
    description =
        "Images to classes by a trained model: a label and probabilities for each image, or for each pixel a class map and pictures of the first 16 maps.")
public final class ClassifyCommand implements Callable<Integer> {
  @Mixin private ImageOptions images;
  @Mixin private ClassifierOptions classifierOptions;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws Exception {
    Configuration configuration = Sessions.configuration();
    Classifier classifier = classifierOptions.read(configuration);
    Listing listing = images.list(configuration);
    OutputDirectory out = output.prepare(configuration, listing, classifierOptions.model());
    Probe.Fit fit = classifierOptions.fit(classifier);
    int failed = images.look(configuration, listing, "classify", fit, KernelOptions.MEND);
    if (failed != 0) {
      return failed;
    }
    return classifier.info().unit() == LabelUnit.IMAGE
        ? ofImages(classifier, listing, out)
        : ofPixels(configuration, classifier, listing, out);
  }

  private int ofImages(Classifier classifier, Listing listing, OutputDirectory out)
      throws IOException {
    return Job.run(
        "classify",
        out,
        images.maxUnreadable(listing),
        (spark, metrics) -> {
          Dataset<Prediction> predictions =
              classifier.predictions(
                  ImageSource.pack(spark, listing.files(), images.partitions()),
                  new TaskInputs(spark, images.maxPixels(), metrics),
                  classifierOptions.channels(),
                  classifierOptions.blas(),
                  images.policy(),
                  metrics);
          ParquetTable.write(Prediction.table(predictions), out.staging(), output.codec());
          return done(classifier, listing, counts(spark, metrics, out));
        });
  }

  private static TableCounts counts(SparkSession spark, JobMetrics metrics, OutputDirectory out) {
    Row counts =
        ParquetTable.read(spark, out.staging())
            .agg(count(col("label")), count(col("error")))
            .head();
    return new TableCounts(counts.getLong(0), counts.getLong(1), metrics.pixels());
  }

  private int ofPixels(
      Configuration configuration, Classifier classifier, Listing listing, OutputDirectory out)
      throws IOException {
    List<InputSplit> parts = ImageSource.split(configuration, listing, 1);
    ClassPictures pictures = new ClassPictures(out, classifier);
    int code =
        Job.run(
            "classify",
            out,
            images.maxUnreadable(listing),
            (spark, metrics) -> {
              TilePass maps =
                  classifier.classMaps(
                      new TaskInputs(spark, images.maxPixels(), metrics),
                      classifierOptions.channels(),
                      classifierOptions.blas(),
                      images.policy(),
                      classifier.labels());
              MendedTable.writeMaps(
                  ImageSource.pack(spark, parts, images.partitions()),
                  maps,
                  out.staging(),
                  output.codec(),
                  metrics);
              pictures.draw(spark);
              return done(classifier, listing, TableCounts.ofMaps(spark, out.staging()));
            });
    System.out.print(pictures.summary());
    return code;
  }

  private Job.Done done(Classifier classifier, Listing listing, TableCounts counts) {
    return new Job.Done(
        listing.files().size(),
        listing.skipped(),
        counts,
        ClassifierOptions.describe(classifier),
        Job.settings(images.settings(), classifierOptions.settings(), output.settings()));
  }
}
