package pointwise.command;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;
import pointwise.blas.Blas;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.KernelSource;
import pointwise.kernel.KernelStack;
import pointwise.pixels.Multiply;

/** Which kernels a job applies and how. */
final class KernelOptions {
  @Option(
      names = "--kernels",
      required = true,
      paramLabel = "FILE",
      description = "The kernel bank, as JSON.")
  private String kernels;

  @Option(
      names = "--channels",
      paramLabel = "RULE",
      defaultValue = "convert",
      description =
          "Images whose channels are not what the kernels take: convert between grey, RGB and alpha, or strict. Default: ${DEFAULT-VALUE}.")
  private ChannelRule channels;

  @Option(
      names = "--blas",
      paramLabel = "BLAS",
      defaultValue = "native",
      description = "What multiplies: native or java. Default: ${DEFAULT-VALUE}.")
  private Blas.Kind blas;

  /** The kernels; native BLAS is loaded here, so that a machine without it is told at once. */
  KernelSource read(Configuration configuration) throws IOException {
    KernelSource source = Sessions.kernels(configuration, kernels);
    blas.load();
    return source;
  }

  Multiply multiply(KernelSource source) {
    return Multiply.by(source).with(channels).with(blas);
  }

  /** For the report. */
  Map<String, Object> settings() {
    return Map.of("kernels", kernels, "channels", channels.name(), "blas", blas.name());
  }

  /** Name, shape and names of channels, for the report. */
  static Map<String, Object> describe(KernelStack kernels) {
    Map<String, Object> described = new TreeMap<>();
    described.put("name", kernels.name());
    described.put("D", kernels.inputChannels());
    described.put("N", kernels.outputChannels());
    described.put("inputs", kernels.inputs());
    described.put("outputs", kernels.outputs());
    return described;
  }
}
