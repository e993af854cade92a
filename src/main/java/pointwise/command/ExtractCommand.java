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
import pointwise.command.options.Extraction;
import pointwise.command.options.ImageOptions;
import pointwise.command.options.OutputOptions;
import pointwise.input.InputSplit;
import pointwise.input.Listing;
import pointwise.input.RowPass;
import pointwise.job.Job;
import pointwise.job.Sessions;
import pointwise.report.JobMetrics;
import pointwise.store.Bundles;
import pointwise.store.OutputDirectory;
import pointwise.store.Table;
import pointwise.store.TableCounts;
import pointwise.store.TableWriter;
import pointwise.tile.Tile;

/** The main job: images to feature maps in one pass. */
@Command(
    name = "extract",
    mixinStandardHelpOptions = true,
    footer =
        "%nExample:%n  jobs/pointwise extract --images photos --kernels conf/kernels/hue-units-16.json --out maps",
    description = "Images to feature maps in Parquet, by kernels or by a network, in one pass.")
public final class ExtractCommand implements Callable<Integer> {
  @Mixin private Extraction extraction;
  @Mixin private OutputOptions output;
  @Mixin private CommonOptions.Extension extend;

  @Override
  public Integer call() throws Exception {
    Configuration configuration = Sessions.configuration();
    Extraction.Model model = extraction.model(configuration);
    ImageOptions images = extraction.images();
    Listing listing = images.list(configuration);
    List<InputSplit> parts = extraction.parts(configuration, listing, model);
    OutputDirectory out = output.prepare(configuration, listing, model.file(), extend);
    OptionalInt end =
        images.look(
            configuration,
            listing,
            parts,
            "extract",
            model.fit(),
            extraction.sampleBytes(),
            model.mend());
    if (end.isPresent()) {
      return end.getAsInt();
    }
    return Job.run(
        "extract",
        out,
        images.inputs(listing),
        (spark, metrics) -> run(spark, metrics, listing, parts, model, out));
  }

  private Job.Done run(
      SparkSession spark,
      JobMetrics metrics,
      Listing listing,
      List<InputSplit> parts,
      Extraction.Model model,
      OutputDirectory out)
      throws IOException {
    RowPass<Tile> maps = extraction.maps(extraction.reading(spark, metrics), model);
    Bundles bundles =
        Bundles.ofImages(
            spark,
            out,
            "extract",
            Job.settings(extraction.identity(), model.identity()),
            parts,
            extraction.partitions());
    if (bundles.isCurrent()) {
      return null;
    }
    new TableWriter<>(spark, bundles, Table.MAPS, output.codec(), metrics).images(maps);
    TableCounts counts = bundles.counts();
    return new Job.Done(
        bundles,
        bundles.inputs(),
        listing.skipped(),
        model.layers() == 0 ? counts : counts.perImage(model.layers(), metrics.pixels()),
        model.described(),
        Job.settings(model.settings(), extraction.settings(), output.settings()));
  }
}
