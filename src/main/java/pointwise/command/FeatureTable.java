package pointwise.command;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import pointwise.command.options.FeatureOptions;
import pointwise.command.options.ImageOptions;
import pointwise.command.options.NetworkOptions;
import pointwise.file.DamagedException;
import pointwise.file.OutputFile;
import pointwise.input.Listing;
import pointwise.job.Job;
import pointwise.network.apply.Augmentation;
import pointwise.network.apply.NetworkPass;
import pointwise.report.JobMetrics;
import pointwise.store.Bundles;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable.Codec;
import pointwise.store.Start;
import pointwise.store.Table;
import pointwise.store.TableWriter;
import pointwise.text.UsageException;
import pointwise.tile.TileStage;

/**
 * What a network makes of the images that a classifier is trained on, or of a variant of them, as a
 * table beside the model. It stays: another training with the same network reads it, and makes what
 * is new.
 */
record FeatureTable(
    FeatureOptions.Features features,
    ImageOptions images,
    Listing listing,
    OutputDirectory out,
    Augmentation variant) {
  private static final String FOLDER = ".features";

  private static final String COMMAND = "extract";

  /** How the table is cut is a function of the images, and so is what is summed over it. */
  private static final int BUNDLES = 64;

  private static final int BUNDLE_IMAGES = 8;

  /**
   * A table that is there or is to be made.
   *
   * @param variant of the images
   * @param overwrite whether one that was made otherwise is replaced
   * @throws UsageException if one was made otherwise
   */
  static FeatureTable of(
      Configuration configuration,
      OutputFile model,
      FeatureOptions.Features features,
      ImageOptions images,
      Listing listing,
      Augmentation variant,
      boolean overwrite)
      throws IOException {
    String path =
        model.beside(variant.number() == 0 ? FOLDER : FOLDER + "-" + variant.number()).path();
    try {
      FeatureTable table =
          of(configuration, path, features, images, listing, variant, Start.EXTEND);
      Bundles.requireSame(table.out, COMMAND, table.identity());
      return table;
    } catch (UsageException | DamagedException e) {
      if (!overwrite) {
        throw e;
      }
      return of(configuration, path, features, images, listing, variant, Start.OVERWRITE);
    }
  }

  private static FeatureTable of(
      Configuration configuration,
      String path,
      FeatureOptions.Features features,
      ImageOptions images,
      Listing listing,
      Augmentation variant,
      Start start)
      throws IOException {
    return new FeatureTable(
        features,
        images,
        listing,
        OutputDirectory.prepare(configuration, path, start, List.copyOf(listing.paths())),
        variant);
  }

  /** Looks at some of the images, see {@link ImageOptions#look}. */
  OptionalInt look(Configuration configuration) {
    return images.look(
        configuration,
        listing,
        listing.files(),
        "train",
        features.fit(),
        Float.BYTES,
        NetworkOptions.MEND);
  }

  /** Makes what is not there; the exit code. */
  int make() throws IOException {
    return Job.run(COMMAND, out, images.inputs(listing), this::make);
  }

  private Job.Done make(SparkSession spark, JobMetrics metrics) throws IOException {
    int files = listing.files().size();
    int wanted = images.partitions();
    Bundles bundles =
        Bundles.ofImages(
            spark,
            out,
            COMMAND,
            identity(),
            listing.files(),
            wanted > 0 ? wanted : Math.max(1, Math.min(BUNDLES, files / BUNDLE_IMAGES)),
            variant.scale() != null);
    if (bundles.isCurrent()) {
      return null;
    }
    new TableWriter<>(spark, bundles, Table.MAPS, Codec.SNAPPY, metrics)
        .images(
            NetworkPass.of(
                    images.reading(spark, metrics),
                    features.source(),
                    features.preparation(),
                    features.blas(),
                    new TileStage.Chain(List.of()),
                    images.policy())
                .of(variant));
    return new Job.Done(
        bundles,
        bundles.inputs(),
        listing.skipped(),
        bundles.counts().perImage(1, metrics.pixels()),
        features.described(),
        Job.settings(images.settings(), features.settings(), words()));
  }

  /** What changes the table. */
  private Map<String, String> identity() {
    return Job.settings(images.identity(), features.identity(), words());
  }

  /** Which variant it is: of parts, on what their hash depends but for the keys of the images. */
  private Map<String, String> words() {
    if (variant.number() == 0) {
      return Map.of();
    }
    Augmentation.Scale scale = variant.scale();
    return Map.of(
        "variant",
        Integer.toString(variant.number()),
        "mirrored",
        Double.toString(variant.mirrored()),
        "--crop-scale",
        scale == null ? "none" : scale.low() + "," + scale.high(),
        "--seed",
        Long.toString(variant.seed()));
  }

  /** The features as images. */
  ImageOptions maps() {
    return images.ofMaps(out.path());
  }
}
