package pointwise.store;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.row_number;

import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import pointwise.tile.MapTable;
import pointwise.tile.MappedIterator;
import pointwise.tile.Tile;

/**
 * An image of a table of feature maps, to be read on the driver.
 *
 * @param files those of the table that have rows of it: there may be very many others
 */
public record StoredImage(SparkSession spark, String origin, List<String> files) {
  private static final String FOLDER = "folder";
  private static final String PLACE = "place";
  private static final StructType WANTED =
      new StructType()
          .add(FOLDER, DataTypes.StringType, false)
          .add(PLACE, DataTypes.LongType, false);

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

  /**
   * Images of a table spread over the folders of their origins, in the order of the origins: of
   * each folder as many as of any other, as far as it has them, evenly spaced by name.
   */
  public static List<StoredImage> spread(Dataset<Row> table, int most) {
    SparkSession spark = table.sparkSession();
    Dataset<Row> images =
        table
            .select("origin")
            .distinct()
            .withColumn(
                FOLDER,
                expr("left(origin, length(origin) - length(substring_index(origin, '/', -1)))"));
    List<Row> folders = images.groupBy(FOLDER).count().orderBy(FOLDER).collectAsList();
    long[] counts = folders.stream().mapToLong(row -> row.getLong(1)).toArray();
    int[] shares = shares(counts, most);
    List<Row> wanted = new ArrayList<>();
    for (int f = 0; f < counts.length; f++) {
      for (long place : evenly(counts[f], shares[f])) {
        wanted.add(RowFactory.create(folders.get(f).getString(0), place));
      }
    }
    WindowSpec byName = Window.partitionBy(FOLDER).orderBy("origin");
    List<String> origins =
        images
            .withColumn(PLACE, row_number().over(byName).minus(1).cast(DataTypes.LongType))
            .join(broadcast(spark.createDataFrame(wanted, WANTED)), new String[] {FOLDER, PLACE})
            .select("origin")
            .as(Encoders.STRING())
            .collectAsList();
    return first(table.where(col("origin").isin(origins.toArray())), most);
  }

  /** How many to take of each folder, by how many each has. */
  static int[] shares(long[] counts, int most) {
    int[] shares = new int[counts.length];
    int left = most;
    while (left > 0) {
      int[] open = IntStream.range(0, counts.length).filter(f -> shares[f] < counts[f]).toArray();
      if (open.length == 0) {
        break;
      }
      int taken = Math.min(left, open.length);
      for (long place : evenly(open.length, taken)) {
        shares[open[(int) place]]++;
      }
      left -= taken;
    }
    return shares;
  }

  /** So many of the places from 0 to count - 1, each in the middle of its part of them. */
  static long[] evenly(long count, int taken) {
    return LongStream.range(0, taken).map(i -> (2 * i + 1) * count / (2L * taken)).toArray();
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
