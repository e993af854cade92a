package pointwise.store;

import java.util.Arrays;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** How Pointwise reads its tables. */
public final class ParquetTable {
  private ParquetTable() {}

  /** The codecs that {@code --codec} chooses from. */
  public enum Codec {
    UNCOMPRESSED,
    SNAPPY,
    ZSTD,
    LZ4_RAW,
    GZIP
  }

  /**
   * A table, or some files of one, whatever characters the paths have: none of them is a glob.
   *
   * @throws UsageException if Spark finds no Parquet there
   * @throws IllegalStateException if it cannot be read for another reason
   */
  public static Dataset<Row> read(SparkSession spark, String... paths) {
    try {
      return spark
          .read()
          .parquet(Arrays.stream(paths).map(ParquetTable::literal).toArray(String[]::new));
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      String table = String.join(" ", paths);
      boolean none = e instanceof AnalysisException;
      if (none || String.valueOf(root.getMessage()).contains("is not a Parquet file")) {
        throw new UsageException(
            Text.of(
                "Cannot read the table %s: found %s, expected Parquet files",
                table, none ? "no such file" : root.getMessage()),
            e);
      }
      throw new IllegalStateException(
          Text.of("Cannot read the table %s: %s", table, root.getMessage()), e);
    }
  }

  /** Whether this is how a task failed that could not write its part of a table. */
  public static boolean isUnwritten(Throwable e) {
    return e instanceof Parts.UnwrittenException;
  }

  private static String literal(String path) {
    return path.replaceAll("([\\\\{}\\[\\]*?])", "\\\\$1");
  }
}
