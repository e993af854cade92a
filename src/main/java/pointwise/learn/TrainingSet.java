package pointwise.learn;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import pointwise.blas.Blas;
import pointwise.image.ImagePart;
import pointwise.image.ImageSource;
import pointwise.pixels.Reading;
import scala.reflect.ClassTag$;

/**
 * Standardised samples of images, kept by the executors; those of a lost executor are read again,
 * to the same bits. Sums are collected by partition and added on the driver in the order of the
 * partitions: the same partitions give the same bits.
 */
public final class TrainingSet implements Trainer.Steps, AutoCloseable {
  /** Of all partitions together, which the driver collects in every step. */
  private static final long GRADIENT_BYTES = 256L << 20;

  private final JavaSparkContext context;
  private final JavaRDD<Integer> partitions;
  private final ReadSamples read;
  private final Blas.Kind blas;
  private ModelShape shape;
  private JavaRDD<Samples> samples;

  /**
   * @param parts the images, or parts of them, of each partition
   */
  public TrainingSet(
      SparkSession spark,
      List<List<ImagePart>> parts,
      Reading reading,
      SampleChoice choice,
      Labels labels,
      Blas.Kind blas) {
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.partitions =
        context.parallelize(IntStream.range(0, parts.size()).boxed().toList(), parts.size());
    this.blas = blas;
    this.read =
        new ReadSamples(
            reading,
            choice,
            context.broadcast(copy(parts)),
            context.broadcast(labels),
            spark
                .sparkContext()
                .broadcast(
                    new SerializableConfiguration(spark.sessionState().newHadoopConf()),
                    ClassTag$.MODULE$.apply(SerializableConfiguration.class)));
  }

  /** Lists that Kryo too can make anew. */
  private static List<List<ImagePart>> copy(List<List<ImagePart>> parts) {
    List<List<ImagePart>> copy = new ArrayList<>();
    parts.forEach(part -> copy.add(new ArrayList<>(part)));
    return copy;
  }

  /**
   * In how many partitions the images are shared out. Unless a number is wanted, as many as tasks
   * run at once, since a step waits for all of them; more where each would hold too much, but not
   * so many that their gradients would fill the driver.
   *
   * @param wanted 0 for a number that suits
   */
  public static int partitions(
      SparkSession spark, List<ImagePart> parts, ModelShape shape, int wanted) {
    if (wanted > 0) {
      return Math.min(parts.size(), wanted);
    }
    long gradients = GRADIENT_BYTES / Double.BYTES / shape.parameters();
    long suits =
        Math.max(
            spark.sparkContext().defaultParallelism(),
            Math.min(ImageSource.partitions(parts), gradients));
    return (int) Math.min(parts.size(), suits);
  }

  /** Counts of all samples and moments of those for training, in one pass over the files. */
  public SampleStatistics statistics() {
    List<SampleStatistics> all = partitions.mapPartitions(new TakeStatistics(read, blas)).collect();
    SampleStatistics sum = new SampleStatistics(read.choice);
    all.forEach(sum::merge);
    return sum;
  }

  /** Has the executors keep the samples, standardised, when they first read them. */
  public void keep(ModelShape model, Standardisation standardisation) {
    shape = model;
    samples =
        partitions
            .mapPartitions(new Standardise(read, context.broadcast(standardisation)))
            .persist(StorageLevel.MEMORY_AND_DISK());
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
    Gradient sum = kind.zero(shape);
    Broadcast<double[]> travelling = context.broadcast(parameters);
    try {
      samples
          .mapPartitions(new AddUp(shape, travelling, batch, validation, kind, blas))
          .collect()
          .forEach(sum::merge);
    } finally {
      travelling.destroy();
    }
    return sum;
  }

  @Override
  public void close() {
    if (samples != null) {
      samples.unpersist();
    }
  }

  /** What reads samples: broadcasts and scalars. */
  private record ReadSamples(
      Reading reading,
      SampleChoice choice,
      Broadcast<List<List<ImagePart>>> parts,
      Broadcast<Labels> labels,
      Broadcast<SerializableConfiguration> configuration)
      implements Serializable {
    /** The samples of the one partition that is named. */
    SampleReader open(Iterator<Integer> partition, SampleCounts counts) {
      SampleReader samples =
          new SampleReader(
              reading.blocks(parts.value().get(partition.next()).iterator(), 0),
              choice,
              labels.value(),
              configuration.value().value(),
              counts);
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) done -> samples.close());
      return samples;
    }
  }

  private record TakeStatistics(ReadSamples read, Blas.Kind blas)
      implements FlatMapFunction<Iterator<Integer>, SampleStatistics> {
    @Override
    public Iterator<SampleStatistics> call(Iterator<Integer> partition) {
      Blas loaded = blas.load();
      read.reading.metrics().addBlas(loaded.describe());
      SampleStatistics statistics = new SampleStatistics(read.choice);
      TileMoments tiles = new TileMoments(loaded, read.choice.channels());
      SampleReader samples = read.open(partition, statistics.counts());
      while (samples.hasNext()) {
        Samples some = samples.next();
        if (!some.validation) {
          tiles.add(some.values, 0, some.pixels, statistics.moments());
        }
      }
      return Collections.singletonList(statistics).iterator();
    }
  }

  private record Standardise(ReadSamples read, Broadcast<Standardisation> standardisation)
      implements FlatMapFunction<Iterator<Integer>, Samples> {
    @Override
    public Iterator<Samples> call(Iterator<Integer> partition) {
      SampleReader samples = read.open(partition, new SampleCounts(read.choice.classes()));
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return samples.hasNext();
        }

        @Override
        public Samples next() {
          Samples some = samples.next();
          standardisation.value().apply(some.values, some.pixels);
          return some;
        }
      };
    }
  }

  private record AddUp(
      ModelShape shape,
      Broadcast<double[]> parameters,
      Batch batch,
      boolean validation,
      Gradient.Kind kind,
      Blas.Kind blas)
      implements FlatMapFunction<Iterator<Samples>, Gradient> {
    @Override
    public Iterator<Gradient> call(Iterator<Samples> samples) {
      Learner learner = Learner.of(shape, parameters.value(), blas.load());
      Gradient sum = kind.zero(shape);
      while (samples.hasNext()) {
        Samples some = samples.next();
        if (some.validation == validation) {
          learner.add(some, batch, sum);
        }
      }
      return Collections.singletonList(sum.pack()).iterator();
    }
  }
}
