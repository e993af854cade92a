package pointwise.store;

import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** How Pointwise writes Parquet: settings for rows of a few hundred bytes to 64 MiB. */
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
   * Writes feature maps. Row groups of 32 MiB and a page per row, so that a reader needs no setting
   * and little memory; neither dictionary nor statistics of the binary column, which cost time and
   * help nobody; page checksums.
   */
  public static void writeMaps(Dataset<Row> maps, String path, Codec codec) {
    maps.write()
        .mode(SaveMode.ErrorIfExists)
        .option("compression", name(codec))
        .option("parquet.block.size", 32 << 20)
        .option("parquet.block.size.row.check.min", 1)
        .option("parquet.block.size.row.check.max", 1)
        .option("parquet.page.size.row.check.min", 1)
        .option("parquet.page.size.row.check.max", 1)
        .option("parquet.enable.dictionary#data", false)
        .option("parquet.column.statistics.enabled#data", false)
        .option("parquet.page.write-checksum.enabled", true)
        .parquet(path);
  }

  /** Writes pixel rows. */
  public static void writePixels(Dataset<Row> pixels, String path, Codec codec) {
    pixels
        .write()
        .mode(SaveMode.ErrorIfExists)
        .option("compression", name(codec))
        .option("parquet.page.write-checksum.enabled", true)
        .parquet(path);
  }

  /** A table as it was written, whatever characters its path has: none of them is a glob. */
  public static Dataset<Row> read(SparkSession spark, String path) {
    return spark.read().parquet(literal(path));
  }

  /** The table with these columns alone; spares Spark a look at the files. */
  static Dataset<Row> read(SparkSession spark, String path, StructType columns) {
    return spark.read().schema(columns).parquet(literal(path));
  }

  private static String literal(String path) {
    return path.replaceAll("([\\\\{}\\[\\]*?])", "\\\\$1");
  }

  private static String name(Codec codec) {
    return codec.name().toLowerCase(Locale.ROOT);
  }
}
