package pointwise.command;

import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import pointwise.blas.Blas;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.SampleRange;
import pointwise.text.Text;

/** Options that several commands have, each a mixin with one text. */
final class CommonOptions {
  private CommonOptions() {}

  /**
   * Requires that the value of an option can be used.
   *
   * @throws ParameterException if it cannot
   */
  static void require(
      CommandSpec command, String option, boolean holds, Object found, String expected) {
    if (!holds) {
      throw new ParameterException(
          command.commandLine(),
          Text.of("Cannot use %s: found %s, expected %s", option, found, expected));
    }
  }

  /** What multiplies. */
  static final class Engine {
    @Option(
        names = "--blas",
        paramLabel = "BLAS",
        defaultValue = "native",
        description = "What multiplies: native or java. Default: ${DEFAULT-VALUE}.")
    private Blas.Kind blas;

    Blas.Kind blas() {
      return blas;
    }
  }

  /** What becomes of images of other channels. */
  static final class Channels {
    @Option(
        names = "--channels",
        paramLabel = "RULE",
        defaultValue = "convert",
        description =
            "Images whose channels are not what the kernels or the model take: convert between grey, RGB and alpha, or strict. Default: ${DEFAULT-VALUE}.")
    private ChannelRule rule;

    ChannelRule rule() {
      return rule;
    }
  }

  /** The range of samples. */
  static final class Range {
    @Option(
        names = "--range",
        paramLabel = "RANGE",
        description =
            "Samples as stored, or integers scaled to 0..1: raw or unit. Default: raw for fit-pca, unit for train; for extract as the network's file says where it does (pointwise.range), else raw.")
    private SampleRange range;

    /** The one that was named. */
    Optional<SampleRange> given() {
      return Optional.ofNullable(range);
    }
  }

  /** Whether what is there may be replaced. */
  static final class Overwrite {
    @Option(
        names = "--overwrite",
        description = "Replace an earlier result, once the new one is complete.")
    private boolean asked;

    boolean asked() {
      return asked;
    }
  }
}
