package pointwise.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.Lister;
import pointwise.input.Listing;
import pointwise.input.RowPass;
import pointwise.input.TaskInputs;
import pointwise.report.JobMetrics;
import pointwise.store.Bundles;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable.Codec;
import pointwise.store.Start;
import pointwise.store.Table;
import pointwise.store.TableCounts;
import pointwise.store.TableWriter;
import pointwise.text.Text;
import pointwise.tile.Tile;

/** The calls of the extract command, from listing to commit, in a session that is there. */
final class Extraction {
  private Extraction() {}

  /** Makes the maps of images. */
  @FunctionalInterface
  interface Maps {
    RowPass<Tile> of(TaskInputs reading);
  }

  /**
   * Returns the part of the time of the tasks that was spent multiplying.
   *
   * @param channels of the maps, where images may be read in parts; else 0
   */
  static double run(
      SparkSession spark, List<String> images, int channels, String out, Codec codec, Maps maps)
      throws IOException {
    Configuration configuration = spark.sessionState().newHadoopConf();
    Listing listing = Lister.list(configuration, images, Listing.Selection.DEFAULT);
    List<InputSplit> splits =
        channels == 0 ? listing.files() : ImageSource.split(configuration, listing, channels);
    JobMetrics metrics = new JobMetrics(spark.sparkContext());
    try (OutputDirectory directory =
        OutputDirectory.prepare(configuration, out, Start.NEW, images)) {
      directory.begin("bench");
      Bundles bundles = Bundles.ofImages(spark, directory, "bench", Map.of(), splits, 0);
      new TableWriter<>(spark, bundles, Table.MAPS, codec, metrics)
          .images(maps.of(new TaskInputs(spark, TaskInputs.MAX_PIXELS, metrics)));
      TableCounts counts = bundles.counts();
      if (counts.images() != images.size() || counts.errors() != 0) {
        throw new IllegalStateException(
            Text.of("Cannot compare: found %s, expected %d maps", counts, images.size()));
      }
      directory.commit(
          new ObjectMapper()
              .writeValueAsBytes(
                  Map.of("parts", bundles.partNames(), "seconds", metrics.taskSeconds())));
    }
    return multiplying(metrics);
  }

  static double multiplying(JobMetrics metrics) {
    Map<String, Double> seconds = metrics.taskSeconds();
    double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    return seconds.get("multiply") / all;
  }
}
