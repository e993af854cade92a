package pointwise.export;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import pointwise.export.file.FileKind;
import pointwise.export.file.MapHead;
import pointwise.file.LocalDisk;
import pointwise.input.TaskSlots;
import pointwise.report.ImageTally;
import pointwise.report.JobMetrics;
import pointwise.report.JobReport;
import pointwise.report.Reports;
import pointwise.store.ParquetTable;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** The maps of a table to files. */
public final class Export {
  private final SparkSession spark;
  private final JobMetrics metrics;
  private final Staging staging;
  private final Target target;
  private final Dataset<Row> rows;
  private final Maps maps;

  private Export(
      SparkSession spark,
      JobMetrics metrics,
      Staging staging,
      Target target,
      Dataset<Row> rows,
      Maps maps) {
    this.spark = spark;
    this.metrics = metrics;
    this.staging = staging;
    this.target = target;
    this.rows = rows;
    this.maps = maps;
  }

  /**
   * Looks at the table and the folder; writes nothing.
   *
   * @param table the folder of a table of maps
   * @param folder with its file system
   * @param overwrite whether files that are there may be replaced
   * @throws UsageException if the table is no such, or files would be replaced
   */
  public static Export plan(
      SparkSession spark,
      JobMetrics metrics,
      String table,
      Path folder,
      FileKind kind,
      boolean overwrite)
      throws IOException {
    Configuration configuration =
        LocalDisk.configuration(spark.sessionState().newHadoopConf(), folder);
    Dataset<Row> rows = ParquetTable.read(spark, table);
    Maps maps = Maps.of(table, rows);
    if (maps.origins().isEmpty()) {
      throw new UsageException(
          Text.of("Cannot export %s: found no map, expected at least one", table));
    }
    Target.requireUnused(configuration, folder, maps, kind, overwrite);
    Target target =
        new Target(
            metrics.broadcast(new SerializableConfiguration(configuration)),
            folder.toString(),
            kind);
    return new Export(spark, metrics, new Staging(configuration, folder), target, rows, maps);
  }

  /** What became of the images of the table. */
  public ImageTally images() {
    return maps.images();
  }

  /** Writes the files. */
  public Result run() throws IOException {
    metrics.expect(maps.images().done(), 0);
    List<Path> left = staging.takeAwayOthers();
    Dataset<Row> sound = rows.where(col("error").isNull());
    requirePlaces(sound);
    Dataset<Row> cut = sound.where(not(Maps.WHOLE));
    List<MapHead> heads = maps.cut() ? Maps.heads(cut, target.kind()) : List.of();
    requireMemory(heads);
    long bytes =
        sound
            .where(Maps.WHOLE)
            .javaRDD()
            .mapPartitions(new WriteWhole(target, maps.names(), metrics))
            .fold(0L, Long::sum);
    if (!heads.isEmpty()) {
      Closeable open = staging.open();
      try (open) {
        bytes += joined(cut, heads);
      }
    }
    return new Result(maps.files().size(), bytes, left);
  }

  /** Requires that the files can say where their maps lie. */
  private void requirePlaces(Dataset<Row> maps) {
    if (!List.of(maps.columns()).contains("transform")) {
      return;
    }
    FileKind kind = target.kind();
    List<Row> wrong =
        maps.where(col("transform").isNotNull())
            .select("origin", "transform")
            .filter((FilterFunction<Row>) row -> !kind.holds(MapHead.doubles(row, 1)))
            .takeAsList(1);
    if (!wrong.isEmpty()) {
      throw new UsageException(
          Text.of(
              "Cannot export the map of %s: the file cannot say where it lies, found the sheared or mirrored transform %s, expected one of a rotation and sizes of pixels: use --to geotiff",
              wrong.get(0).getString(0), wrong.get(0).getList(1)));
    }
  }

  /** Requires that a task can hold what it must of each map. */
  private void requireMemory(List<MapHead> heads) {
    SparkConf conf = spark.sparkContext().getConf();
    TaskSlots slots = TaskSlots.of(conf);
    long heap =
        slots.isLocal()
            ? Runtime.getRuntime().maxMemory()
            : JavaUtils.byteStringAsBytes(conf.get("spark.executor.memory", "1g"));
    long most = Math.min(Integer.MAX_VALUE, heap / 2 / slots.inProcess());
    for (MapHead head : heads) {
      if (target.kind().memory(head) > most) {
        throw new UsageException(
            Text.of(
                "Cannot export the map of %s: it has to fit in memory, found %d x %d pixels, which take %,d bytes, expected at most %,d: raise %s, or use --to geotiff",
                head.origin,
                head.width,
                head.height,
                target.kind().memory(head),
                most,
                slots.memorySetting()));
      }
    }
  }

  private long joined(Dataset<Row> cut, List<MapHead> heads) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    CutMaps all = new CutMaps(heads, target.kind());
    return new CutExport(context, all, target, staging.path().toString()).run(cut, maps.names());
  }

  /**
   * What was written.
   *
   * @param files of samples, one for each map
   * @param bytes of them
   * @param left folders of other exports to the same folder, which run still or were killed
   */
  public record Result(long files, long bytes, List<Path> left) implements JobReport.Part {
    private static final double MB = 1e6;

    @Override
    public void appendTo(StringBuilder text) {
      Reports.line(text, "files", "%,d, %,.1f MB", files, bytes / MB);
      for (Path folder : left) {
        Reports.line(text, "left", "%s is of another export, which runs or was killed", folder);
      }
    }
  }
}
