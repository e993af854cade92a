package pointwise.learn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pointwise.Spark;
import pointwise.blas.Blas;
import pointwise.input.FailurePolicy;
import pointwise.input.InputSplit;
import pointwise.input.Lister;
import pointwise.input.Listing;
import pointwise.input.TaskInputs;
import pointwise.kernel.SampleRange;
import pointwise.learn.labels.Cubes;
import pointwise.learn.labels.LabelReader;
import pointwise.learn.labels.LabelUnit;
import pointwise.learn.labels.Labels;
import pointwise.learn.labels.NpyLabels;
import pointwise.learn.moments.TwoPass;
import pointwise.learn.samples.Batch;
import pointwise.learn.samples.SampleChoice;
import pointwise.learn.samples.SampleStatistics;
import pointwise.learn.samples.Standardisation;
import pointwise.network.layer.Pool;
import pointwise.pixels.Pictures;
import pointwise.raster.SplitMix64;
import pointwise.report.JobMetrics;
import pointwise.text.Text;

class TrainingSetTest {
  private static final int D = 3;
  private static final int SIDE = 30;
  private static final int PIXELS = SIDE * SIDE;
  private static final int UNLABELLED = 200;

  /** So many that some are for training and some for validation, wherever the folder is. */
  private static final int IMAGES = 24;

  /** As many pixels as make more units than partitions. */
  private static final int LITTLE = 14;

  private static final int PARTITIONS = 2;
  private static final long SEED = 3;
  private static final double SHARE = 0.4;

  @TempDir private Path folder;

  private List<InputSplit> images() throws IOException {
    return Lister.list(
            Spark.session().sessionState().newHadoopConf(),
            List.of(folder.resolve("images").toString()),
            new Listing.Selection(null, true))
        .files();
  }

  private long key(String name) throws IOException {
    for (InputSplit image : images()) {
      if (image.getOrigin().endsWith("/images/" + name)) {
        return SplitMix64.key(image.getKey());
      }
    }
    throw new AssertionError(name);
  }

  /** The images below the folder with their labels. */
  private TrainingSet open(LabelUnit unit, String labels) throws IOException {
    SparkSession spark = Spark.session();
    Configuration configuration = spark.sessionState().newHadoopConf();
    List<InputSplit> images = images();
    OptionalInt unlabelled =
        unit == LabelUnit.PIXEL ? OptionalInt.of(UNLABELLED) : OptionalInt.empty();
    return new TrainingSet(
        spark,
        images,
        PARTITIONS,
        new TaskInputs(spark, TaskInputs.MAX_PIXELS, new JobMetrics(spark.sparkContext())),
        new SampleChoice(unit, D, 2, SampleRange.RAW, SHARE, 1, SEED, FailurePolicy.FAILFAST),
        LabelReader.read(configuration, labels, unit, images, unlabelled),
        Blas.Kind.NATIVE);
  }

  /** An image whose mean and deviation differ from one half to the other. */
  private float[] image(String name, long seed) throws IOException {
    Random random = new Random(seed);
    float[] samples = new float[PIXELS * D];
    for (int i = 0; i < samples.length; i++) {
      double deviation = i < samples.length / 2 ? 1 + seed : 0.1;
      samples[i] = (float) (1000L * (i % D) + 10 * seed + deviation * random.nextGaussian());
    }
    Path file = folder.resolve("images").resolve(name);
    Files.createDirectories(file.getParent());
    Cubes.write(file, SIDE, SIDE, D, samples);
    return samples;
  }

  private static void requireTwoPass(Standardisation found, float[] samples) {
    double[] mean = TwoPass.mean(samples, D);
    double[][] covariance = TwoPass.covariance(samples, D);
    for (int d = 0; d < D; d++) {
      double deviation = Math.sqrt(covariance[d][d]);
      assertThat(found.mean()[d]).isCloseTo(mean[d], within(1e-6 * deviation));
      assertThat(found.deviation()[d]).isCloseTo(deviation, within(1e-5 * deviation));
    }
  }

