package pointwise.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What a written table holds, counted from its rows.
 *
 * @param images images that are there whole
 * @param errors images that are there as an error
 * @param pixels pixels of whole images
 */
public record TableCounts(long images, long errors, long pixels) {
  private static final Column FAILED = col("error").isNotNull();

  /**
   * Counts a table of feature maps by what its files say in their footers: each {@link
   * FeatureMapFile} holds the tally of the rows in it.
   *
   * @throws IllegalStateException if the strips of an image do not add up to its height
   */
  public static TableCounts ofMaps(SparkSession spark, String path) throws IOException {
    Path folder = new Path(path);
    List<String> files = new ArrayList<>();
    for (FileStatus file :
        folder.getFileSystem(spark.sessionState().newHadoopConf()).listStatus(folder)) {
      if (!file.getPath().getName().startsWith("_")) {
        files.add(file.getPath().toString());
      }
    }
    MapTally sum = new MapTally();
    if (!files.isEmpty()) {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      Tally tally =
          new Tally(
              context.broadcast(
                  new SerializableConfiguration(spark.sessionState().newHadoopConf())));
      int tasks = Math.min(files.size(), context.defaultParallelism());
      context.parallelize(files, tasks).map(tally).collect().forEach(sum::merge);
    }
    return sum.finish();
  }

  private record Tally(Broadcast<SerializableConfiguration> configuration)
      implements Function<String, MapTally> {
    @Override
    public MapTally call(String file) throws IOException {
      return FeatureMapFile.tally(configuration.value().value(), new Path(file));
    }
  }

  /** Counts a table of pixel rows by the images they come from. */
  public static TableCounts ofPixels(Dataset<Row> table) {
    Row counts =
        table
            .agg(
                countDistinct(when(FAILED, null).otherwise(col("origin"))),
                countDistinct(when(FAILED, col("origin"))),
                count(when(col("error").isNull(), 1)))
            .head();
    return new TableCounts(counts.getLong(0), counts.getLong(1), counts.getLong(2));
  }
}
