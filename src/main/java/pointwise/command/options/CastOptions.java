package pointwise.command.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.raster.SampleType;
import pointwise.report.JobMetrics;
import pointwise.text.Text;
import pointwise.tile.Cast;
import pointwise.tile.TileStage;

/** The type of the samples of a result. */
public final class CastOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** The types; the names are NumPy's. */
  private enum Dtype {
    FLOAT32(4),
    FLOAT16(2),
    UINT8(1);

    private final int bytes;

    Dtype(int bytes) {
      this.bytes = bytes;
    }
  }

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "float32",
      description =
          "The type of the samples: float32, float16 or uint8. Default: ${DEFAULT-VALUE}.")
  private Dtype dtype;

  @Option(
      names = "--scale",
      split = ",",
      paramLabel = "=LOW,HIGH",
      hideParamSyntax = true,
      description =
          "With --dtype uint8: what becomes 0 and what becomes 255; what is beyond becomes the nearer of them.")
  private List<Double> scale = List.of();

  @Option(
      names = "--nodata-out",
      paramLabel = "N",
      description =
          "With --dtype uint8: what stands for a sample that is not finite, 0 to 255. Default: 0.")
  private Integer nodata;

  /** Of a sample of the result. */
  public int bytes() {
    return dtype.bytes;
  }

  /** Whether one was given. */
  public boolean given() {
    return dtype != Dtype.FLOAT32 || !scale.isEmpty() || nodata != null;
  }

  /**
   * Checks that the options fit each other.
   *
   * @throws ParameterException if not
   */
  public void require() {
    boolean bytes = dtype == Dtype.UINT8;
    if (!bytes && (!scale.isEmpty() || nodata != null)) {
      throw wrong(
          Text.of(
              "Cannot use --scale or --nodata-out with --dtype %s: they go with uint8", name()));
    }
    if (bytes
        && (scale.size() != 2
            || !Double.isFinite(scale.get(1) - scale.get(0))
            || scale.get(0) >= scale.get(1))) {
      throw wrong(
          Text.of(
              "Cannot use --dtype uint8: found %s for --scale, expected LOW,HIGH with LOW below HIGH by a finite number",
              scale.isEmpty() ? "nothing" : scale));
    }
    if (nodata != null && (nodata < 0 || nodata > 255)) {
      throw wrong(Text.of("Cannot use --nodata-out: found %d, expected 0 to 255", nodata));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** These stages, and the cast where there is one. */
  public TileStage after(List<TileStage> stages, JobMetrics metrics) {
    List<TileStage> all = new ArrayList<>(stages);
    switch (dtype) {
      case FLOAT32 -> {}
      case FLOAT16 -> all.add(new Cast(SampleType.FLOAT16, 0, 0, 0, metrics));
      case UINT8 ->
          all.add(new Cast(SampleType.UINT8, scale.get(0), scale.get(1), nodata(), metrics));
    }
    return new TileStage.Chain(all);
  }

  private int nodata() {
    return nodata == null ? 0 : nodata;
  }

  private String name() {
    return dtype.name().toLowerCase(Locale.ROOT);
  }

  /** What changes results. */
  public Map<String, String> identity() {
    Map<String, String> identity = new TreeMap<>();
    settings().forEach((name, value) -> identity.put("--" + name, value.toString()));
    return identity;
  }

  /** For the report: of the other options only where they have an effect. */
  public Map<String, Object> settings() {
    return dtype == Dtype.UINT8
        ? Map.of("dtype", name(), "scale", scale, "nodata-out", nodata())
        : Map.of("dtype", name());
  }
}
