package pointwise.command.options;

import static pointwise.command.options.CommonOptions.require;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.job.Sessions;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.SampleRange;
import pointwise.network.apply.Engine;
import pointwise.network.apply.NetworkSource;
import pointwise.network.apply.Preprocessing;
import pointwise.network.apply.RangeMetadata;
import pointwise.network.layer.Shape;
import pointwise.network.onnx.OnnxReader;
import pointwise.report.JobReport;
import pointwise.report.Reports;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** How images are made ready for a network, what of it is wanted and what runs it. */
public final class NetworkOptions {
  /** What mends images that do not fit. */
  public static final String MEND =
      "--resize changes their size, --channels convert changes 1 to 4 channels";

  private static final String MEAN = SizeOptions.KEYS + "mean";
  private static final String STD = SizeOptions.KEYS + "std";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--layer",
      arity = "1..*",
      paramLabel = "NAME",
      description = "The layers whose results are wanted. Default: the network's outputs.")
  private List<String> layers = List.of();

  @Mixin private SizeOptions size;

  @Option(
      names = "--mean",
      split = ",",
      paramLabel = "M",
      description = "Subtracted from each channel, after the range.")
  private List<Double> mean = List.of();

  @Option(
      names = "--std",
      split = ",",
      paramLabel = "S",
      description = "Each channel is divided by it, after the mean.")
  private List<Double> std = List.of();

  @Option(
      names = "--nodata-taps",
      paramLabel = "RULE",
      description =
          "Where a map has no number, seen from the pixels of the image that one of it is made of: where one without data is in their middle, or where any is: centre or any. Default: centre.")
  private Taps taps;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description =
          "What runs the network: auto, runtime (ONNX Runtime, on whole images) or layers (those of this program, by strips where an image is large). auto multiplies where all layers are 1x1 or global pools, and takes ONNX Runtime else, but layers for images of more than 12,582,912 samples where they take the network. Default: auto.")
  private Engine engine = Engine.AUTO;

  @Mixin private CommonOptions.Range rangeOption;

  private enum Taps {
    centre,
    any
  }

  /**
   * How far results reach beyond their places, once a tile was tried; 0 where that is not known.
   */
  private int reach;

  /** Of the samples, once the network was read. */
  private SampleRange range;

  /** Whether images stay as large as they are. */
  private boolean keepsSize() {
    return size.size() instanceof Preprocessing.Size.AsIs;
  }

  /**
   * Refuses options of a network where there is none.
   *
   * @param others whether one of another mixin is there
   * @throws ParameterException if one is there
   */
  void refuse(boolean others) {
    if (areGiven() || others || range().isPresent()) {
      throw wrong(
          "Cannot use --layer, --preset, --resize, --resize-short, --crop, --interpolation, --tile, --overlap, --mean, --std, --nodata-taps, --engine, --normalize or --range with kernels: they go with --network");
    }
  }

  /** Whether one was named but the range. */
  boolean areGiven() {
    return !layers.isEmpty()
        || size.given()
        || !mean.isEmpty()
        || !std.isEmpty()
        || taps != null
        || engine != Engine.AUTO;
  }

  /** The range of samples that was named. */
  Optional<SampleRange> range() {
    return rangeOption.given();
  }

  /** The network, from any file system; settles the range of the samples too. */
  NetworkSource read(Configuration configuration, String network) throws IOException {
    return read(network, Sessions.model(configuration, network), layers);
  }

  /** The same, but where its results are quantised at the end, the numbers before that. */
  NetworkSource readNumbers(Configuration configuration, String network) throws IOException {
    Sessions.Model model = Sessions.model(configuration, network);
    List<String> wanted = layers.isEmpty() ? OnnxReader.outputs(network, model.bytes()) : layers;
    return read(
        network,
        model,
        wanted.stream()
            .map(layer -> OnnxReader.unquantised(network, model.bytes(), layer))
            .toList());
  }

  private NetworkSource read(String network, Sessions.Model model, List<String> wanted) {
    Map<String, String> metadata = OnnxReader.metadata(network, model.bytes());
    range =
        rangeOption
            .given()
            .or(() -> preset().map(preset -> SampleRange.UNIT))
            .orElseGet(() -> RangeMetadata.of(network, metadata).orElse(SampleRange.RAW));
    size.take(metadata);
    if (mean.isEmpty() && std.isEmpty() && preset().isEmpty()) {
      mean = numbers(metadata, MEAN);
      std = numbers(metadata, STD);
    }
    NetworkSource source =
        new NetworkSource(
            network, model.bytes(), model.beside(), wanted, range, normalisation(), engine());
    size.useInput(source.input());
    return source;
  }

  private static List<Double> numbers(Map<String, String> metadata, String key) {
    String found = metadata.getOrDefault(key, "");
    try {
      return found.isEmpty()
          ? List.of()
          : Arrays.stream(found.split(",", -1)).map(Double::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new UsageException(
          Text.of(
              "Cannot read %s from the model: found %s, expected numbers with commas", key, found),
          e);
    }
  }

  /** How images are made ready, as a file says it. */
  Map<String, String> metadata() {
    Map<String, String> metadata = new TreeMap<>(size.metadata());
    metadata.put(RangeMetadata.KEY, RangeMetadata.value(range));
    NetworkSource.Normalisation normalisation = normalisation();
    if (!normalisation.mean().isEmpty()) {
      metadata.put(MEAN, text(normalisation.mean()));
      metadata.put(STD, text(normalisation.std()));
    }
    return metadata;
  }

  private static String text(List<Double> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** What runs the network: tiles are those of ONNX Runtime. */
  private Engine engine() {
    if (size.tiles() && engine == Engine.LAYERS) {
      throw wrong(
          "Cannot use --tile with --engine layers: ONNX Runtime runs tiles, and layers large images by strips");
    }
    return size.tiles() ? Engine.RUNTIME : engine;
  }

  private Optional<Preset> preset() {
    return Optional.ofNullable(size.preset());
  }

  /** Subtracted from each channel; empty for nothing. */
  private List<Double> mean() {
    return mean.isEmpty() ? preset().map(Preset::mean).orElse(mean) : mean;
  }

  /** What each channel is divided by; empty for nothing. */
  private List<Double> std() {
    return std.isEmpty() ? preset().map(Preset::std).orElse(std) : std;
  }

  private NetworkSource.Normalisation normalisation() {
    if (mean().isEmpty() && std().isEmpty()) {
      return NetworkSource.Normalisation.NONE;
    }
    int channels = Math.max(mean().size(), std().size());
    List<Double> means = mean().isEmpty() ? Collections.nCopies(channels, 0.0) : mean();
    List<Double> deviations = std().isEmpty() ? Collections.nCopies(channels, 1.0) : std();
    require(command, "--mean", means.stream().allMatch(Double::isFinite), mean, "finite numbers");
    require(
        command,
        "--std",
        deviations.stream().allMatch(number -> Double.isFinite(number) && number > 0),
        std,
        "numbers above 0");
    return new NetworkSource.Normalisation(List.copyOf(means), List.copyOf(deviations));
  }

  /**
   * How images are made ready.
   *
   * @param maxPixels that they may have in their new size
   * @throws ParameterException if the network does not take the size that they are brought to
   * @throws IllegalArgumentException naming the layer that does not fit it
   */
  public Preprocessing preparation(NetworkSource read, ChannelRule rule, long maxPixels) {
    size.requirePixels(maxPixels);
    Preprocessing preparation =
        new Preprocessing(
            read.input().channels(),
            rule,
            range,
            size.size(),
            size.interpolation(),
            new Preprocessing.Nodata(normalisation().mean(), taps == Taps.any));
    preparation.fixedShape().ifPresent(shape -> requireFit(read, shape));
    if (taps == Taps.any && !read.hasLayers()) {
      throw wrong(
          "Cannot use --nodata-taps any: which pixels a map is made of is not known of a network that ONNX Runtime alone runs");
    }
    return preparation;
  }

  private void requireFit(NetworkSource read, Shape shape) {
    if (!read.input().takes(shape)) {
      throw wrong(
          Text.of(
              "Cannot use %s: the network takes %s, found %s", size.option(), read.input(), shape));
    }
    if (size.size() instanceof Preprocessing.Size.Tiles tiles) {
      reach = read.requireTiles(tiles);
    } else {
      Optional<List<Shape>> unused = read.results(shape);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** For the report. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("layers", layers);
    preset().ifPresent(preset -> settings.put("preset", SizeOptions.name(preset)));
    settings.put("size", size.size().toString());
    settings.put("engine", SizeOptions.name(engine()));
    if (!keepsSize() && !size.tiles()) {
      settings.put("interpolation", SizeOptions.name(size.interpolation()));
    }
    settings.put("mean", mean());
    settings.put("std", std());
    settings.put("range", range.name());
    settings.put("nodata-taps", taps == Taps.any ? "any" : "centre");
    return settings;
  }

  /** What changes results, but for the network. */
  public Map<String, String> identity() {
    Map<String, String> identity = new TreeMap<>();
    settings().forEach((name, value) -> identity.put("--" + name, String.valueOf(value)));
    identity.remove("--preset"); // its values are there
    return identity;
  }

  /** What the network is, for the report. */
  public JobReport.Part describe(NetworkSource source) {
    String tiles =
        size.size() instanceof Preprocessing.Size.Tiles of
            ? Text.of("%d x %d, overlap %d%s", of.side(), of.side(), of.overlap(), exactness(of))
            : null;
    return new AppliedNetwork(
        source.name(), source.input().channels(), source.layers(), source.parameters(), tiles);
  }

  private String exactness(Preprocessing.Size.Tiles tiles) {
    return tiles.overlap() < reach
        ? Text.of(", which is less than the %d that results reach: seams may show", reach)
        : "";
  }

  private record AppliedNetwork(
      String name,
      @JsonProperty("D") int channels,
      List<String> layers,
      long parameters,
      @JsonInclude(JsonInclude.Include.NON_NULL) String tiles)
      implements JobReport.Part {
    @Override
    public void appendTo(StringBuilder text) {
      Reports.line(text, "network", "%s, %d -> layers %s", name, channels, layers);
      if (tiles != null) {
        Reports.line(text, "tiles", "%s", tiles);
      }
    }
  }
}
