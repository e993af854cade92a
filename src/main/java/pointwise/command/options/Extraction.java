package pointwise.command.options;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.input.FailurePolicy;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.Listing;
import pointwise.input.Probe;
import pointwise.input.RowPass;
import pointwise.input.TaskInputs;
import pointwise.job.Job;
import pointwise.kernel.Kernels;
import pointwise.network.apply.NetworkPass;
import pointwise.network.apply.NetworkSource;
import pointwise.network.apply.Preprocessing;
import pointwise.network.layer.Shape;
import pointwise.pixels.Explode;
import pointwise.pixels.ExtractPass;
import pointwise.pixels.Multiply;
import pointwise.pixels.PixelPass;
import pointwise.raster.FormatReader;
import pointwise.report.JobMetrics;
import pointwise.report.JobReport;
import pointwise.tile.OfLayer;
import pointwise.tile.Tile;
import pointwise.tile.TileStage;

/**
 * Which images become maps, by what and in which type: the options of {@code extract}, but for its
 * result, and what they come to.
 */
public final class Extraction {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private ImageOptions images;
  @Mixin private KernelOptions kernelOptions;

  @Option(
      names = "--network",
      paramLabel = "FILE",
      description = "A network instead of kernels, as ONNX.")
  private String network;

  @Mixin private NetworkOptions networkOptions;
  @Mixin private VectorOptions vectorOptions;
  @Mixin private CastOptions castOptions;

  /**
   * What is applied to images.
   *
   * @param file that was named
   * @param stack it as kernels; null where it is not that
   * @param layers whose maps are wanted, of a network that is no stack; else 0
   * @param network what makes maps in a task where there is no stack
   * @param grids where parts of an image may begin that tasks share; null for whole images
   * @param fit what is required of images
   * @param mend what mends images that do not fit
   * @param identity what changes results
   * @param settings for the report
   * @param described for the report
   */
  public record Model(
      String file,
      Kernels stack,
      int layers,
      Function<TaskInputs, RowPass<Tile>> network,
      Function<FormatReader.Lines, ImageSource.Grid> grids,
      Probe.Fit fit,
      String mend,
      Map<String, String> identity,
      Map<String, Object> settings,
      JobReport.Part described) {}

  public ImageOptions images() {
    return images;
  }

  /** Of a sample of the maps. */
  public int sampleBytes() {
    return castOptions.bytes();
  }

  /** What changes results, but for the model. */
  public Map<String, String> identity() {
    return Job.settings(images.identity(), kernelOptions.identity(), castOptions.identity());
  }

  /** For the report, but for the model. */
  public Map<String, Object> settings() {
    return Job.settings(images.settings(), castOptions.settings());
  }

  /** Whether kernels or a network were named. */
  public boolean hasModel() {
    return kernelOptions.given() || network != null;
  }

  /**
   * Requires that no option is there that rows of pixels do not have.
   *
   * @throws ParameterException if one is
   */
  public void requireForPixels() {
    if (castOptions.given()) {
      throw new ParameterException(
          command.commandLine(),
          "Cannot use --dtype, --scale or --nodata-out with rows of pixels: they go with maps");
    }
    if (network == null) {
      networkOptions.refuse(vectorOptions.given());
    }
  }

  /** What becomes of images that fail. */
  public FailurePolicy policy() {
    return images.policy();
  }

  /** How many partitions were asked for; 0 for by the size of the images. */
  public int partitions() {
    return images.partitions();
  }

  /** The images. */
  public Listing list(Configuration configuration) throws IOException {
    return images.list(configuration);
  }

  /**
   * The images, or parts of them.
   *
   * @param model null for none
   */
  public List<InputSplit> parts(Configuration configuration, Listing listing, Model model) {
    if (model != null && model.stack == null) {
      return model.grids == null
          ? listing.files()
          : images.splitEvenly(configuration, listing, model.grids);
    }
    int channels = model == null ? 0 : model.stack.stack().outputChannels();
    return images.split(configuration, listing, channels);
  }

  /** What tasks read images by. */
  public TaskInputs reading(SparkSession spark, JobMetrics metrics) {
    return images.reading(spark, metrics);
  }

