package pointwise.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import pointwise.input.InputSplit;
import pointwise.input.TilePass;
import pointwise.report.JobMetrics;
import pointwise.tile.MapTable;

/**
 * Tables of images that are read while they are written: one that failed after rows of it were
 * written, by this task or another, is one row, its error. Only the files that have rows of such
 * images are written again.
 */
public final class MendedTable {
  /** Readers pass over it. */
  private static final String MENDED = "_mended";

  /** How the table is written. */
  @FunctionalInterface
  private interface Writer {
    void write(Dataset<Row> rows, String path, ParquetTable.Codec codec) throws IOException;
  }

  private MendedTable() {}

  /**
   * Writes the feature maps of images.
   *
   * @param metrics with which they are read
   */
  public static void writeMaps(
      Dataset<InputSplit> images,
      TilePass maps,
      String path,
      ParquetTable.Codec codec,
      JobMetrics metrics)
      throws IOException {
    metrics.takeBack();
    SparkSession spark = images.sparkSession();
    ParquetTable.writeMaps(spark, images.javaRDD().mapPartitions(maps), path, codec);
    takeBack(
        spark,
        path,
        codec,
        metrics,
        (rows, folder, chosen) ->
            ParquetTable.writeMaps(spark, MapTable.tiles(rows), folder, chosen));
  }

  /** The same of pixel rows. */
  public static void writePixels(
      Dataset<Row> pixels, String path, ParquetTable.Codec codec, JobMetrics metrics)
      throws IOException {
    metrics.takeBack();
    ParquetTable.write(pixels, path, codec);
    takeBack(pixels.sparkSession(), path, codec, metrics, ParquetTable::write);
  }

  private static void takeBack(
      SparkSession spark, String path, ParquetTable.Codec codec, JobMetrics metrics, Writer writer)
      throws IOException {
    Set<String> broken = metrics.broken();
    if (broken.isEmpty()) {
      return;
    }
    Column isBroken = col("origin").isin(broken.toArray());
    List<Path> files =
        ParquetTable.read(spark, path)
            .where(isBroken)
            .select("_metadata.file_name")
            .distinct()
            .as(Encoders.STRING())
            .collectAsList()
            .stream()
            .map(name -> new Path(path, name))
            .toList();
    Dataset<Row> rows =
        ParquetTable.read(spark, files.stream().map(Path::toString).toArray(String[]::new));
    Dataset<Row> errors =
        rows.where(isBroken.and(col("error").isNotNull())).dropDuplicates("origin");
    Path mended = new Path(path, MENDED);
    writer.write(rows.where(not(isBroken)).union(errors), mended.toString(), codec);
    FileSystem fs = mended.getFileSystem(spark.sessionState().newHadoopConf());
    for (FileStatus file : fs.listStatus(mended)) {
      String name = file.getPath().getName();
      if (!name.startsWith("_") && !fs.rename(file.getPath(), new Path(path, name))) {
        throw new IOException("Cannot move " + file.getPath() + " to " + path);
      }
    }
    for (Path file : files) {
      fs.delete(file, false);
    }
    fs.delete(mended, true);
  }
}
