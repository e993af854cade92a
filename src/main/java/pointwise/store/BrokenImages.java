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
import pointwise.report.JobMetrics;

/**
 * Images that failed after rows of them were written, by this task or another: of each, one row
 * with its error stays. Only the files that have rows of them are written again.
 */
final class BrokenImages {
  /** Readers pass over it. */
  private static final String MENDED = "_mended";

  /** How the table was written. */
  @FunctionalInterface
  interface Writer {
    void write(Dataset<Row> rows, String path, ParquetTable.Codec codec) throws IOException;
  }

  private BrokenImages() {}

  /**
   * Mends a table that nobody reads yet.
   *
   * @param metrics of the tasks that wrote it
   */
  static void takeBack(
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
