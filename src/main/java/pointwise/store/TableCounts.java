package pointwise.store;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import pointwise.report.Failures;
import pointwise.report.ImageTally;
import pointwise.text.Text;
import scala.Tuple2;

/**
 * What a written table holds, counted from its rows.
 *
 * @param images images that are there
 * @param errors images that are there as an error
 * @param pixels pixels of the images
 */
public record TableCounts(long images, long errors, long pixels) {
  /**
   * Counts a table of feature maps by what its files say in their footers: each {@link MapFile}
   * holds the tally of the rows in it.
   *
   * @throws IllegalStateException if the rows of an image do not add up to it
   */
  public static TableCounts ofMaps(SparkSession spark, String path) throws IOException {
    List<String> files = files(spark, path);
    if (files.isEmpty()) {
      return new TableCounts(0, 0, 0);
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> configuration =
        context.broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
    try {
      int partitions = Math.min(files.size(), context.defaultParallelism());
      return of(context.parallelize(files, partitions), new Tallies(configuration));
    } finally {
      configuration.destroy();
    }
  }

  private static TableCounts of(JavaRDD<String> footers, Tallies tallies) {
    long[] whole = {0, 0, 0};
    long partial = 0;
    for (long[] file : footers.map(tallies::whole).collect()) {
      for (int i = 0; i < whole.length; i++) {
        whole[i] += file[i];
      }
      partial += file[whole.length];
    }
    long[] joined = partial == 0 ? new long[2] : joined(footers.flatMapToPair(tallies::partial));
    return new TableCounts(whole[0] + joined[0], whole[1], whole[2] + joined[1]);
  }

  /**
   * These counts of maps as counts of images.
   *
   * @param maps how many each image has
   * @param pixels of the images
   * @throws IllegalStateException if some have fewer
   */
  public TableCounts perImage(int maps, long pixels) {
    if (images % maps != 0) {
      throw new IllegalStateException(
          Text.of(
              "Cannot account for the maps: found %d, expected %d for each image", images, maps));
    }
    return new TableCounts(images / maps, errors, pixels);
  }

  /** What became of the images of the table they were counted of, a row for each that failed. */
  public ImageTally images(SparkSession spark, String path) {
    return new ImageTally(images, errors == 0 ? new Failures() : TableFailures.of(spark, path));
  }

  private static List<String> files(SparkSession spark, String path) throws IOException {
    Path folder = new Path(path);
    FileSystem fs = folder.getFileSystem(spark.sessionState().newHadoopConf());
    return Arrays.stream(fs.listStatus(folder))
        .map(file -> file.getPath())
        .filter(file -> !file.getName().startsWith("_"))
        .map(Path::toString)
        .toList();
  }

  /** Images and pixels of the images whose rows lie in several files. */
  private static long[] joined(JavaPairRDD<String, long[]> partial) {
    return partial
        .groupByKey()
        .map(image -> new long[] {1, wholePixels(image._1, image._2)})
        .reduce((a, b) -> new long[] {a[0] + b[0], a[1] + b[1]});
  }

  private static long wholePixels(String origin, Iterable<long[]> files) {
    long[] sum = null;
    for (long[] found : files) {
      sum = sum == null ? found : MapTally.join(origin, sum, found);
    }
    if (!MapTally.isWhole(sum)) {
      throw new IllegalStateException(
          Text.of(
              "Cannot account for %s: its rows do not add up, found %d pixels, expected %d",
              origin, sum[2], sum[0] * sum[1]));
    }
    return sum[2];
  }

  private record Tallies(Broadcast<SerializableConfiguration> configuration)
      implements Serializable {
    private MapTally of(String file) throws IOException {
      return MapFile.tally(configuration.value().value(), new Path(file));
    }

    /** Images, errors and pixels that are whole in the file, and how many images are not. */
    long[] whole(String file) throws IOException {
      MapTally tally = of(file);
      return new long[] {tally.images, tally.errors, tally.pixels, tally.partial.size()};
    }

    /** The pixels of the images that are not. */
    Iterator<Tuple2<String, long[]>> partial(String file) throws IOException {
      return of(file).partial.entrySet().stream()
          .map(image -> new Tuple2<>(image.getKey(), image.getValue()))
          .iterator();
    }
  }

  /** Counts a table of pixel rows by the images they come from: images with at least one pixel. */
  public static TableCounts ofPixels(Dataset<Row> table) {
    Row counts =
        table
            .groupBy("origin")
            .agg(
                count(when(col("error").isNull(), 1)).as("pixels"),
                count(col("error")).as("errors"))
            .agg(
                count(when(col("errors").equalTo(0), 1)),
                count(when(col("errors").gt(0), 1)),
                coalesce(sum("pixels"), lit(0L)))
            .head();
    return new TableCounts(counts.getLong(0), counts.getLong(1), counts.getLong(2));
  }
}
