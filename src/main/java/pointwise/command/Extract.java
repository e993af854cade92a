package pointwise.command;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import pointwise.image.ImagePart;
import pointwise.image.ImageSource;
import pointwise.image.Listing;
import pointwise.kernel.KernelSource;
import pointwise.pixels.OnePass;
import pointwise.pixels.Reading;
import pointwise.report.JobMetrics;
import pointwise.report.RunReport;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.TableCounts;

/** The main job: images to feature maps in one pass. */
@Command(
    name = "extract",
    mixinStandardHelpOptions = true,
    description = "Images to feature maps in Parquet: explode, multiply and assemble in one pass.")
public final class Extract implements Callable<Integer> {
  @Mixin private ImageOptions images;
  @Mixin private KernelOptions kernelOptions;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws Exception {
    Configuration configuration = Sessions.configuration();
    KernelSource kernels = kernelOptions.read(configuration);
    Listing listing = images.list(configuration);
    List<ImagePart> parts =
        ImageSource.split(configuration, listing, kernels.stack().outputChannels());
    OutputDirectory out =
        output.prepare(configuration, listing.files().stream().map(ImagePart::getOrigin).toList());
    return Job.run("extract", out, spark -> run(spark, kernels, listing, parts, out));
  }

  private RunReport run(
      SparkSession spark,
      KernelSource kernels,
      Listing listing,
      List<ImagePart> parts,
      OutputDirectory out)
      throws java.io.IOException {
    long start = System.nanoTime();
    JobMetrics metrics = new JobMetrics(spark.sparkContext());
    Dataset<Row> maps =
        OnePass.maps(
            ImageSource.pack(spark, parts, images.partitions()),
            new Reading(spark, images.maxPixels(), metrics),
            kernelOptions.multiply(kernels),
            images.mode());
    ParquetTable.writeMaps(maps, out.staging(), output.codec());
    TableCounts counts = TableCounts.ofMaps(spark, out.staging());
    Map<String, Object> settings = new TreeMap<>(images.settings());
    settings.putAll(kernelOptions.settings());
    settings.put("codec", output.codec().name());
    return new RunReport(
        "extract",
        out.path(),
        listing.files().size(),
        listing.skipped(),
        counts.images(),
        counts.errors(),
        metrics.dropped(),
        counts.pixels(),
        out.bytes(),
        Job.seconds(start),
        metrics.taskSeconds(),
        Job.describe(kernels.stack()),
        metrics.blas(),
        Job.versions(spark),
        settings);
  }
}
