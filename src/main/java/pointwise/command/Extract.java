package pointwise.command;

import java.io.IOException;
import java.util.List;
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
import pointwise.pixels.Multiply;
import pointwise.pixels.OnePass;
import pointwise.pixels.Reading;
import pointwise.report.JobMetrics;
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
    return Job.run(
        "extract", out, (spark, metrics) -> run(spark, metrics, kernels, listing, parts, out));
  }

  private Job.Done run(
      SparkSession spark,
      JobMetrics metrics,
      KernelSource kernels,
      Listing listing,
      List<ImagePart> parts,
      OutputDirectory out)
      throws IOException {
    Dataset<ImagePart> packed = ImageSource.pack(spark, parts, images.partitions());
    Reading reading = new Reading(spark, images.maxPixels(), metrics);
    Multiply multiply = kernelOptions.multiply(kernels);
    Dataset<Row> maps = OnePass.maps(packed, reading, multiply, images.mode());
    ParquetTable.writeMaps(maps, out.staging(), output.codec());
    return new Job.Done(
        listing.files().size(),
        listing.skipped(),
        TableCounts.ofMaps(spark, out.staging()),
        KernelOptions.describe(kernels.stack()),
        Job.settings(images.settings(), kernelOptions.settings(), output.settings()));
  }
}
