package pointwise.store;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a written table holds, counted from its rows.
 *
 * @param images images that are there whole
 * @param errors images that are there as an error
 * @param pixels pixels of whole images
 */
public record TableCounts(long images, long errors, long pixels) {
  private static final StructType MAP_COLUMNS =
      new StructType()
          .add("origin", DataTypes.StringType)
          .add("height", DataTypes.IntegerType)
          .add("width", DataTypes.IntegerType)
          .add("rows", DataTypes.IntegerType)
          .add("error", DataTypes.StringType);

  private static final Column FAILED = col("error").isNotNull();

  /**
   * Counts a table of feature maps without reading the maps.
   *
   * @throws IllegalStateException if the strips of an image do not add up to its height
   */
  public static TableCounts ofMaps(SparkSession spark, String path) {
    Dataset<Row> table = ParquetTable.read(spark, path, MAP_COLUMNS);
    Column whole = col("rows").equalTo(col("height"));
    Row counts =
        table
            .agg(
                count(when(whole, 1)),
                count(when(FAILED, 1)),
                total(when(whole, area())),
                count(when(col("rows").lt(col("height")), 1)))
            .head();
    long strips = counts.getLong(3);
    TableCounts inStrips = strips == 0 ? new TableCounts(0, 0, 0) : ofStrips(table);
    return new TableCounts(
        counts.getLong(0) + inStrips.images,
        counts.getLong(1),
        counts.getLong(2) + inStrips.pixels);
  }

  private static TableCounts ofStrips(Dataset<Row> table) {
    Dataset<Row> images =
        table
            .where(col("rows").lt(col("height")))
            .groupBy("origin")
            .agg(
                sum("rows").as("rows"),
                min("height").as("least"),
                max("height").as("height"),
                sum(area()).as("pixels"));
    Column whole = col("rows").equalTo(col("height")).and(col("least").equalTo(col("height")));
    Dataset<Row> partial = images.where(not(whole));
    if (!partial.isEmpty()) {
      Row first = partial.head();
      throw new IllegalStateException(
          "Cannot account for %s: its strips do not add up, found %d lines, expected %d"
              .formatted(
                  first.getString(0), first.<Long>getAs("rows"), first.<Integer>getAs("height")));
    }
    Row counts = images.agg(count(lit(1)), total(col("pixels"))).head();
    return new TableCounts(counts.getLong(0), 0, counts.getLong(1));
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

  private static Column area() {
    return col("rows").cast("long").multiply(col("width"));
  }

  private static Column total(Column column) {
    return coalesce(sum(column), lit(0L));
  }
}
