package pointwise.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import pointwise.command.options.CommonOptions;
import pointwise.command.options.FeatureOptions;
import pointwise.command.options.ImageOptions;
import pointwise.command.options.TrainOptions;
import pointwise.file.OutputFile;
import pointwise.input.InputSplit;
import pointwise.input.Listing;
import pointwise.job.ExitCodes;
import pointwise.job.Job;
import pointwise.job.Sessions;
import pointwise.learn.classify.ClassifierInfo;
import pointwise.learn.labels.Fingerprint;
import pointwise.learn.labels.LabelUnit;
import pointwise.learn.labels.Labels;
import pointwise.learn.moments.Covariance;
import pointwise.learn.moments.SameChannels;
import pointwise.learn.samples.SampleCounts;
import pointwise.learn.samples.SampleStatistics;
import pointwise.learn.samples.Standardisation;
import pointwise.learn.train.Checkpoint;
import pointwise.learn.train.Gradient;
import pointwise.learn.train.ModelShape;
import pointwise.learn.train.Trainer;
import pointwise.learn.train.TrainingLog;
import pointwise.learn.train.TrainingResult;
import pointwise.learn.train.TrainingSet;
import pointwise.learn.train.TrainingSettings;
import pointwise.learn.train.TrainingState;
import pointwise.network.apply.Augmentation;
import pointwise.network.graph.Network;
import pointwise.network.onnx.OnnxWriter;
import pointwise.report.JobMetrics;
import pointwise.report.JobReport;
import pointwise.report.ReadNotes;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** A classifier of images or pixels, learned from labels. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    footer =
        "%nExample:%n  jobs/pointwise train --images train --recursive --labels folders --unit image --out colours.onnx",
    description = "Trains a classifier of images or of pixels, made of 1x1 convolutions.")
public final class TrainCommand implements Callable<Integer> {
  /** A task counts K x K pairs of classes, 8 bytes each: 32 MB. */
  private static final int MOST_CLASSES = 2000;

  private static final String CHECKPOINT = ".checkpoint";

