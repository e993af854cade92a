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
import pointwise.job.Job;
import pointwise.job.Sessions;
import pointwise.pixels.Assemble;
import pointwise.pixels.PixelRow;
import pointwise.report.Skipped;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.TableCounts;

/** Pixel rows to feature maps. */
@Command(
    name = "assemble",
    mixinStandardHelpOptions = true,
    description = "Pixel rows, in any order, to feature maps.")
public final class AssembleCommand implements Callable<Integer> {
  @Mixin private PixelOptions pixelOptions;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws Exception {
    Configuration configuration = Sessions.configuration();
    String pixels = pixelOptions.path(configuration);
    OutputDirectory out = output.prepare(configuration, List.of(pixels));
    return Job.run("assemble", out, Long.MAX_VALUE, (spark, metrics) -> run(spark, pixels, out));
  }

  private Job.Done run(SparkSession spark, String path, OutputDirectory out) throws IOException {
    Dataset<PixelRow> pixels = PixelOptions.read(spark, path);
    ParquetTable.writeMaps(
        spark, Assemble.fromRows(pixels).javaRDD(), out.staging(), output.codec());
    TableCounts before = TableCounts.ofPixels(pixels.toDF());
    return new Job.Done(
        before.images() + before.errors(),
        Skipped.NONE,
        TableCounts.ofMaps(spark, out.staging()),
        null,
        Job.settings(Map.of("pixels", path), output.settings()));
  }
}
