package pointwise.store;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import pointwise.report.Failures;
import pointwise.report.ImageTally;
import pointwise.text.Text;

/**
 * What a written table holds, counted from its rows.
 *
 * @param images images that are there
 * @param errors images that are there as an error
 * @param pixels pixels of the images
 */
public record TableCounts(long images, long errors, long pixels) {
  /**
   * Counts a table of feature maps by the tallies of its files.
   *
   * @throws IllegalStateException if the rows of an image do not add up to it
   */
  static TableCounts ofMaps(Collection<MapTally> tallies) {
    long images = 0;
    long errors = 0;
    long pixels = 0;
    for (MapTally tally : tallies) {
      images += tally.images;
      errors += tally.errors;
      pixels += tally.pixels;
    }
    for (Map.Entry<String, long[]> image : MapTally.joined(tallies).entrySet()) {
      long[] sum = image.getValue();
      if (!MapTally.isWhole(sum)) {
        throw new IllegalStateException(
            Text.of(
                "Cannot account for %s: its rows do not add up, found %d pixels, expected %d",
                image.getKey(), sum[2], sum[0] * sum[1]));
      }
      images++;
      pixels += sum[2];
    }
    return new TableCounts(images, errors, pixels);
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
  public ImageTally images(SparkSession spark, List<String> parts) {
    return new ImageTally(images, errors == 0 ? new Failures() : TableFailures.of(spark, parts));
  }

  /**
   * Counts a table of pixels, or of sums of them, by the images that its rows come from: images
   * with at least one row, and rows without an error.
   */
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
