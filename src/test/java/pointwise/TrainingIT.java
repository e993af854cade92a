package pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.blas.Blas;
import pointwise.input.FailurePolicy;
import pointwise.input.InputSplit;
import pointwise.input.Lister;
import pointwise.input.Listing;
import pointwise.input.TaskInputs;
import pointwise.kernel.SampleRange;
import pointwise.learn.labels.LabelReader;
import pointwise.learn.labels.LabelUnit;
import pointwise.learn.labels.Labels;
import pointwise.learn.samples.Batch;
import pointwise.learn.samples.SampleChoice;
import pointwise.learn.samples.SampleStatistics;
import pointwise.learn.train.Gradient;
import pointwise.learn.train.ModelShape;
import pointwise.learn.train.Trainer;
import pointwise.learn.train.TrainingSet;
import pointwise.learn.train.TrainingSettings;
import pointwise.learn.train.TrainingState;
import pointwise.network.layer.Pool;
import pointwise.pixels.Pictures;
import pointwise.report.JobMetrics;

/** Executors in JVMs of their own, one of which dies with the samples it keeps. */
class TrainingIT {
  private static final TrainingSettings SETTINGS = new TrainingSettings(4, 10, 0.02, 0, true, 0, 5);

  @TempDir Path folder;

  @Test
  void modelIsTheSameBitForBitAlsoWhenAnExecutorHaltsInAnEpoch() throws IOException {
    for (String name : new String[] {"a", "b", "c"}) {
      Files.createDirectories(folder.resolve("images").resolve(name));
      for (int i = 0; i < 20; i++) {
        byte[] samples = new byte[30 * 30 * 3];
        new Random(i + name.hashCode() * 100L).nextBytes(samples);
        Path file = folder.resolve("images").resolve(name).resolve(i + ".npy");
        Pictures.npy(file, "|u1", 30, 30, 3, samples);
      }
    }
    double[] local;
    try (SparkSession spark = session("local[2]", null)) {
      local = train(spark, 3, false);
    }
    List<String> lost = new CopyOnWriteArrayList<>();
    double[] halted;
    try (SparkSession spark = session("local-cluster[2,1,1024]", testJar())) {
      spark
          .sparkContext()
          .addSparkListener(
              new SparkListener() {
                @Override
                public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
                  lost.add(removed.executorId());
                }
              });
      assertThat(train(spark, 4, false)).isEqualTo(local);
      assertThat(lost).isEmpty();
      halted = train(spark, 7, true);
    }
    assertThat(lost).isNotEmpty();
    assertThat(halted).isEqualTo(local);
  }

  /** The parameters that are kept. */
  private double[] train(SparkSession spark, int partitions, boolean halting) throws IOException {
    Listing listing =
        Lister.list(
            spark.sessionState().newHadoopConf(),
            List.of(folder.resolve("images").toString()),
            new Listing.Selection(null, true));
    List<InputSplit> files = listing.files();
    Labels labels =
        LabelReader.read(
            spark.sessionState().newHadoopConf(),
            "folders",
            LabelUnit.IMAGE,
            files,
            OptionalInt.empty());
    ModelShape shape = new ModelShape(LabelUnit.IMAGE, 3, List.of(6), Pool.Kind.AVERAGE, 3);
    try (TrainingSet set =
        new TrainingSet(
            spark,
            files,
            partitions,
            new TaskInputs(spark, TaskInputs.MAX_PIXELS, new JobMetrics(spark.sparkContext())),
            new SampleChoice(
                LabelUnit.IMAGE, 3, 3, SampleRange.UNIT, 0.2, 1, 5, FailurePolicy.FAILFAST),
            labels,
            Blas.Kind.NATIVE)) {
      SampleStatistics statistics = set.statistics();
      set.keep(shape, statistics.standardisation(), statistics.pixels());
      TrainingState state = TrainingState.start(shape, 5);
      Trainer.Steps steps = halting ? new Halting(set, spark) : set;
      long training = Arrays.stream(statistics.counts().training()).sum();
      long validation = Arrays.stream(statistics.counts().validation()).sum();
      assertThat(training + validation).isEqualTo(60);
      new Trainer(shape, SETTINGS, steps, training, validation).run(state, (after, epoch) -> {});
      return state.best();
    }
  }

  /** Before the third step of the second epoch, the JVM of an executor halts. */
  private record Halting(TrainingSet set, SparkSession spark) implements Trainer.Steps {
    @Override
    public Gradient step(double[] parameters, Batch batch) {
      if (batch.epoch() == 2 && batch.number() == 2) {
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(List.of(1, 2, 3, 4), 2)
            .mapPartitions(new HaltOnce())
            .collect();
      }
      return set.step(parameters, batch);
    }

    @Override
    public Gradient validate(double[] parameters) {
      return set.validate(parameters);
    }
  }

  private static SparkSession session(String master, Path testJar) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(master)
            .appName("training test")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.executor.extraJavaOptions", String.join(" ", Jvm.flags("-XX:")));
    if (testJar != null) {
      builder.config("spark.jars", System.getProperty("pointwise.jar") + "," + testJar);
    }
    SparkSession spark = builder.getOrCreate();
    spark.sparkContext().setLogLevel("OFF");
    return spark;
  }

  /** The step of the test's own, for executors. */
  private Path testJar() throws IOException {
    Path jar = folder.resolve("steps.jar");
    String name = HaltOnce.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file)) {
      entries.putNextEntry(new JarEntry(name));
      TrainingIT.class.getClassLoader().getResourceAsStream(name).transferTo(entries);
      entries.closeEntry();
    }
    return jar;
  }

  /** Halts the JVM of the first attempt of the first partition. */
  static final class HaltOnce implements FlatMapFunction<Iterator<Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Integer> call(Iterator<Integer> numbers) {
      TaskContext task = TaskContext.get();
      if (task.partitionId() == 0 && task.attemptNumber() == 0) {
        Runtime.getRuntime().halt(1);
      }
      List<Integer> same = new ArrayList<>();
      numbers.forEachRemaining(same::add);
      return same.iterator();
    }
  }
}
