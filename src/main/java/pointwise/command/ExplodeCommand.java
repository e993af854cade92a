package pointwise.command;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import pointwise.command.options.CommonOptions;
import pointwise.command.options.ImageOptions;
import pointwise.command.options.OutputOptions;
import pointwise.input.InputSplit;
import pointwise.input.Listing;
import pointwise.input.TaskInputs;
import pointwise.job.Job;
import pointwise.job.Sessions;
import pointwise.pixels.Explode;
import pointwise.report.JobMetrics;
import pointwise.store.Bundles;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.TableCounts;
import pointwise.store.TableWriter;

/** Images to one row per pixel. */
@Command(
    name = "explode",
    mixinStandardHelpOptions = true,
    footer = "%nExample:%n  jobs/pointwise explode --images photos --out pixels",
    description = "Images to one row per pixel, as Parquet.")
public final class ExplodeCommand implements Callable<Integer> {
  @Mixin private ImageOptions images;
  @Mixin private OutputOptions output;
  @Mixin private CommonOptions.Extension extend;

  @Override
  public Integer call() throws Exception {
    Configuration configuration = Sessions.configuration();
    Listing listing = images.list(configuration);
    List<InputSplit> parts = images.split(configuration, listing, 0);
    OutputDirectory out = output.prepare(configuration, listing, extend);
    OptionalInt end =
        images.look(configuration, listing, parts, "explode", (origin, image) -> {}, 0, "");
    if (end.isPresent()) {
      return end.getAsInt();
    }
    return Job.run(
        "explode",
        out,
        images.inputs(listing),
        (spark, metrics) -> run(spark, metrics, listing, parts, out));
  }

  private Job.Done run(
      SparkSession spark,
      JobMetrics metrics,
      Listing listing,
      List<InputSplit> parts,
      OutputDirectory out)
      throws IOException {
    Bundles bundles =
        Bundles.ofImages(spark, out, "explode", images.identity(), parts, images.partitions());
    if (bundles.isCurrent()) {
      return null;
    }
    TaskInputs reading = images.reading(spark, metrics);
    new TableWriter<>(spark, bundles, CommonOptions.PixelOptions.TABLE, output.codec(), metrics)
        .images(Explode.rowPass(reading, images.policy()));
    return new Job.Done(
        bundles,
        bundles.inputs(),
        listing.skipped(),
        TableCounts.ofPixels(ParquetTable.read(spark, bundles.parts().toArray(String[]::new))),
        null,
        Job.settings(images.settings(), output.settings()));
  }
}
