package pointwise.command;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.input.InputSplit;
import pointwise.input.Listing;
import pointwise.input.Probe;
import pointwise.input.RowPass;
import pointwise.input.TaskInputs;
import pointwise.job.Job;
import pointwise.job.Sessions;
import pointwise.kernel.Kernels;
import pointwise.network.apply.NetworkPass;
import pointwise.network.apply.NetworkSource;
import pointwise.network.apply.Preprocessing;
import pointwise.network.graph.Network;
import pointwise.network.layer.Shape;
import pointwise.pixels.ExtractPass;
import pointwise.report.JobMetrics;
import pointwise.report.JobReport;
import pointwise.store.Bundles;
import pointwise.store.OutputDirectory;
import pointwise.store.Table;
import pointwise.store.TableCounts;
import pointwise.store.TableWriter;
import pointwise.tile.OfLayer;
import pointwise.tile.Tile;
import pointwise.tile.TileStage;

/** The main job: images to feature maps in one pass. */
@Command(
    name = "extract",
    mixinStandardHelpOptions = true,
    footer =
        "%nExample:%n  jobs/pointwise extract --images photos --kernels conf/kernels/hue-units-16.json --out maps",
    description = "Images to feature maps in Parquet, by kernels or by a network, in one pass.")
public final class ExtractCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private ImageOptions images;
  @Mixin private KernelOptions kernelOptions;
  @Mixin private NetworkOptions networkOptions;
  @Mixin private CastOptions castOptions;
  @Mixin private OutputOptions output;
  @Mixin private CommonOptions.Extension extend;

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
    images.useBands(kernels.stack().bands());
    Listing listing = images.list(configuration);
    List<InputSplit> parts = split(configuration, listing, kernels);
    OutputDirectory out = output.prepare(configuration, listing, kernelOptions.file(), extend);
    Probe.Fit fit = kernelOptions.fit(kernels.stack());
    OptionalInt end =
        images.look(
            configuration, listing, parts, "extract", fit, castOptions.bytes(), KernelOptions.MEND);
    if (end.isPresent()) {
      return end.getAsInt();
    }
    return Job.run(
        "extract",
        out,
        images.inputs(listing),
        (spark, metrics) -> {
          RowPass<Tile> maps =
              maps(reading(spark, metrics), kernels, castOptions.after(List.of(), metrics));
          Bundles bundles = bundles(spark, out, Map.of("--kernels", kernels.hash()), parts);
          if (bundles.isCurrent()) {
            return null;
          }
          write(spark, bundles, maps, metrics);
          return done(
              listing,
              bundles,
              bundles.counts(),
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
    OutputDirectory out = output.prepare(configuration, listing, networkOptions.file(), extend);
    Network graph = network.network();
    Probe.Fit fit =
        KernelOptions.fit(
            preparation,
            graph.input(),
            shape -> {
              List<Shape> shapes = graph.shapes(shape);
              return graph.outputs().stream()
                  .mapToLong(layer -> shapes.get(layer).pixels() * shapes.get(layer).channels())
                  .sum();
            });
    OptionalInt end =
        images.look(
            configuration,
            listing,
            parts,
            "extract",
            fit,
            castOptions.bytes(),
            NetworkOptions.MEND);
    if (end.isPresent()) {
      return end.getAsInt();
    }
    return Job.run(
        "extract",
        out,
        images.inputs(listing),
        (spark, metrics) -> {
          TaskInputs reading = reading(spark, metrics);
          OfLayer named = new OfLayer(network.layers().get(0));
          RowPass<Tile> maps =
              stack
                  ? maps(reading, network, castOptions.after(List.of(named), metrics))
                  : NetworkPass.of(
                      reading,
                      network,
                      preparation,
                      kernelOptions.blas(),
                      castOptions.after(List.of(), metrics),
                      images.policy());
          Map<String, String> model = Map.of("--network", network.hash());
          Bundles bundles =
              bundles(spark, out, Job.settings(model, networkOptions.identity()), parts);
          if (bundles.isCurrent()) {
            return null;
          }
          write(spark, bundles, maps, metrics);
          TableCounts counts = bundles.counts();
          return done(
              listing,
              bundles,
              stack ? counts : counts.perImage(network.layers().size(), metrics.pixels()),
              NetworkOptions.describe(network),
              Job.settings(kernelOptions.settings(), networkOptions.settings()));
        });
  }

  private List<InputSplit> split(Configuration configuration, Listing listing, Kernels kernels)
      throws IOException {
    return images.split(configuration, listing, kernels.stack().outputChannels());
  }

  private TaskInputs reading(SparkSession spark, JobMetrics metrics) {
    return images.reading(spark, metrics);
  }

  private RowPass<Tile> maps(TaskInputs reading, Kernels kernels, TileStage stage) {
    return ExtractPass.maps(reading, kernelOptions.multiply(kernels), stage, images.policy());
  }

  private Bundles bundles(
      SparkSession spark, OutputDirectory out, Map<String, String> model, List<InputSplit> parts)
      throws IOException {
    return Bundles.ofImages(
        spark,
        out,
        "extract",
        Job.settings(images.identity(), kernelOptions.identity(), castOptions.identity(), model),
        parts,
        images.partitions());
  }

  private void write(SparkSession spark, Bundles bundles, RowPass<Tile> maps, JobMetrics metrics)
      throws IOException {
    new TableWriter<>(spark, bundles, Table.MAPS, output.codec(), metrics).images(maps);
  }

  private Job.Done done(
      Listing listing,
      Bundles bundles,
      TableCounts counts,
      JobReport.Part kernels,
      Map<String, Object> settings) {
    return new Job.Done(
        bundles,
        bundles.inputs(),
        listing.skipped(),
        counts,
        kernels,
        Job.settings(images.settings(), settings, castOptions.settings(), output.settings()));
  }
}
