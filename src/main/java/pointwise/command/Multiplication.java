package pointwise.command;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import pointwise.kernel.KernelSource;
import pointwise.pixels.PixelRow;
import pointwise.report.JobMetrics;
import pointwise.report.RunReport;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.TableCounts;

/** Pixel rows to pixel rows with the kernels applied. */
@Command(
    name = "multiply",
    mixinStandardHelpOptions = true,
    description = "Applies kernels to pixel rows.")
public final class Multiplication implements Callable<Integer> {
  @Mixin private PixelOptions pixelOptions;
  @Mixin private KernelOptions kernelOptions;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws Exception {
    Configuration configuration = Sessions.configuration();
    KernelSource kernels = kernelOptions.read(configuration);
    String pixels = pixelOptions.path(configuration);
    OutputDirectory out = output.prepare(configuration, List.of(pixels));
    return Job.run("multiply", out, spark -> run(spark, pixels, kernels, out));
  }

  private RunReport run(SparkSession spark, String path, KernelSource kernels, OutputDirectory out)
      throws IOException {
    long start = System.nanoTime();
    JobMetrics metrics = new JobMetrics(spark.sparkContext());
    Dataset<PixelRow> pixels = PixelOptions.read(spark, path);
    ParquetTable.writePixels(
        PixelRow.table(kernelOptions.multiply(kernels).rows(pixels, metrics)),
        out.staging(),
        output.codec());
    TableCounts before = TableCounts.ofPixels(pixels.toDF());
    TableCounts after = TableCounts.ofPixels(ParquetTable.read(spark, out.staging()));
    Map<String, Object> settings = new TreeMap<>(kernelOptions.settings());
    settings.put("pixels", path);
    settings.put("codec", output.codec().name());
    return new RunReport(
        "multiply",
        out.path(),
        before.images() + before.errors(),
        0,
        after.images(),
        after.errors(),
        0,
        after.pixels(),
        out.bytes(),
        Job.seconds(start),
        Map.of(),
        Job.describe(kernels.stack()),
        metrics.blas(),
        Job.versions(spark),
        settings);
  }
}
