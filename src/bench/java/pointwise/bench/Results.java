package pointwise.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import pointwise.report.JobMetrics;
import pointwise.store.Bundles;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable.Codec;
import pointwise.store.Start;
import pointwise.store.Table;
import pointwise.store.TableWriter;
import pointwise.tile.Tile;

/** Tables of maps that another pipeline made, written as those of {@code extract}. */
final class Results {
  private Results() {}

  static void write(SparkSession spark, JavaRDD<Tile> maps, String out, Codec codec)
      throws IOException {
    try (OutputDirectory directory =
            OutputDirectory.prepare(
                spark.sessionState().newHadoopConf(), out, Start.NEW, List.of());
        JobMetrics metrics = new JobMetrics(spark.sparkContext())) {
      directory.begin("bench");
      Bundles bundles =
          Bundles.ofTable(directory, "bench", Map.of(), List.of(), maps.getNumPartitions());
      new TableWriter<>(spark, bundles, Table.MAPS, codec, metrics).rows(maps);
      directory.commit("{}".getBytes(StandardCharsets.UTF_8));
    }
  }
}
