package pointwise.command;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import pointwise.command.options.CommonOptions;
import pointwise.command.options.OutputOptions;
import pointwise.input.InputSplit;
import pointwise.job.Job;
import pointwise.job.Sessions;
import pointwise.pixels.Assemble;
import pointwise.pixels.PixelRow;
import pointwise.report.JobMetrics;
import pointwise.report.Skipped;
import pointwise.store.Bundles;
import pointwise.store.OutputDirectory;
import pointwise.store.Table;
import pointwise.store.TableCounts;
import pointwise.store.TableWriter;

/** Pixel rows to feature maps. */
@Command(
    name = "assemble",
    mixinStandardHelpOptions = true,
    footer = "%nExample:%n  jobs/pointwise assemble --pixels products --out maps",
    description = "Pixel rows, in any order, to feature maps.")
public final class AssembleCommand implements Callable<Integer> {
  private static final int LEAST_PARTITIONS = 4;
  private static final int MOST_PARTITIONS = 10_000;
  private static final long PARTITION_BYTES = 32L << 20;

  @Mixin private CommonOptions.PixelOptions pixelOptions;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws Exception {
    Configuration configuration = Sessions.configuration();
    String pixels = pixelOptions.path(configuration);
    OutputDirectory out = output.prepare(configuration, List.of(pixels));
    List<InputSplit> files = CommonOptions.PixelOptions.files(configuration, pixels);
    return Job.run(
        "assemble",
        out,
        Job.Inputs.ofTable(pixels),
        (spark, metrics) -> run(spark, metrics, pixels, files, out));
  }

  private Job.Done run(
      SparkSession spark,
      JobMetrics metrics,
      String path,
      List<InputSplit> files,
      OutputDirectory out)
      throws IOException {
    long bytes = files.stream().mapToLong(InputSplit::getLength).sum();
    int partitions = (int) Math.min(MOST_PARTITIONS, LEAST_PARTITIONS + bytes / PARTITION_BYTES);
    Dataset<PixelRow> pixels = CommonOptions.PixelOptions.read(spark, path);
    TableCounts before = TableCounts.ofPixels(pixels.toDF());
    // Else Spark changes partitions by what is in them, to none at all where there is nothing.
    spark.conf().set("spark.sql.adaptive.enabled", false);
    Bundles bundles = Bundles.ofTable(out, "assemble", Map.of(), files, partitions);
    if (bundles.isCurrent()) {
      return null;
    }
    new TableWriter<>(spark, bundles, Table.MAPS, output.codec(), metrics)
        .rows(Assemble.fromRows(pixels, partitions).javaRDD());
    return new Job.Done(
        bundles,
        before.images() + before.errors(),
        Skipped.NONE,
        bundles.counts(),
        null,
        Job.settings(Map.of("pixels", path), output.settings()));
  }
}