  @Test
  void pixelsAreStandardisedByThoseForTrainingAlone() throws IOException {
    float[] samples = image("cube.npy", 1);
    long[] labels = new long[PIXELS];
    long key = key("cube.npy");
    float[] training = new float[PIXELS * D];
    int length = 0;
    for (int p = 0; p < PIXELS; p++) {
      labels[p] = p % 5 == 0 ? UNLABELLED : p % 2;
      if (p == 17) {
        samples[p * D + 1] = Float.NaN;
      } else if (labels[p] != UNLABELLED && !Batch.isValidation(SEED, key, p, SHARE)) {
        System.arraycopy(samples, p * D, training, length, D);
        length += D;
      }
    }
    assertThat((double) length / D).isCloseTo(0.6 * 0.8 * PIXELS, within(60.));
    Cubes.write(folder.resolve("images/cube.npy"), SIDE, SIDE, D, samples);
    Path file = NpyLabels.write(folder.resolve("labels.npy"), "|u1", SIDE, SIDE, labels);
    try (TrainingSet set = open(LabelUnit.PIXEL, file.toString())) {
      SampleStatistics statistics = set.statistics();
      assertThat(Arrays.stream(statistics.counts().training()).sum()).isEqualTo(length / D);
      requireTwoPass(statistics.standardisation(), Arrays.copyOf(training, length));
    }
  }

  @Test
  void imagesAreStandardisedByThoseForTrainingAlone() throws IOException {
    float[] training = new float[IMAGES * PIXELS * D];
    int length = 0;
    for (int i = 0; i < IMAGES; i++) {
      String name = Text.of("%s/%d.npy", i % 2 == 0 ? "a" : "b", i);
      float[] samples = image(name, i);
      long key = key(name);
      if (!Batch.isValidation(SEED, key, 0, SHARE)) {
        System.arraycopy(samples, 0, training, length, samples.length);
        length += samples.length;
      }
    }
    assertThat(length / PIXELS / D).isBetween(2, IMAGES - 1);
    try (TrainingSet set = open(LabelUnit.IMAGE, "folders")) {
      requireTwoPass(set.statistics().standardisation(), Arrays.copyOf(training, length));
    }
  }

  /**
   * The parameters after two epochs. Several images lie in each of two folders, whose keys are the
   * same wherever these are.
   */
  private double[] train(
      Path root, String first, String second, LabelUnit unit, int partitions, int hidden)
      throws IOException {
    List<InputSplit> images = new ArrayList<>();
    StringBuilder csv = new StringBuilder("origin,labels\n");
    for (int i = 0; i < IMAGES; i++) {
      Path below = root.resolve(i % 2 == 0 ? first : second).resolve(i % 3 == 0 ? "a" : "b");
      Files.createDirectories(below);
      Path file = below.resolve(i + ".npy");
      float[] samples = new float[LITTLE * LITTLE * D];
      long[] classes = new long[LITTLE * LITTLE];
      Random random = new Random(i);
      for (int s = 0; s < samples.length; s++) {
        samples[s] = (float) random.nextGaussian();
        classes[s / D] = samples[s] > 0 ? 1 : 0;
      }
      Cubes.write(file, LITTLE, LITTLE, D, samples);
      Path labels =
          NpyLabels.write(root.resolve(i + ".labels.npy"), "|u1", LITTLE, LITTLE, classes);
      csv.append("file:").append(file).append(',').append(labels).append('\n');
      String key = Text.of("%d/%s/%d.npy", i % 2, i % 3 == 0 ? "a" : "b", i);
      images.add(Pictures.listed("file:" + file, key, file));
    }
    images.sort(Comparator.comparing(InputSplit::getOrigin));
    Path table = Files.writeString(root.resolve("labels.csv"), csv);
    SparkSession spark = Spark.session();
    ModelShape shape = new ModelShape(unit, D, List.of(hidden, hidden), Pool.Kind.AVERAGE, 2);
    Labels labels =
        LabelReader.read(
            spark.sessionState().newHadoopConf(),
            unit == LabelUnit.PIXEL ? table.toString() : "folders",
            unit,
            images,
            OptionalInt.empty());
    try (TrainingSet set =
        new TrainingSet(
            spark,
            images,
            partitions,
            new TaskInputs(spark, TaskInputs.MAX_PIXELS, new JobMetrics(spark.sparkContext())),
            new SampleChoice(unit, D, 2, SampleRange.RAW, SHARE, 1, SEED, FailurePolicy.FAILFAST),
            labels,
            Blas.Kind.NATIVE)) {
      SampleStatistics statistics = set.statistics();
      long training = Arrays.stream(statistics.counts().training()).sum();
      long validation = Arrays.stream(statistics.counts().validation()).sum();
      TrainingSettings settings = new TrainingSettings(2, 0, 0.01, 0, true, 0, SEED);
      set.keep(
          shape, statistics.standardisation(), statistics.pixels() / settings.batches(training));
      assertThat(set.partitions()).isEqualTo(partitions);
      TrainingState state = TrainingState.start(shape, SEED);
      new Trainer(shape, settings, set, training, validation).run(state, (after, epoch) -> {});
      assertThat(set.evaluate(state.best(), true).count()).isEqualTo(validation);
      return state.parameters;
    }
  }

