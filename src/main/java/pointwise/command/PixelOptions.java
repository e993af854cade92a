package pointwise.command;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;
import pointwise.pixels.PixelRow;
import pointwise.store.ParquetTable;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** A table of pixel rows as an input. */
final class PixelOptions {
  private static final List<String> COLUMNS =
      List.of("origin", "height", "width", "y", "x", "channels", "dtype", "error", "errorKind");

  @Option(
      names = "--pixels",
      required = true,
      paramLabel = "DIR",
      description = "Pixel rows in Parquet, as explode or multiply writes them.")
  private String pixels;

  /** The folder, which is there. */
  String path(Configuration configuration) throws IOException {
    Path path = new Path(pixels);
    FileSystem fs = path.getFileSystem(configuration);
    try {
      return fs.getFileStatus(path).getPath().toString();
    } catch (FileNotFoundException e) {
      throw new UsageException(
          Text.of(
              "Cannot read pixels %s: nothing is there, expected a folder that explode or multiply wrote",
              pixels),
          e);
    }
  }

  /**
   * The rows.
   *
   * @throws IllegalArgumentException if the table lacks a column
   */
  static Dataset<PixelRow> read(SparkSession spark, String path) {
    Dataset<Row> table = ParquetTable.read(spark, path);
    List<String> found = List.of(table.columns());
    for (String column : COLUMNS) {
      if (!found.contains(column)) {
        throw new UsageException(
            Text.of(
                "Cannot read pixels %s: column %s is missing, found %s, expected %s",
                path, column, found, COLUMNS));
      }
    }
    return table.as(PixelRow.ENCODER);
  }
}