  @Mixin private ImageOptions images;
  @Mixin private CommonOptions.Labelling labelOptions;
  @Mixin private TrainOptions options;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description =
          "The classifier, as ONNX; report and pictures of the same name are written beside it, a checkpoint after each epoch.")
  private String out;

  @Option(
      names = "--resume",
      description = "Go on from the checkpoint beside --out, to the same result.")
  private boolean resume;

  @Mixin private CommonOptions.Overwrite overwrite;

  @Override
  public Integer call() throws IOException {
    options.check();
    options.blas().load();
    Configuration configuration = Sessions.configuration();
    OutputFile model = OutputFile.prepare(configuration, out, overwrite.asked() || resume);
    Checkpoint checkpoint = checkpoint(model.beside(CHECKPOINT));
    model.withBeside(TrainedFiles.BESIDE.toArray(String[]::new));
    if (labelOptions.areFolders()) {
      images.enterFolders();
    }
    FeatureOptions by = options.features();
    if (!by.given()) {
      return trained(
          configuration,
          model,
          checkpoint,
          images,
          List.of(images.list(configuration)),
          List.of(),
          null);
    }
    if (by.maps() != null && images.given()) {
      throw new UsageException("Cannot train: found images and --maps, expected one of them");
    }
    FeatureOptions.Features features =
        by.read(configuration, images, options.unit(), options.blas(), options.seed());
    if (by.maps() != null) {
      ImageOptions maps = images.ofMaps(by.maps());
      return trained(
          configuration,
          model,
          checkpoint,
          maps,
          List.of(maps.list(configuration)),
          List.of(),
          features);
    }
    return ofImages(configuration, model, checkpoint, features);
  }

  /** Trains on what a network makes of the images. */
  private int ofImages(
      Configuration configuration,
      OutputFile model,
      Checkpoint checkpoint,
      FeatureOptions.Features features)
      throws IOException {
    Listing listing = images.list(configuration);
    model.requireNoInput(List.of(features.file()), written());
    images.requireOutside(configuration, model.path());
    // What is wrong with them is told before images are read.
    List<String> classes = labels(configuration, listing, List.of()).classes();
    List<FeatureTable> tables = new ArrayList<>();
    for (Augmentation variant : features.variants()) {
      tables.add(
          FeatureTable.of(
              configuration, model, features, images, listing, variant, overwrite.asked()));
    }
    OptionalInt end = tables.get(0).look(configuration);
    if (end.isPresent()) {
      return end.getAsInt();
    }
    return Job.inOneSession(
        "train",
        images.inputs(listing),
        () -> {
          List<ImageOptions> maps = new ArrayList<>();
          List<Listing> made = new ArrayList<>();
          for (FeatureTable table : tables) {
            int code = table.make();
            if (code == ExitCodes.EVERY_INPUT_FAILED) {
              return code;
            }
            maps.add(table.maps());
            made.add(maps.get(maps.size() - 1).list(configuration).of(listing));
          }
          return trained(configuration, model, checkpoint, maps.get(0), made, classes, features);
        });
  }

  /**
   * The labels of images.
   *
   * @param wanted classes, of each of which the network has to have taken an image
   */
  private Labels labels(Configuration configuration, Listing listing, List<String> wanted)
      throws IOException {
    Labels labels = labelOptions.read(configuration, options.unit(), listing);
    List<String> classes = labels.classes();
    for (String name : wanted) {
      if (!classes.contains(name)) {
        throw new IllegalStateException(
            Text.of(
                "Cannot train: class %s has no samples to learn from, found that all of its images failed",
                name));
      }
    }
    // Without any, every image failed, which is said below.
    if (classes.size() == 1 || classes.size() > MOST_CLASSES) {
      throw new UsageException(
          Text.of(
              "Cannot train: found %d class%s %s, expected 2 to %d",
              classes.size(),
              classes.size() == 1 ? "," : "es, from",
              classes.get(0),
              MOST_CLASSES));
    }
    return labels;
  }

  private static List<String> written() {
    List<String> written = new ArrayList<>(TrainedFiles.BESIDE);
    written.add(CHECKPOINT);
    return written;
  }

  /**
   * Trains on images, or on features of them.
   *
   * @param listings the images as they are, then each variant of them
   * @param classes of the images, where features were made of them; empty for those of the labels
   * @param features what made them; null of images
   */
  private int trained(
      Configuration configuration,
      OutputFile model,
      Checkpoint checkpoint,
      ImageOptions images,
      List<Listing> listings,
      List<String> classes,
      FeatureOptions.Features features)
      throws IOException {
    Listing listing = listings.get(0);
    Labels labels = labels(configuration, listing, classes);
    model.requireNoInput(labelOptions.inputs(labels, listing), written());
    images.requireOutside(configuration, model.path());
    String checkpoints = model.beside(CHECKPOINT).path();
    Map<String, String> identity = options.identity();
    identity.putAll(this.images.identity());
    identity.putAll(features == null ? Map.of() : features.identity());
    identity.putAll(Fingerprint.of(listing.files(), labels));
    if (checkpoint != null) {
      checkpoint.require(checkpoints, identity);
    }
    OptionalInt end =
        images.explained(configuration, listing, List.of(), "train", TrainCommand::requirePossible);
    if (end.isPresent()) {
      return end.getAsInt();
    }
    int channels = images.channels(configuration, listing, "train");
    if (channels == 0) {
      return ExitCodes.EVERY_INPUT_FAILED;
    }
    requirePossible(channels);
    ModelShape shape = options.shape(channels, labels.classes().size());
    if (checkpoint != null) {
      checkpoint.require(checkpoints, shape);
    }
    List<InputSplit> parts =
        options.unit() == LabelUnit.PIXEL
            ? images.splitEvenly(configuration, listing)
            : listing.files();
    List<List<InputSplit>> variants = listings.stream().skip(1).map(Listing::files).toList();
    System.out.print(labels.counts().text());
    System.out.print(options.warning());
    TrainedFiles trained =
        Job.inSession(
            "train",
            images.inputs(listing),
            (spark, metrics) ->
                train(
                    spark,
                    metrics,
                    images,
                    listing,
                    labels,
                    shape,
                    parts,
                    variants,
                    identity,
                    checkpoint,
                    model,
                    features));
    trained.write();
    System.out.print(trained.report().summary());
    System.out.printf(Locale.ROOT, "%-10s %s%n", "beside it", trained.beside());
    return trained.report().outcome().exitCode();
  }

  private static void requirePossible(int channels) {
    if (channels > Covariance.MOST_CHANNELS) {
      throw new UsageException(
          Text.of(
              "Cannot train: the images have too many channels, found %d, expected at most %d",
              channels, Covariance.MOST_CHANNELS));
    }
  }

  /** What there is to resume from; null for a start. */
  private Checkpoint checkpoint(OutputFile file) throws IOException {
    byte[] found = file.read().orElse(null);
    if (resume) {
      if (found == null) {
        throw new UsageException(
            Text.of("Cannot resume from %s: no checkpoint is there", file.path()));
      }
      return Checkpoint.read(file.path(), found);
    }
    if (found != null && !overwrite.asked()) {
      throw new UsageException(
          Text.of(
              "Cannot train: %s is there from another training, expected --resume to go on or --overwrite to replace it",
              file.path()));
    }
    return null;
  }

  private TrainedFiles train(
      SparkSession spark,
      JobMetrics metrics,
      ImageOptions images,
      Listing listing,
      Labels labels,
      ModelShape shape,
      List<InputSplit> parts,
      List<List<InputSplit>> variants,
      Map<String, String> identity,
      Checkpoint from,
      OutputFile model,
      FeatureOptions.Features features)
      throws IOException {
    OutputFile file = model.beside(CHECKPOINT);
    try (TrainingSet set =
        new TrainingSet(
            spark,
            parts,
            images.partitions(),
            images.reading(spark, metrics),
            options.choice(shape.inputs(0), shape.classes(), images.policy()),
            labels,
            options.blas())) {
      metrics.expect(listing.files().size(), 0);
      spark
          .sparkContext()
          .setJobDescription(Text.of("train: statistics of %,d images", listing.files().size()));
      SampleStatistics statistics = set.statistics();
      spark.sparkContext().setJobDescription("train: epochs");
      // Before images are read again.
      ReadNotes notes = metrics.notes();
      if (set.vary(variants, features == null || features.fromWhole())) {
        statistics = set.statistics();
      }
      SampleCounts counts = statistics.counts();
      SameChannels.requireMost("train", counts.images());
      requireEveryClass(labels.classes(), counts);
      Standardisation standardisation =
          from == null ? statistics.standardisation() : from.standardisation();
      TrainingState state =
          from == null ? TrainingState.start(shape, options.seed()) : from.state();
      int before = state.epoch();
      long training = Arrays.stream(counts.training()).sum();
      long validation = Arrays.stream(counts.validation()).sum();
      TrainingSettings settings = options.settings(training);
      set.keep(shape, standardisation, statistics.pixels() / settings.batches(training));
      System.out.print(TrainingLog.begin(shape, counts, settings, set.partitions()));
      new Trainer(shape, settings, set, training, validation)
          .run(
              state,
              (after, epoch) -> {
                System.out.println(TrainingLog.after(epoch));
                file.write(new Checkpoint(identity, standardisation, after).json());
              });
      System.out.print(TrainingLog.end(before, state, settings));
      Gradient result = set.evaluate(state.best(), options.validates());
      Trainer.requireEvery(
          options.validates() ? validation : training, result.count(), "the confusion matrix");
      TrainingResult told =
          TrainingResult.of(
              labels.classes(), counts, shape, settings, set.partitions(), state, result);
      JobReport report =
          new JobReport(
              "train",
              model.path(),
              listing.files().size(),
              listing.skipped(),
              counts.images(),
              notes,
              metrics,
              Job.settings(
                  this.images.settings(),
                  labelOptions.settings(),
                  options.settings(),
                  features == null ? Map.of() : features.settings()),
              told);
      ClassifierInfo info =
          new ClassifierInfo(
              options.unit(),
              labels.classes(),
              features == null ? options.range() : features.preparation().range());
      Function<Network, byte[]> written =
          network ->
              features == null
                  ? OnnxWriter.write(network, info.metadata())
                  : features.model(network, info);
      return new TrainedFiles(model, written, info, shape, standardisation, state, told, report);
    }
  }

  private void requireEveryClass(List<String> classes, SampleCounts counts) {
    for (int k = 0; k < classes.size(); k++) {
      if (counts.training()[k] == 0) {
        throw new IllegalStateException(
            Text.of(
                "Cannot train: class %s has no samples to learn from, found %d for validation, %d images that failed%s",
                classes.get(k),
                counts.validation()[k],
                counts.images().failed(),
                counts.images().failed() == 0
                    ? ""
                    : ", such as " + counts.images().failures().most().get(0).example()));
      }
    }
    if (options.validates() && Arrays.stream(counts.validation()).sum() == 0) {
      throw new IllegalStateException(
          Text.of(
              "Cannot train: no sample is for validation, found %d in all: raise --validation, or set it to 0",
              Arrays.stream(counts.training()).sum()));
    }
  }
}
