package pointwise.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import pointwise.Spark;
import pointwise.report.JobMetrics;
import pointwise.tile.ImageRow;
import pointwise.tile.Tile;

/** Tables written as jobs write them, of rows that a test has. */
public final class TestTables {
  private TestTables() {}

  /** Writes feature maps, each partition as a bundle, and counts them. */
  public static TableCounts write(JavaRDD<Tile> tiles, Path folder, ParquetTable.Codec codec)
      throws IOException {
    return bundles(Table.MAPS, tiles, folder, codec).counts();
  }

  static <T extends ImageRow> Bundles bundles(
      Table<T> table, JavaRDD<T> rows, Path folder, ParquetTable.Codec codec) throws IOException {
    try (OutputDirectory out =
            OutputDirectory.prepare(new Configuration(), folder.toString(), Start.NEW, List.of());
        JobMetrics metrics = new JobMetrics(Spark.session().sparkContext())) {
      out.begin("test");
      Bundles bundles = Bundles.ofTable(out, "test", Map.of(), List.of(), rows.getNumPartitions());
      new TableWriter<>(Spark.session(), bundles, table, codec, metrics).rows(rows);
      out.commit("{}".getBytes(StandardCharsets.UTF_8));
      return bundles;
    }
  }
}
