package pointwise.command;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.Listing;
import pointwise.input.TaskInputs;
import pointwise.job.Job;
import pointwise.job.Sessions;
import pointwise.pixels.Explode;
import pointwise.pixels.PixelRow;
import pointwise.report.JobMetrics;
import pointwise.store.MendedTable;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.TableCounts;

/** Images to one row per pixel. */
@Command(
    name = "explode",
    mixinStandardHelpOptions = true,
    description = "Images to one row per pixel, as Parquet.")
public final class ExplodeCommand implements Callable<Integer> {
  @Mixin private ImageOptions images;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws Exception {
    Configuration configuration = Sessions.configuration();
    Listing listing = images.list(configuration);
    List<InputSplit> parts = ImageSource.split(configuration, listing, 0);
    OutputDirectory out =
        output.prepare(configuration, listing.files().stream().map(InputSplit::getOrigin).toList());
    int failed = images.look(configuration, listing, "explode", (origin, image) -> {}, "");
    if (failed != 0) {
      return failed;
    }
    return Job.run(
        "explode",
        out,
        images.maxUnreadable(listing),
        (spark, metrics) -> run(spark, metrics, listing, parts, out));
  }

  private Job.Done run(
      SparkSession spark,
      JobMetrics metrics,
      Listing listing,
      List<InputSplit> parts,
      OutputDirectory out)
      throws IOException {
    Dataset<InputSplit> packed = ImageSource.pack(spark, parts, images.partitions());
    TaskInputs reading = new TaskInputs(spark, images.maxPixels(), metrics);
    Dataset<PixelRow> pixels = Explode.rows(packed, reading, images.policy());
    MendedTable.writePixels(PixelRow.table(pixels), out.staging(), output.codec(), metrics);
    return new Job.Done(
        listing.files().size(),
        listing.skipped(),
        TableCounts.ofPixels(ParquetTable.read(spark, out.staging())),
        null,
        Job.settings(images.settings(), output.settings()));
  }
}
