package pointwise.command;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import pointwise.command.options.ClassifierOptions;
import pointwise.command.options.CommonOptions;
import pointwise.command.options.ImageOptions;
import pointwise.command.options.NetworkOptions;
import pointwise.command.options.OutputOptions;
import pointwise.input.InputSplit;
import pointwise.input.Listing;
import pointwise.input.Probe;
import pointwise.input.RowPass;
import pointwise.job.Job;
import pointwise.job.Sessions;
import pointwise.learn.classify.Classifier;
import pointwise.learn.classify.Prediction;
import pointwise.learn.labels.LabelUnit;
import pointwise.preview.ClassPictures;
import pointwise.report.JobMetrics;
import pointwise.store.Bundles;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.StoredImage;
import pointwise.store.Table;
import pointwise.store.TableCounts;
import pointwise.store.TableWriter;
import pointwise.tile.Tile;

/** Images to the classes of images or of pixels. */
@Command(
    name = "classify",
    mixinStandardHelpOptions = true,
    footer = "%nExample:%n  jobs/pointwise classify --images new --model colours.onnx --out labels",
    description =
        "Images to classes by a model that train wrote, or any ONNX classifier: a label and probabilities for each image, or for each pixel a class map and pictures of the first 16 maps.")
public final class ClassifyCommand implements Callable<Integer> {
  private static final Table<Prediction> PREDICTIONS =
      Table.of("predictions", Prediction.COLUMNS, Prediction.ENCODER);

  @Mixin private ImageOptions images;
  @Mixin private ClassifierOptions classifierOptions;

  @Mixin private OutputOptions output;
  @Mixin private CommonOptions.Extension extend;

  @Override
  public Integer call() throws Exception {
    Configuration configuration = Sessions.configuration();
    Classifier classifier = classifierOptions.read(configuration, images.maxPixels());
    Listing listing = images.list(configuration);
    OutputDirectory out = output.prepare(configuration, listing, classifierOptions.model(), extend);
    Probe.Fit fit = classifierOptions.fit(classifier);
    boolean whole = classifier.info().unit() == LabelUnit.IMAGE;
    List<InputSplit> parts = ClassifierOptions.parts(configuration, images, listing, classifier);
    int bytes = whole ? Float.BYTES : 1;
    OptionalInt end =
        images.look(configuration, listing, parts, "classify", fit, bytes, NetworkOptions.MEND);
    if (end.isPresent()) {
      return end.getAsInt();
    }
    return whole ? ofImages(classifier, listing, out) : ofPixels(classifier, listing, parts, out);
  }

  private int ofImages(Classifier classifier, Listing listing, OutputDirectory out)
      throws IOException {
    return Job.run(
        "classify",
        out,
        images.inputs(listing),
        (spark, metrics) -> {
          Bundles bundles = bundles(spark, classifier, listing.files(), out);
          if (bundles.isCurrent()) {
            return null;
          }
          new TableWriter<>(spark, bundles, PREDICTIONS, output.codec(), metrics)
              .images(
                  classifier.predictions(
                      images.reading(spark, metrics),
                      classifierOptions.blas(),
                      images.policy(),
                      metrics));
          return done(classifier, listing, bundles, counts(spark, metrics, bundles));
        });
  }

  private Bundles bundles(
      SparkSession spark, Classifier classifier, List<InputSplit> parts, OutputDirectory out)
      throws IOException {
    return Bundles.ofImages(
        spark,
        out,
        "classify",
        Job.settings(images.identity(), classifierOptions.identity(classifier)),
        parts,
        images.partitions());
  }

  private static TableCounts counts(SparkSession spark, JobMetrics metrics, Bundles bundles) {
    Row counts =
        ParquetTable.read(spark, bundles.parts().toArray(String[]::new))
            .agg(count(col("label")), count(col("error")))
            .head();
    return new TableCounts(counts.getLong(0), counts.getLong(1), metrics.pixels());
  }

  private int ofPixels(
      Classifier classifier, Listing listing, List<InputSplit> parts, OutputDirectory out)
      throws IOException {
    ClassPictures pictures = new ClassPictures(out, classifier);
    int code =
        Job.run(
            "classify",
            out,
            images.inputs(listing),
            (spark, metrics) -> {
              Bundles bundles = bundles(spark, classifier, parts, out);
              if (bundles.isCurrent()) {
                return null;
              }
              RowPass<Tile> maps =
                  classifier.classMaps(
                      images.reading(spark, metrics),
                      classifierOptions.blas(),
                      images.policy(),
                      classifier.labels());
              new TableWriter<>(spark, bundles, Table.MAPS, output.codec(), metrics).images(maps);
              pictures.draw(
                  StoredImage.first(
                      ParquetTable.read(spark, bundles.parts().toArray(String[]::new))
                          .where("error is null"),
                      ClassPictures.MOST));
              TableCounts counts = bundles.counts();
              return done(
                  classifier,
                  listing,
                  bundles,
                  classifier.takesParts() ? counts : counts.perImage(1, metrics.pixels()));
            });
    System.out.print(pictures.summary());
    return code;
  }

  private Job.Done done(
      Classifier classifier, Listing listing, Bundles bundles, TableCounts counts) {
    return new Job.Done(
        bundles,
        bundles.inputs(),
        listing.skipped(),
        counts,
        ClassifierOptions.describe(classifier),
        Job.settings(images.settings(), classifierOptions.settings(), output.settings()));
  }
}
