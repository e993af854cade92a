package pointwise.command;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;
import pointwise.input.InputSplit;
import pointwise.pixels.PixelRow;
import pointwise.store.ParquetTable;
import pointwise.store.Table;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.tile.Column;

/** A table of pixel rows as an input. */
final class PixelOptions {
  static final Table<PixelRow> TABLE = Table.of("pixels", PixelRow.COLUMNS, PixelRow.ENCODER);
  private static final List<String> COLUMNS = PixelRow.COLUMNS.stream().map(Column::name).toList();

  /** Small tables have so many, or as many as files of 4 MB. */
  private static final long PARTITIONS = 64;

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

  /** The files of the table, in the order of their paths. */
  static List<InputSplit> files(Configuration configuration, String path) throws IOException {
    Path folder = new Path(path);
    return Arrays.stream(folder.getFileSystem(configuration).listStatus(folder))
        .filter(file -> !file.getPath().getName().startsWith("_"))
        .map(
            file ->
                new InputSplit(
                    file.getPath().toString(),
                    file.getPath().getName(),
                    file.getLen(),
                    file.getModificationTime(),
                    null))
        .sorted(Comparator.comparing(InputSplit::getOrigin))
        .toList();
  }

  /**
   * The rows, in partitions that depend on the files alone.
   *
   * @throws IllegalArgumentException if the table lacks a column
   */
  static Dataset<PixelRow> read(SparkSession spark, String path) {
    spark.conf().set("spark.sql.files.minPartitionNum", PARTITIONS);
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
