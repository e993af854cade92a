package pointwise.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import pointwise.blas.Blas;
import pointwise.input.FailurePolicy;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.Lister;
import pointwise.input.Listing;
import pointwise.input.TaskInputs;
import pointwise.kernel.SampleRange;
import pointwise.learn.labels.LabelReader;
import pointwise.learn.labels.LabelUnit;
import pointwise.learn.labels.Labels;
import pointwise.learn.samples.SampleChoice;
import pointwise.learn.samples.SampleStatistics;
import pointwise.learn.train.ModelShape;
import pointwise.learn.train.Trainer;
import pointwise.learn.train.TrainingSet;
import pointwise.learn.train.TrainingSettings;
import pointwise.learn.train.TrainingState;
import pointwise.network.layer.Pool;
import pointwise.report.JobMetrics;

/** Full-batch epochs of {@code train}, over samples that the executors keep. */
final class TrainPasses implements TrainWay.Passes {
  private static final int PASSES = 10;

  private final SparkSession spark;
  private final Path folder;
  private final ModelShape shape =
      new ModelShape(
          LabelUnit.PIXEL,
          PcaCube.CHANNELS,
          List.of(TrainWay.HIDDEN),
          Pool.Kind.MAX,
          TrainWay.CLASSES);
  private final Map<Integer, TrainingSet> sets = new HashMap<>();

  TrainPasses(SparkSession spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  @Override
  public double secondsPerPass(int files) throws IOException {
    TrainingSet set = sets.get(files);
    if (set == null) {
      set = open(files);
      sets.put(files, set);
    }
    long samples = (long) files * PcaCube.SIDE * PcaCube.SIDE;
    TrainingSettings settings = new TrainingSettings(PASSES, 0, 0.01, 0, false, 0, 1);
    TrainingState state = TrainingState.start(shape, 1);
    long start = System.nanoTime();
    new Trainer(shape, settings, set, samples, 0).run(state, (after, epoch) -> {});
    return (System.nanoTime() - start) / 1e9 / PASSES;
  }

  private TrainingSet open(int files) throws IOException {
    Configuration configuration = spark.sessionState().newHadoopConf();
    Listing listing =
        Lister.list(configuration, PcaCube.files(folder, files), Listing.Selection.DEFAULT);
    Labels labels =
        LabelReader.read(
            configuration,
            CubeLabels.csv(folder, files).toString(),
            LabelUnit.PIXEL,
            listing.files(),
            OptionalInt.empty());
    List<InputSplit> parts = ImageSource.splitEvenly(configuration, listing);
    TrainingSet set =
        new TrainingSet(
            spark,
            parts,
            0,
            new TaskInputs(spark, TaskInputs.MAX_PIXELS, new JobMetrics(spark.sparkContext())),
            new SampleChoice(
                LabelUnit.PIXEL,
                PcaCube.CHANNELS,
                TrainWay.CLASSES,
                SampleRange.RAW,
                0,
                1,
                1,
                FailurePolicy.FAILFAST),
            labels,
            Blas.Kind.NATIVE);
    SampleStatistics statistics = set.statistics();
    set.keep(shape, statistics.standardisation(), statistics.pixels());
    return set;
  }
}
