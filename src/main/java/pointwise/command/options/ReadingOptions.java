package pointwise.command.options;

import static pointwise.command.options.CommonOptions.require;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.raster.BandChoice;
import pointwise.raster.MaskFile;
import pointwise.raster.RasterOptions;
import pointwise.raster.ReadOptions;
import pointwise.text.Text;

/** What of an image is read, and which of its pixels are data. */
final class ReadingOptions {
  private static final String AUTO = "auto";

  /** How many bands have to be nodata. */
  private enum NodataBands {
    any,
    all
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--bands",
      paramLabel = "BANDS",
      description =
          "Use these bands alone, in this order: numbers from 1 on, ranges such as 1-4, names, or good for those that the file does not call bad; with commas. Default: all.")
  private String bands;

  @Option(
      names = "--nodata",
      paramLabel = "V",
      description =
          "Which value stands for no data: auto for what each file says, a number, as stored, or none. Pixels that are no data are NaN in maps, 255 in class maps, and nothing is learned of them. Default: ${DEFAULT-VALUE}.")
  private String nodata = AUTO;

  @Option(
      names = "--nodata-bands",
      paramLabel = "RULE",
      description =
          "Whether a pixel is no data where any band that is used is, or only where all are: any or all. NaN and infinite samples are no data in any. Default: ${DEFAULT-VALUE}.")
  private NodataBands nodataBands = NodataBands.any;

  @Option(
      names = "--mask",
      paramLabel = "FILE",
      description =
          "A raster of the same size that is 0 where pixels are no data, or with :bits=3,4 behind it has one of these bits set there. {name} in it stands for an image's name without suffix, {scene} for that of a stack, in its folder.")
  private String mask;

  @Option(
      names = "--apply-scale",
      description =
          "Multiply samples by the scale that the file has for their band and add its offset, where it has them. Default: samples as stored.")
  private boolean applyScale;

  @Option(
      names = "--overview",
      paramLabel = "N",
      description =
          "Read overview N of TIFF files, 1 for the largest. Default: the full resolution.")
  private int overview;

  /** The bands that kernels name; empty where they name none. */
  private List<BandChoice> named = List.of();

  /**
   * Uses the bands that kernels name.
   *
   * @throws ParameterException if others are chosen
   */
  void useBands(List<BandChoice> choices) {
    if (!choices.isEmpty() && bands != null) {
      throw new ParameterException(
          command.commandLine(),
          "Cannot use --bands: found kernels that name the bands they take, expected one of the two");
    }
    named = choices;
  }

  /** How images are read. */
  RasterOptions options() {
    List<BandChoice> choices = named;
    MaskFile other = null;
    String option = "--bands";
    String text = bands;
    try {
      choices = bands == null ? named : BandChoice.parse(bands);
      option = "--mask";
      text = mask;
      other = mask == null ? null : MaskFile.parse(mask);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command.commandLine(), Text.of("Cannot use %s %s: %s", option, text, e.getMessage()), e);
    }
    require(command, "--overview", overview >= 0, overview, "at least 1");
    return new RasterOptions(
        choices,
        nodata(),
        nodataBands == NodataBands.all,
        other,
        applyScale,
        new ReadOptions(overview));
  }

  private Double nodata() {
    if (nodata.equals(AUTO)) {
      return null;
    }
    try {
      return nodata.equals("none") ? Double.NaN : Double.valueOf(nodata);
    } catch (NumberFormatException e) {
      throw new ParameterException(
          command.commandLine(),
          Text.of("Cannot use --nodata: found %s, expected auto, a number or none", nodata),
          e);
    }
  }

  /** The file of the masks as it was named; null for none. */
  String mask() {
    return mask;
  }

  /** For the report. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("bands", bands == null ? "" : bands);
    settings.put("nodata", nodata);
    settings.put("nodata-bands", nodataBands.name());
    settings.put("mask", mask == null ? "" : mask);
    settings.put("apply-scale", applyScale);
    settings.put("overview", overview);
    return settings;
  }

  /** What changes results. */
  Map<String, String> identity() {
    Map<String, String> identity = new TreeMap<>();
    settings().forEach((name, value) -> identity.put("--" + name, value.toString()));
    return identity;
  }
}
