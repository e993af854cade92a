package pointwise.command;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.job.Sessions;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.SampleRange;
import pointwise.network.apply.NetworkSource;
import pointwise.network.apply.Preprocessing;
import pointwise.network.graph.Network;
import pointwise.network.layer.Shape;
import pointwise.network.onnx.OnnxReader;
import pointwise.network.onnx.RangeMetadata;
import pointwise.report.JobReport;
import pointwise.report.Reports;
import pointwise.text.Text;

/** Which network a job runs, and how images are made ready for it. */
final class NetworkOptions {
  /** What mends images that do not fit. */
  static final String MEND =
      "--resize changes their size, --channels convert changes 1 to 4 channels";

  private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,6})x([1-9]\\d{0,6})");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--network",
      paramLabel = "FILE",
      description = "A network instead of kernels, as ONNX.")
  private String network;

  @Option(
      names = "--layer",
      arity = "1..*",
      paramLabel = "NAME",
      description = "The layers whose results are wanted. Default: the network's outputs.")
  private List<String> layers = List.of();

  @Option(
      names = "--resize",
      paramLabel = "WxH",
      description = "Resize images to this width and height.")
  private String resize;

  @Option(
      names = "--resize-short",
      paramLabel = "S",
      description =
          "Resize the shorter side to this, before --crop; the longer one to S x longer / shorter, cut off to a whole number as torchvision's Resize does.")
  private Integer shorter;

  @Option(
      names = "--crop",
      paramLabel = "WxH",
      description =
          "Cut this width and height out of the middle, as torchvision's CenterCrop does, after --resize-short.")
  private String crop;

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

  @Mixin private CommonOptions.Range rangeOption;

  /** Of the samples, once the network was read. */
  private SampleRange range;

  /** The file that was named. */
  String file() {
    return network;
  }

  /** Whether a network was named. */
  boolean given() {
    return network != null;
  }

  /**
   * Checks that options of a network came with one.
   *
   * @throws ParameterException if not
   */
  void refuseWithoutNetwork() {
    boolean some =
        !layers.isEmpty()
            || resize != null
            || shorter != null
            || crop != null
            || !mean.isEmpty()
            || !std.isEmpty()
            || rangeOption.given().isPresent();
    if (some) {
      throw wrong(
          "Cannot use --layer, --resize, --resize-short, --crop, --mean, --std or --range with kernels: they go with --network");
    }
  }

  /** The network, from any file system; settles the range of the samples too. */
  NetworkSource read(Configuration configuration) throws IOException {
    Sessions.Model model = Sessions.model(configuration, network);
    range =
        rangeOption
            .given()
            .orElseGet(
                () ->
                    RangeMetadata.of(network, OnnxReader.metadata(network, model.bytes()))
                        .orElse(SampleRange.RAW));
    return new NetworkSource(
        network, model.bytes(), model.beside(), layers, range, normalisation());
  }

  private NetworkSource.Normalisation normalisation() {
    if (mean.isEmpty() && std.isEmpty()) {
      return NetworkSource.Normalisation.NONE;
    }
    int channels = Math.max(mean.size(), std.size());
    List<Double> means = mean.isEmpty() ? java.util.Collections.nCopies(channels, 0.0) : mean;
    List<Double> deviations = std.isEmpty() ? java.util.Collections.nCopies(channels, 1.0) : std;
    for (double number : means) {
      if (!Double.isFinite(number)) {
        throw wrong(Text.of("Cannot use --mean: found %s, expected finite numbers", mean));
      }
    }
    for (double number : deviations) {
      if (!Double.isFinite(number) || number <= 0) {
        throw wrong(Text.of("Cannot use --std: found %s, expected numbers above 0", std));
      }
    }
    return new NetworkSource.Normalisation(List.copyOf(means), List.copyOf(deviations));
  }

  /**
   * How images are made ready.
   *
   * @param maxPixels that they may have in their new size
   * @throws ParameterException if the network does not take the size that they are brought to
   * @throws IllegalArgumentException naming the layer that does not fit it
   */
  Preprocessing preparation(Network read, ChannelRule rule, long maxPixels) {
    requirePixels("--resize", resize, maxPixels);
    requirePixels("--crop", crop, maxPixels);
    Preprocessing preparation = new Preprocessing(read.input().channels(), rule, range, size());
    preparation.fixedShape().ifPresent(shape -> requireFit(read, shape));
    return preparation;
  }

  private void requireFit(Network read, Shape shape) {
    if (!read.input().takes(shape)) {
      throw wrong(
          Text.of(
              "Cannot use %s: the network takes %s, found %s",
              resize != null ? "--resize" : "--crop", read.input(), shape));
    }
    read.shapes(shape);
  }

  /** Whether images stay as large as they are. */
  boolean keepsSize() {
    return size() instanceof Preprocessing.Size.AsIs;
  }

  private Preprocessing.Size size() {
    if ((shorter == null) != (crop == null)) {
      throw wrong("Cannot use --resize-short without --crop, or --crop without it");
    }
    if (resize != null && crop != null) {
      throw wrong("Cannot use --resize and --resize-short: expected one of them");
    }
    if (resize != null) {
      int[] size = size("--resize", resize);
      return new Preprocessing.Size.To(size[0], size[1]);
    }
    if (crop != null) {
      int[] size = size("--crop", crop);
      if (shorter < 1) {
        throw wrong(Text.of("Cannot use --resize-short: found %d, expected at least 1", shorter));
      }
      if (shorter < Math.max(size[0], size[1])) {
        throw wrong(
            Text.of(
                "Cannot use --crop: found %s, expected no more than --resize-short %d",
                crop, shorter));
      }
      return new Preprocessing.Size.ShortThenCrop(shorter, size[0], size[1]);
    }
    return new Preprocessing.Size.AsIs();
  }

  private void requirePixels(String option, String value, long most) {
    if (value != null) {
      int[] size = size(option, value);
      long pixels = (long) size[0] * size[1];
      if (pixels > most) {
        throw wrong(
            Text.of(
                "Cannot use %s: found %s, which is %d pixels, expected at most --max-pixels %d",
                option, value, pixels, most));
      }
    }
  }

  private int[] size(String option, String value) {
    Matcher size = SIZE.matcher(value);
    if (!size.matches()) {
      throw wrong(Text.of("Cannot use %s: found %s, expected WxH such as 224x224", option, value));
    }
    return new int[] {Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))};
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** For the report. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("network", network);
    settings.put("layers", layers);
    settings.put("size", size().toString());
    settings.put("mean", mean);
    settings.put("std", std);
    settings.put("range", range.name());
    return settings;
  }

  /** What the network is, for the report. */
  static JobReport.Part describe(NetworkSource source) {
    return new AppliedNetwork(
        source.network().name(),
        source.network().input().channels(),
        source.layers(),
        source.network().parameters());
  }

  private record AppliedNetwork(
      String name, @JsonProperty("D") int channels, List<String> layers, long parameters)
      implements JobReport.Part {
    @Override
    public void appendTo(StringBuilder text) {
      Reports.line(text, "network", "%s, %d -> layers %s", name, channels, layers);
    }
  }
}
