package pointwise.command;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.Listing;
import pointwise.input.Probe;
import pointwise.input.TaskInputs;
import pointwise.input.TilePass;
import pointwise.job.Job;
import pointwise.job.Sessions;
import pointwise.kernel.Kernels;
import pointwise.network.apply.NetworkPass;
import pointwise.network.apply.NetworkSource;
import pointwise.network.apply.Preprocessing;
import pointwise.pixels.ExtractPass;
import pointwise.report.JobMetrics;
import pointwise.report.JobReport;
import pointwise.store.MendedTable;
import pointwise.store.OutputDirectory;
import pointwise.store.TableCounts;
import pointwise.tile.OfLayer;
import pointwise.tile.TileStage;

/** The main job: images to feature maps in one pass. */
@Command(
    name = "extract",
    mixinStandardHelpOptions = true,
    description = "Images to feature maps in Parquet, by kernels or by a network, in one pass.")
public final class ExtractCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private ImageOptions images;
  @Mixin private KernelOptions kernelOptions;
  @Mixin private NetworkOptions networkOptions;
  @Mixin private CastOptions castOptions;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws Exception {
    if (kernelOptions.given() == networkOptions.given()) {
      throw new ParameterException(
          command.commandLine(), "Cannot extract: expected one of --kernels and --network");
    }
    castOptions.require();
    Configuration configuration = Sessions.configuration();
    if (kernelOptions.given()) {
      networkOptions.refuseWithoutNetwork();
      return byKernels(configuration);
    }
    kernelOptions.blas().load();
    return byNetwork(configuration);
  }

  private int byKernels(Configuration configuration) throws IOException {
    Kernels kernels = kernelOptions.read(configuration);
    Listing listing = images.list(configuration);
    List<InputSplit> parts = split(configuration, listing, kernels);
    OutputDirectory out = output.prepare(configuration, listing, kernelOptions.file());
    Probe.Fit fit = kernelOptions.fit(kernels.stack().inputChannels());
    int failed = images.look(configuration, listing, "extract", fit, KernelOptions.MEND);
    if (failed != 0) {
      return failed;
    }
    return Job.run(
        "extract",
        out,
        images.maxUnreadable(listing),
        (spark, metrics) -> {
          TilePass maps =
              maps(reading(spark, metrics), kernels, castOptions.after(List.of(), metrics));
          write(spark, parts, maps, out, metrics);
          return done(
              listing,
              TableCounts.ofMaps(spark, out.staging()),
              KernelOptions.describe(kernels.stack()),
              kernelOptions.settings());
        });
  }

  /** A network of 1x1 layers only takes the path of kernels. */
  private int byNetwork(Configuration configuration) throws IOException {
    NetworkSource network = networkOptions.read(configuration);
    boolean stack =
        networkOptions.keepsSize() && network.network().input().isOfAnySize() && network.isStack();
    Preprocessing preparation =
        networkOptions.preparation(network.network(), kernelOptions.channels(), images.maxPixels());
    Listing listing = images.list(configuration);
    List<InputSplit> parts = stack ? split(configuration, listing, network) : listing.files();
    OutputDirectory out = output.prepare(configuration, listing, networkOptions.file());
    Probe.Fit fit = KernelOptions.fit(preparation, network.network().input());
    int failed = images.look(configuration, listing, "extract", fit, NetworkOptions.MEND);
    if (failed != 0) {
      return failed;
    }
    return Job.run(
        "extract",
        out,
        images.maxUnreadable(listing),
        (spark, metrics) -> {
          TaskInputs reading = reading(spark, metrics);
          OfLayer named = new OfLayer(network.layers().get(0));
          TilePass maps =
              stack
                  ? maps(reading, network, castOptions.after(List.of(named), metrics))
                  : NetworkPass.of(
                      reading,
                      network,
                      preparation,
                      kernelOptions.blas(),
                      castOptions.after(List.of(), metrics),
                      images.policy());
          write(spark, parts, maps, out, metrics);
          TableCounts counts = TableCounts.ofMaps(spark, out.staging());
          return done(
              listing,
              stack ? counts : counts.perImage(network.layers().size(), metrics.pixels()),
              NetworkOptions.describe(network),
              Job.settings(kernelOptions.settings(), networkOptions.settings()));
        });
  }

  private static List<InputSplit> split(
      Configuration configuration, Listing listing, Kernels kernels) throws IOException {
    return ImageSource.split(configuration, listing, kernels.stack().outputChannels());
  }

  private TaskInputs reading(SparkSession spark, JobMetrics metrics) {
    return new TaskInputs(spark, images.maxPixels(), metrics);
  }

  private TilePass maps(TaskInputs reading, Kernels kernels, TileStage stage) {
    return ExtractPass.maps(reading, kernelOptions.multiply(kernels), stage, images.policy());
  }

  private void write(
      SparkSession spark,
      List<InputSplit> parts,
      TilePass maps,
      OutputDirectory out,
      JobMetrics metrics)
      throws IOException {
    MendedTable.writeMaps(
        ImageSource.pack(spark, parts, images.partitions()),
        maps,
        out.staging(),
        output.codec(),
        metrics);
  }

  private Job.Done done(
      Listing listing, TableCounts counts, JobReport.Part kernels, Map<String, Object> settings) {
    return new Job.Done(
        listing.files().size(),
        listing.skipped(),
        counts,
        kernels,
        Job.settings(images.settings(), settings, castOptions.settings(), output.settings()));
  }
}
