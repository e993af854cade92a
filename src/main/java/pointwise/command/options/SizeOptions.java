package pointwise.command.options;

import static pointwise.command.options.CommonOptions.require;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.network.apply.Preprocessing;
import pointwise.text.Text;

/** The size that images are brought to for a network. */
final class SizeOptions {
  private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,6})x([1-9]\\d{0,6})");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

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

  /** Whether one was named. */
  boolean given() {
    return resize != null || shorter != null || crop != null;
  }

  /** The option that names it. */
  String option() {
    return resize != null ? "--resize" : "--crop";
  }

  /**
   * The size.
   *
   * @throws ParameterException if the options do not go together
   */
  Preprocessing.Size size() {
    if ((shorter == null) != (crop == null)) {
      throw new ParameterException(
          command.commandLine(), "Cannot use --resize-short without --crop, or --crop without it");
    }
    if (resize != null && crop != null) {
      throw new ParameterException(
          command.commandLine(), "Cannot use --resize and --resize-short: expected one of them");
    }
    if (resize != null) {
      int[] size = size("--resize", resize);
      return new Preprocessing.Size.To(size[0], size[1]);
    }
    if (crop != null) {
      int[] size = size("--crop", crop);
      require(command, "--resize-short", shorter >= 1, shorter, "at least 1");
      require(
          command,
          "--crop",
          shorter >= Math.max(size[0], size[1]),
          crop,
          Text.of("no more than --resize-short %d", shorter));
      return new Preprocessing.Size.ShortThenCrop(shorter, size[0], size[1]);
    }
    return new Preprocessing.Size.AsIs();
  }

  /**
   * Requires that images have no more pixels in that size.
   *
   * @throws ParameterException if they have
   */
  void requirePixels(long most) {
    String value = resize != null ? resize : crop;
    if (value != null) {
      int[] size = size(option(), value);
      long pixels = (long) size[0] * size[1];
      require(
          command,
          option(),
          pixels <= most,
          Text.of("%s, which is %d pixels", value, pixels),
          Text.of("at most --max-pixels %d", most));
    }
  }

  private int[] size(String option, String value) {
    Matcher size = SIZE.matcher(value);
    require(command, option, size.matches(), value, "WxH such as 224x224");
    return new int[] {Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))};
  }
}