  /** What multiplies by kernels, or by a network that is a stack of them. */
  public Multiply multiply(Model model) {
    return kernelOptions.multiply(model.stack);
  }

  /** What makes maps of the products. */
  public RowPass<Tile> maps(TaskInputs reading, Model model, Multiply multiply) {
    List<TileStage> named =
        model.stack instanceof NetworkSource network
            ? List.of(new OfLayer(network.layers().get(0)))
            : List.of();
    return ExtractPass.maps(
        reading, multiply, castOptions.after(named, reading.metrics()), images.policy());
  }

  /**
   * Reads what is applied. Native BLAS is loaded, so that a machine without it is told at once.
   *
   * @throws ParameterException if the options do not fit each other
   */
  public Model model(Configuration configuration) throws IOException {
    if (kernelOptions.given() == (network != null)) {
      throw new ParameterException(
          command.commandLine(), "Cannot extract: expected one of --kernels and --network");
    }
    castOptions.require();
    if (network != null) {
      NetworkSource read = networkOptions.read(configuration, network);
      if (read.usesLayers()) {
        kernelOptions.blas().load();
      }
      return ofNetwork(read);
    }
    networkOptions.refuse(vectorOptions.given());
    Kernels kernels = kernelOptions.read(configuration);
    images.useBands(kernels.stack().bands());
    return new Model(
        kernelOptions.file(),
        kernels,
        0,
        null,
        null,
        kernelOptions.fit(kernels.stack()),
        KernelOptions.MEND,
        Map.of("--kernels", kernels.hash()),
        kernelOptions.settings(),
        KernelOptions.describe(kernels.stack()));
  }

  /** A network of 1x1 layers only takes the path of kernels. */
  private Model ofNetwork(NetworkSource read) {
    Preprocessing preparation =
        networkOptions.preparation(read, kernelOptions.channels(), images.maxPixels());
    vectorOptions.require(read, preparation);
    boolean stack = read.isStackFor(preparation);
    return new Model(
        network,
        stack ? read : null,
        stack ? 0 : read.layers().size(),
        reading ->
            NetworkPass.of(
                reading,
                read,
                preparation,
                kernelOptions.blas(),
                castOptions.after(vectorOptions.stages(), reading.metrics()),
                images.policy()),
        preparation.size() instanceof Preprocessing.Size.Tiles tiles
            ? image -> read.grid(tiles, image, false)
            : null,
        KernelOptions.fit(preparation, read.input(), samples(read, preparation)),
        NetworkOptions.MEND,
        Job.settings(
            read.identity("--network"), networkOptions.identity(), vectorOptions.identity()),
        Job.settings(
            Map.of("network", network),
            kernelOptions.settings(),
            networkOptions.settings(),
            vectorOptions.settings()),
        networkOptions.describe(read));
  }

  /**
   * Samples of the maps of all layers that are wanted, by the shape of what the network gets; 0
   * where that is not known before an image is run. What ONNX Runtime does not run is refused here,
   * where all images have one shape.
   */
  static ToLongFunction<Shape> samples(NetworkSource network, Preprocessing preparation) {
    long known =
        preparation
            .fixedShape()
            .or(() -> network.input().fixedShape())
            .flatMap(network::results)
            .map(Extraction::samples)
            .orElse(0L);
    if (preparation.size() instanceof Preprocessing.Size.Tiles tiles) {
      double pixels = (double) tiles.side() * tiles.side();
      return shape -> Math.round(known / pixels * shape.pixels());
    }
    return shape -> network.hasLayers() ? samples(network.results(shape).orElseThrow()) : known;
  }

  private static long samples(List<Shape> maps) {
    return maps.stream().mapToLong(map -> map.pixels() * map.channels()).sum();
  }

  /** What makes maps in a task. */
  public RowPass<Tile> maps(TaskInputs reading, Model model) {
    return model.stack == null
        ? model.network.apply(reading)
        : maps(reading, model, multiply(model));
  }

  /**
   * What makes tiles whose pixels are rows.
   *
   * @param multiply null for the samples as they are
   */
  public RowPass<Tile> pixels(TaskInputs reading, Multiply multiply) {
    return multiply == null
        ? Explode.blockPass(reading, images.policy())
        : PixelPass.products(reading, multiply, images.policy());
  }
}
