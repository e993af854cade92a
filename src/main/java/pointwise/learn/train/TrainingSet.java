package pointwise.learn.train;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import pointwise.blas.Blas;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.TaskInputs;
import pointwise.learn.labels.Labels;
import pointwise.learn.moments.SumGroup;
import pointwise.learn.moments.TreeSum;
import pointwise.learn.samples.Batch;
import pointwise.learn.samples.SampleChoice;
import pointwise.learn.samples.SampleStatistics;
import pointwise.learn.samples.Samples;
import pointwise.learn.samples.Standardisation;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.SplitMix64;

/**
 * Standardised samples of images, kept by the executors; those of a lost executor are read again,
 * to the same bits. What is summed is summed in units of the images, which are added up in one
 * order: partitions and cluster do not change a bit.
 */
public final class TrainingSet implements Trainer.Steps, AutoCloseable {
  private final JavaSparkContext context;
  private final int wanted;
  private final TrainingTasks.ReadSamples read;
  private final Blas.Kind blas;
  private final List<Broadcast<?>> broadcasts = new ArrayList<>();
  private List<InputSplit> parts;
  private List<List<InputSplit>> others = List.of();
  private int firstVariant;
  private ModelShape shape;
  private Variants variants;
  private int units;
  private JavaRDD<Integer> numbers;
  private JavaPairRDD<Integer, Samples> samples;

  /**
   * @param parts the images, or parts of them
   * @param partitions in how many the samples are kept; 0 for a number that suits
   */
  public TrainingSet(
      SparkSession spark,
      List<InputSplit> parts,
      int partitions,
      TaskInputs reading,
      SampleChoice choice,
      Labels labels,
      Blas.Kind blas) {
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.parts = parts;
    this.wanted = partitions;
    this.blas = blas;
    this.read =
        new TrainingTasks.ReadSamples(
            reading,
            choice,
            broadcast(labels),
            broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf())));
  }

  private <T> Broadcast<T> broadcast(T value) {
    Broadcast<T> travelling = context.broadcast(value);
    broadcasts.add(travelling);
    return travelling;
  }

  /** The numbers of the units, in as many partitions as suit. */
  private JavaRDD<Integer> partitions(List<SumGroup> all) {
    List<Integer> numbers = IntStream.range(0, all.size()).boxed().toList();
    return context.parallelize(numbers, partitions(context.defaultParallelism(), all.size()));
  }

  /**
   * Unless a number is wanted, as many as tasks run at once, since a step waits for all of them;
   * more where each would hold too much.
   *
   * @param slots tasks that run at once
   * @param all units
   */
  int partitions(int slots, int all) {
    int held = ImageSource.partitions(parts) * (1 + others.size());
    int suits = wanted > 0 ? wanted : Math.max(slots, held);
    return Math.min(all, suits);
  }

  /** Counts of all samples and moments of those for training, in one pass over the files. */
  public SampleStatistics statistics() {
    List<SumGroup> all = SumGroup.forMoments(parts, read.choice().channels());
    return TreeSum.of(
        partitions(all).mapPartitions(new TrainingTasks.TakeStatistics(read, broadcast(all), blas)),
        all.size(),
        SampleStatistics.bytes(read.choice()));
  }

  /**
   * Has every epoch learn from one variant of each image. An image that is no sample in one of them
   * fails in all, so that every epoch has the same images.
   *
   * @param variants of the images, read as they are
   * @param fromWhole whether the images as they are are drawn too
   * @return whether an image fails that is a sample as it is
   */
  public boolean vary(List<List<InputSplit>> variants, boolean fromWhole) {
    if (variants.isEmpty()) {
      return false;
    }
    firstVariant = fromWhole ? 0 : 1;
    Set<Long> lost = sampled(parts);
    Set<Long> sound = new HashSet<>(lost);
    variants.forEach(variant -> sound.retainAll(sampled(variant)));
    lost.removeAll(sound);
    parts = parts.stream().map(part -> lost.contains(key(part)) ? unvaried(part) : part).toList();
    others =
        variants.stream()
            .map(variant -> variant.stream().filter(part -> sound.contains(key(part))).toList())
            .toList();
    return !lost.isEmpty();
  }

  private static long key(InputSplit part) {
    return SplitMix64.key(part.getKey());
  }

  /** The keys of the images that are samples. */
  private Set<Long> sampled(List<InputSplit> images) {
    List<SumGroup> all = SumGroup.forMoments(images, read.choice().channels());
    return new HashSet<>(
        partitions(all).mapPartitions(new TrainingTasks.Keys(read, broadcast(all))).collect());
  }

  private static InputSplit unvaried(InputSplit part) {
    return InputSplit.failed(
        part.getKey(),
        new ImageException(
            part.getOrigin(),
            ErrorKind.MISMATCH,
            "a variant of the image failed or has pixels that are no data, expected every one to be a sample"));
  }

  /**
   * Has the executors keep the samples, standardised, when they first read them.
   *
   * @param stepPixels pixels of all images that take part in a step, about
   */
  public void keep(ModelShape model, Standardisation standardisation, long stepPixels) {
    List<SumGroup> all =
        new ArrayList<>(SumGroup.forTraining(parts, stepPixels, model.parameters()));
    List<Integer> begins = new ArrayList<>(List.of(0));
    for (List<InputSplit> other : others) {
      begins.add(all.size());
      all.addAll(SumGroup.forTraining(other, stepPixels, model.parameters()));
    }
    variants = new Variants(firstVariant, begins);
    shape = model;
    units = all.size();
    numbers = partitions(all);
    samples =
        numbers
            .mapPartitionsToPair(
                new TrainingTasks.Standardise(read, broadcast(all), broadcast(standardisation)))
            .persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** In how many partitions the samples are kept. */
  public int partitions() {
    return samples.getNumPartitions();
  }

  @Override
  public Gradient step(double[] parameters, Batch batch) {
    return sum(parameters, batch, false, Gradient.Kind.GRADIENT);
  }

  @Override
  public Gradient validate(double[] parameters) {
    return sum(parameters, Batch.ALL, true, Gradient.Kind.LOSS);
  }

  /** Loss and confusion matrix of the validation samples, or of those for training. */
  public Gradient evaluate(double[] parameters, boolean validation) {
    return sum(parameters, Batch.ALL, validation, Gradient.Kind.CONFUSION);
  }

  private Gradient sum(double[] parameters, Batch batch, boolean validation, Gradient.Kind kind) {
    Broadcast<double[]> travelling = context.broadcast(parameters);
    try {
      return TreeSum.of(
          numbers.zipPartitions(
              samples,
              new TrainingTasks.AddUp(
                  shape, units, variants, travelling, batch, validation, kind, blas)),
          units,
          kind.bytes(shape));
    } finally {
      travelling.destroy();
    }
  }

  @Override
  public void close() {
    if (samples != null) {
      samples.unpersist();
    }
    broadcasts.forEach(Broadcast::destroy);
  }
}