  @ParameterizedTest
  @EnumSource
  void partitionsDoNotChangeABit(LabelUnit unit) throws IOException {
    double[] one = train(folder, "x", "y", unit, 1, 4);
    assertThat(train(folder, "x", "y", unit, 3, 4)).isEqualTo(one);
    assertThat(train(folder, "x", "y", unit, 7, 4)).isEqualTo(one);
  }

  /** Gradients of 4 MB, of which 7 partitions give more than the driver is to collect. */
  @Test
  void whereGradientsAreAddedDoesNotChangeABit() throws IOException {
    double[] one = train(folder, "x", "y", LabelUnit.PIXEL, 1, 720);
    assertThat(train(folder, "x", "y", LabelUnit.PIXEL, 7, 720)).isEqualTo(one);
  }

  /** The order of the folders' names is another too, that of the images listed first is not. */
  @ParameterizedTest
  @EnumSource
  void sameImagesInOtherFoldersGiveTheSameModel(LabelUnit unit) throws IOException {
    Path other = folder.resolve("a longer path/to the same");
    Files.createDirectories(other);
    assertThat(train(other, "y", "x", unit, 2, 4)).isEqualTo(train(folder, "x", "y", unit, 2, 4));
  }

  @Test
  void stepIsOneJobAndNothingStaysInTheExecutors() throws IOException, TimeoutException {
    for (int i = 0; i < IMAGES; i++) {
      image(Text.of("%s/%d.npy", i % 2 == 0 ? "a" : "b", i), i);
    }
    SparkSession spark = Spark.session();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    assertThat(context.getPersistentRDDs()).isEmpty();
    AtomicInteger jobs = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            jobs.incrementAndGet();
          }
        };
    ModelShape shape = new ModelShape(LabelUnit.IMAGE, D, List.of(2), Pool.Kind.MAX, 2);
    try (TrainingSet set = open(LabelUnit.IMAGE, "folders")) {
      SampleStatistics statistics = set.statistics();
      long training = Arrays.stream(statistics.counts().training()).sum();
      long validation = Arrays.stream(statistics.counts().validation()).sum();
      set.keep(shape, statistics.standardisation(), statistics.pixels());
      spark.sparkContext().listenerBus().waitUntilEmpty();
      spark.sparkContext().addSparkListener(listener);
      int epochs = 3;
      TrainingSettings settings = new TrainingSettings(epochs, 2, 0.01, 0, true, 0, SEED);
      new Trainer(shape, settings, set, training, validation)
          .run(TrainingState.start(shape, SEED), (after, epoch) -> {});
      spark.sparkContext().listenerBus().waitUntilEmpty();
      assertThat(jobs.get()).isEqualTo(epochs * ((int) (training + 1) / 2 + 1));
      assertThat(context.getPersistentRDDs()).hasSize(1);
      assertThat(spark.sparkContext().getRDDStorageInfo()).hasSize(1);
    } finally {
      spark.sparkContext().removeSparkListener(listener);
    }
    assertThat(context.getPersistentRDDs()).isEmpty();
    assertThat(spark.sparkContext().getRDDStorageInfo()).isEmpty();
  }
}
