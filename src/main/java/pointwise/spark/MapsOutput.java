package pointwise.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import pointwise.job.Job;
import pointwise.report.JobMetrics;
import pointwise.report.Skipped;
import pointwise.store.Bundles;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.ParquetTable.Codec;
import pointwise.store.Start;
import pointwise.store.Table;
import pointwise.store.TableCounts;
import pointwise.store.TableWriter;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.tile.MapTable;
import pointwise.tile.Tile;

/** Where a table of feature maps is written, by the job that the commands write theirs by. */
final class MapsOutput {
  private static final String COMMAND = "write";
  private static final String CODEC = "codec";
  private static final String PATH = "path";

  private final OutputDirectory out;
  private final Codec codec;

  /** What is there and stays; null for nothing. */
  private final Dataset<Row> before;

  private MapsOutput(OutputDirectory out, Codec codec, Dataset<Row> before) {
    this.out = out;
    this.codec = codec;
    this.before = before;
  }

  /**
   * The output that options name; empty where nothing is to be done.
   *
   * @throws UsageException if they cannot be used, or something is there that has to stay
   */
  static Optional<MapsOutput> of(SparkSession spark, SaveMode mode, Map<String, String> options)
      throws IOException {
    Map<String, String> given = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    given.putAll(options);
    String path = given.remove(PATH);
    Codec codec = codec(given.remove(CODEC));
    if (path == null) {
      throw new UsageException("Cannot write maps: expected the path of a folder");
    }
    if (!given.isEmpty()) {
      throw new UsageException(
          Text.of(
              "Cannot write maps: found no option %s, expected codec",
              Text.printable(given.keySet().iterator().next())));
    }
    Configuration configuration = spark.sessionState().newHadoopConf();
    boolean there = OutputDirectory.isThere(configuration, path);
    if (mode == SaveMode.Ignore && there) {
      return Optional.empty();
    }
    boolean appends = mode == SaveMode.Append && there;
    Start start = appends || mode == SaveMode.Overwrite ? Start.OVERWRITE : Start.NEW;
    return Optional.of(
        new MapsOutput(
            OutputDirectory.prepare(configuration, path, start, List.of()),
            codec,
            appends ? ParquetTable.read(spark, path) : null));
  }

  private static Codec codec(String name) {
    try {
      return name == null ? Codec.SNAPPY : Codec.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          Text.of(
              "Cannot use codec: found %s, expected one of %s",
              Text.printable(name), List.of(Codec.values())),
          e);
    }
  }

  /**
   * Writes the maps. Where others stay, these are written again beside them, since a result has one
   * plan and one report.
   *
   * @throws UsageException if their columns are others than those of the table
   */
  void write(Dataset<Row> maps) {
    for (StructField column : MapTable.SCHEMA.fields()) {
      if (maps.schema().getFieldIndex(column.name()).isDefined()) {
        StructField found = maps.schema().apply(column.name());
        if (!found.dataType().simpleString().equals(column.dataType().simpleString())) {
          throw new UsageException(
              Text.of(
                  "Cannot use a table as feature maps: found %s of type %s, expected %s",
                  column.name(),
                  found.dataType().simpleString(),
                  column.dataType().simpleString()));
        }
      }
    }
    JavaRDD<Tile> tiles = MapTable.tiles(maps);
    JavaRDD<Tile> all = before == null ? tiles : MapTable.tiles(before).union(tiles);
    try {
      int unused =
          Job.run(
              COMMAND,
              out,
              Job.Inputs.ofTable("a query"),
              (spark, metrics) -> written(spark, metrics, all));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Job.Done written(SparkSession spark, JobMetrics metrics, JavaRDD<Tile> tiles)
      throws IOException {
    Bundles bundles = Bundles.ofTable(out, COMMAND, Map.of(), List.of(), tiles.getNumPartitions());
    new TableWriter<>(spark, bundles, Table.MAPS, codec, metrics).rows(tiles);
    TableCounts counts = bundles.counts();
    return new Job.Done(
        bundles,
        counts.images() + counts.errors(),
        Skipped.NONE,
        counts,
        null,
        Map.of(CODEC, codec.name()));
  }
}
