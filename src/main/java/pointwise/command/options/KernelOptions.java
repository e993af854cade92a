package pointwise.command.options;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.blas.Blas;
import pointwise.input.Probe;
import pointwise.job.Sessions;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.KernelSource;
import pointwise.kernel.KernelStack;
import pointwise.kernel.Kernels;
import pointwise.kernel.SampleRange;
import pointwise.network.apply.Preprocessing;
import pointwise.network.graph.Network;
import pointwise.network.layer.Shape;
import pointwise.pixels.Multiply;
import pointwise.raster.Raster;
import pointwise.report.JobReport;
import pointwise.report.Reports;

/** Which kernels a job applies and how. */
public final class KernelOptions {
  /** What mends images that do not fit. */
  public static final String MEND =
      "take kernels of as many channels, --channels convert changes between 1 and 4 channels";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--kernels", paramLabel = "FILE", description = "The kernel bank, as JSON.")
  private String kernels;

  @Mixin private CommonOptions.Channels channels;
  @Mixin private CommonOptions.Engine engine;

  /** Whether a file of kernels was named. */
  public boolean given() {
    return kernels != null;
  }

  /** The file that was named. */
  public String file() {
    return kernels;
  }

  public ChannelRule channels() {
    return channels.rule();
  }

  public Blas.Kind blas() {
    return engine.blas();
  }

  /** The kernels; native BLAS is loaded here, so that a machine without it is told at once. */
  public KernelSource read(Configuration configuration) throws IOException {
    if (kernels == null) {
      throw new ParameterException(
          command.commandLine(), "Missing required option: '--kernels=FILE'");
    }
    KernelSource source = Sessions.kernels(configuration, kernels);
    engine.blas().load();
    return source;
  }

  public Multiply multiply(Kernels source) {
    return Multiply.by(source).withChannels(channels.rule()).withBlas(engine.blas());
  }

  /** What the kernels require of images, and how many samples come of them. */
  public Probe.Fit fit(KernelStack stack) {
    return fit(
        new Preprocessing(
            stack.inputChannels(), channels.rule(), SampleRange.RAW, new Preprocessing.Size.AsIs()),
        new Network.Input(stack.inputChannels(), 0, 0),
        shape -> (long) shape.height() * shape.width() * stack.outputChannels());
  }

  /**
   * What a network requires of images.
   *
   * @param results how many samples come of an image in the shape that the network gets
   */
  public static Probe.Fit fit(
      Preprocessing preparation, Network.Input input, ToLongFunction<Shape> results) {
    return new Probe.Fit() {
      @Override
      public void require(String origin, Raster image) {
        preparation.conversion(origin, image);
        preparation.shape(origin, image, input);
      }

      @Override
      public long results(String origin, Raster image) {
        return results.applyAsLong(preparation.shape(origin, image, input));
      }
    };
  }

  /** For the report. */
  public Map<String, Object> settings() {
    return Map.of(
        "kernels",
        kernels == null ? "" : kernels,
        "channels",
        channels.rule().name(),
        "blas",
        engine.blas().name());
  }

  /** What changes results, but for the file. */
  public Map<String, String> identity() {
    return Map.of("--channels", channels.rule().name(), "--blas", engine.blas().name());
  }

  /** What the kernels are, for the report. */
  public static JobReport.Part describe(KernelStack kernels) {
    return new AppliedKernels(
        kernels.name(),
        kernels.inputChannels(),
        kernels.outputChannels(),
        kernels.inputs(),
        kernels.outputs());
  }

  private record AppliedKernels(
      String name,
      @JsonProperty("D") int channels,
      @JsonProperty("N") int kernels,
      List<String> inputs,
      List<String> outputs)
      implements JobReport.Part {
    @Override
    public void appendTo(StringBuilder text) {
      Reports.line(text, "kernels", "%s, %d -> %d channels", name, channels, kernels);
    }
  }
}
