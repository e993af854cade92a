package pointwise.learn.classify;

import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import pointwise.input.FailurePolicy;
import pointwise.input.InputSplit;
import pointwise.input.RowPass;
import pointwise.learn.labels.LabelLines;
import pointwise.learn.labels.Labels;
import pointwise.raster.ImageException;
import pointwise.tile.ArgMax;
import pointwise.tile.Tile;
import scala.reflect.ClassTag$;

/**
 * Predictions beside labels, counted on the executors. Counts are integers: their sum is the same
 * in whatever order partitions are added.
 */
public final class Evaluation {
  private Evaluation() {}

  /**
   * Images.
   *
   * @param labels with the classes of the model, in its order
   */
  public static Confusion ofImages(
      Dataset<Prediction> predictions, Labels labels, FailurePolicy policy) {
    Broadcast<Labels> travelling = broadcast(predictions.sparkSession(), labels);
    try {
      return predictions
          .javaRDD()
          .mapPartitions(new CountImages(travelling, policy))
          .reduce(Confusion::merge);
    } finally {
      travelling.destroy();
    }
  }

  /**
   * Pixels. An image whose labels are of another size has failed.
   *
   * @param classMaps to maps whose values are places in the classes of {@code labels}
   */
  public static Confusion ofPixels(
      Dataset<InputSplit> images, RowPass<Tile> classMaps, Labels labels, FailurePolicy policy) {
    SparkSession spark = images.sparkSession();
    Broadcast<SerializableConfiguration> configuration =
        spark
            .sparkContext()
            .broadcast(
                new SerializableConfiguration(spark.sessionState().newHadoopConf()),
                ClassTag$.MODULE$.apply(SerializableConfiguration.class));
    Broadcast<Labels> travelling = broadcast(spark, labels);
    try {
      return images
          .javaRDD()
          .mapPartitions(new CountPixels(classMaps, travelling, configuration, policy))
          .reduce(Confusion::merge);
    } finally {
      travelling.destroy();
      configuration.destroy();
    }
  }

  private static Broadcast<Labels> broadcast(SparkSession spark, Labels labels) {
    return spark.sparkContext().broadcast(labels, ClassTag$.MODULE$.apply(Labels.class));
  }

  private record CountImages(Broadcast<Labels> labels, FailurePolicy policy)
      implements FlatMapFunction<Iterator<Prediction>, Confusion> {
    @Override
    public Iterator<Confusion> call(Iterator<Prediction> predictions) {
      Labels truth = labels.value();
      HashMap<String, Integer> places = new HashMap<>();
      truth.classes().forEach(name -> places.put(name, places.size()));
      Confusion confusion = new Confusion(places.size());
      while (predictions.hasNext()) {
        Prediction prediction = predictions.next();
        if (prediction.getError() == null) {
          confusion.images().addDone();
          confusion.add(truth.ofImage(prediction.getOrigin()), places.get(prediction.getLabel()));
        } else {
          policy.count(prediction.failure(), true, confusion.images());
        }
      }
      return List.of(confusion.pack()).iterator();
    }
  }

  private record CountPixels(
      RowPass<Tile> classMaps,
      Broadcast<Labels> labels,
      Broadcast<SerializableConfiguration> configuration,
      FailurePolicy policy)
      implements FlatMapFunction<Iterator<InputSplit>, Confusion>, Serializable {
    @Override
    public Iterator<Confusion> call(Iterator<InputSplit> splits) throws IOException {
      StripCounter counter =
          new StripCounter(labels.value(), configuration.value().value(), policy);
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) done -> counter.close());
      Iterator<Tile> strips = classMaps.call(splits);
      while (strips.hasNext()) {
        counter.add(strips.next());
      }
      return List.of(counter.confusion.pack()).iterator();
    }
  }

  /** Counts strips, with the labels of one image open at a time. */
  private static final class StripCounter {
    final Confusion confusion;
    private final Labels labels;
    private final Configuration configuration;
    private final FailurePolicy policy;

    private String origin;

    /** Null where they do not fit. */
    private LabelLines truth;

    StripCounter(Labels labels, Configuration configuration, FailurePolicy policy) {
      this.labels = labels;
      this.configuration = configuration;
      this.policy = policy;
      this.confusion = new Confusion(labels.classes().size());
    }

    void add(Tile strip) throws IOException {
      if (strip.getError() != null) {
        policy.count(strip.failure(), true, confusion.images());
        return;
      }
      if (!strip.getOrigin().equals(origin)) {
        close();
        origin = strip.getOrigin();
        open(strip);
      }
      if (truth == null) {
        return;
      }
      if (strip.tellsOfImage()) {
        confusion.images().addDone();
      }
      count(truth.window(strip.window()), strip.getSamples());
    }

    private void open(Tile strip) throws IOException {
      try {
        truth = labels.ofPixels(configuration, strip);
      } catch (ImageException e) {
        policy.count(e, strip.tellsOfImage(), confusion.images());
      }
    }

    private void count(byte[] truths, byte[] predictions) {
      for (int i = 0; i < truths.length; i++) {
        if (truths[i] == LabelLines.UNLABELLED) {
          confusion.addUnlabelled();
        } else if (predictions[i] == ArgMax.NONE) {
          confusion.addWithoutClass();
        } else {
          confusion.add(truths[i] & 0xff, predictions[i] & 0xff);
        }
      }
    }

    void close() {
      if (truth != null) {
        try {
          truth.close();
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        } finally {
          truth = null;
        }
      }
    }
  }
}
