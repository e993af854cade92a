package pointwise.command;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import pointwise.command.options.CommonOptions;
import pointwise.command.options.KernelOptions;
import pointwise.command.options.OutputOptions;
import pointwise.input.InputSplit;
import pointwise.job.Job;
import pointwise.job.Sessions;
import pointwise.kernel.KernelSource;
import pointwise.pixels.PixelRow;
import pointwise.report.JobMetrics;
import pointwise.report.Skipped;
import pointwise.store.Bundles;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.TableCounts;
import pointwise.store.TableWriter;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** Pixel rows to pixel rows with the kernels applied. */
@Command(
    name = "multiply",
    mixinStandardHelpOptions = true,
    footer =
        "%nExample:%n  jobs/pointwise multiply --pixels pixels --kernels conf/kernels/luma.json --out products",
    description = "Applies kernels to pixel rows.")
public final class MultiplyCommand implements Callable<Integer> {
  @Mixin private CommonOptions.PixelOptions pixelOptions;
  @Mixin private KernelOptions kernelOptions;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws Exception {
    Configuration configuration = Sessions.configuration();
    KernelSource kernels = kernelOptions.read(configuration);
    if (!kernels.stack().bands().isEmpty()) {
      throw new UsageException(
          Text.of(
              "Cannot multiply by %s: it names the bands it takes, which pixel rows do not tell, expected kernels for all channels: use extract",
              kernelOptions.file()));
    }
    String pixels = pixelOptions.path(configuration);
    OutputDirectory out = output.prepare(configuration, List.of(pixels));
    return Job.run(
        "multiply",
        out,
        Job.Inputs.ofTable(pixels),
        (spark, metrics) ->
            run(
                spark,
                metrics,
                pixels,
                CommonOptions.PixelOptions.files(configuration, pixels),
                kernels,
                out));
  }

  private Job.Done run(
      SparkSession spark,
      JobMetrics metrics,
      String path,
      List<InputSplit> files,
      KernelSource kernels,
      OutputDirectory out)
      throws IOException {
    Dataset<PixelRow> pixels = CommonOptions.PixelOptions.read(spark, path);
    JavaRDD<PixelRow> products = kernelOptions.multiply(kernels).rows(pixels.javaRDD(), metrics);
    Bundles bundles =
        Bundles.ofTable(
            out,
            "multiply",
            Job.settings(kernelOptions.identity(), Map.of("--kernels", kernels.hash())),
            files,
            products.getNumPartitions());
    if (bundles.isCurrent()) {
      return null;
    }
    new TableWriter<>(spark, bundles, CommonOptions.PixelOptions.TABLE, output.codec(), metrics)
        .rows(products);
    TableCounts before = TableCounts.ofPixels(pixels.toDF());
    return new Job.Done(
        bundles,
        before.images() + before.errors(),
        Skipped.NONE,
        TableCounts.ofPixels(ParquetTable.read(spark, bundles.parts().toArray(String[]::new))),
        KernelOptions.describe(kernels.stack()),
        Job.settings(Map.of("pixels", path), kernelOptions.settings(), output.settings()));
  }
}
