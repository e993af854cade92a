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
import pointwise.kernel.KernelSource;
import pointwise.pixels.PixelRow;
import pointwise.report.JobMetrics;
import pointwise.report.Skipped;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.TableCounts;

/** Pixel rows to pixel rows with the kernels applied. */
@Command(
    name = "multiply",
    mixinStandardHelpOptions = true,
    description = "Applies kernels to pixel rows.")
public final class MultiplyCommand implements Callable<Integer> {
  @Mixin private PixelOptions pixelOptions;
  @Mixin private KernelOptions kernelOptions;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws Exception {
    Configuration configuration = Sessions.configuration();
    KernelSource kernels = kernelOptions.read(configuration);
    String pixels = pixelOptions.path(configuration);
    OutputDirectory out = output.prepare(configuration, List.of(pixels));
    return Job.run(
        "multiply",
        out,
        Long.MAX_VALUE,
        (spark, metrics) -> run(spark, metrics, pixels, kernels, out));
  }

  private Job.Done run(
      SparkSession spark,
      JobMetrics metrics,
      String path,
      KernelSource kernels,
      OutputDirectory out)
      throws IOException {
    Dataset<PixelRow> pixels = PixelOptions.read(spark, path);
    Dataset<PixelRow> products = kernelOptions.multiply(kernels).rows(pixels, metrics);
    ParquetTable.write(PixelRow.table(products), out.staging(), output.codec());
    TableCounts before = TableCounts.ofPixels(pixels.toDF());
    return new Job.Done(
        before.images() + before.errors(),
        Skipped.NONE,
        TableCounts.ofPixels(ParquetTable.read(spark, out.staging())),
        KernelOptions.describe(kernels.stack()),
        Job.settings(Map.of("pixels", path), kernelOptions.settings(), output.settings()));
  }
}
