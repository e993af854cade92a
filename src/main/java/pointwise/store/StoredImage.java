package pointwise.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.input_file_name;

import java.net.URI;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import pointwise.tile.MapTable;
import pointwise.tile.MappedIterator;
import pointwise.tile.Tile;

/**
 * An image of a table of feature maps, to be read on the driver.
 *
 * @param files those of the table that have rows of it: there may be very many others
 */
public record StoredImage(SparkSession spark, String origin, List<String> files) {
  /** The first images of a table, in the order of their origins. */
  public static List<StoredImage> first(Dataset<Row> table, int most) {
    SparkSession spark = table.sparkSession();
    return table
        .select(col("origin"), input_file_name().as("file"))
        .distinct()
        .groupBy("origin")
        .agg(collect_set("file"))
        .orderBy("origin")
        .limit(most)
        .collectAsList()
        .stream()
        .map(row -> new StoredImage(spark, row.getString(0), files(row.getList(1))))
        .toList();
  }

  /** The paths of files that Spark gives as URIs. */
  public static List<String> files(List<String> uris) {
    return uris.stream().map(file -> new Path(URI.create(file)).toString()).toList();
  }

  /**
   * Its rows. One partition of them is held at a time, about 16 MB of the files, in the form Spark
   * sends it.
   */
  public Iterator<Tile> tiles() {
    spark.conf().set("spark.sql.files.maxPartitionBytes", "16m");
    return new MappedIterator<>(
        ParquetTable.read(spark, files.toArray(String[]::new))
            .where(col("origin").equalTo(origin))
            .toLocalIterator(),
        MapTable::tile);
  }
}
