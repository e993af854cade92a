package pointwise.learn.moments;

import static pointwise.report.Reports.line;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import pointwise.kernel.SampleRange;
import pointwise.report.JobReport;
import pointwise.text.Text;

/**
 * What a fit found.
 *
 * @param channels D
 * @param kept components that were kept, K
 * @param range that samples had, and need again when the network is applied
 * @param components all D, kept or not
 * @param mean of each channel
 * @param reconstructionError of each channel: see {@link Pca#reconstructionError}
 */
public record PcaResult(
    Pixels pixels,
    @JsonProperty("D") int channels,
    @JsonProperty("K") int kept,
    String range,
    int rank,
    double totalVariance,
    List<Component> components,
    List<Double> mean,
    List<Double> reconstructionError)
    implements JobReport.Part {
  private static final int SHOWN = 16;

  /** What became of the pixels. */
  public record Pixels(long all, long used, long notFinite, long nodata, long notSampled) {}

  /**
   * A component.
   *
   * @param component from 1
   * @param ratio of its variance to that of all
   * @param cumulative that of all up to it
   */
  public record Component(
      int component, double explainedVariance, double ratio, double cumulative) {}

  /**
   * What is told of a fit.
   *
   * @param kept components that were kept, K
   */
  public static PcaResult of(PixelStatistics statistics, Pca pca, int kept, SampleRange range) {
    double[] variances = pca.variances();
    return new PcaResult(
        new Pixels(
            statistics.pixels(),
            statistics.moments().count(),
            statistics.notFinite(),
            statistics.nodata(),
            statistics.notSampled()),
        pca.channels(),
        kept,
        range.name().toLowerCase(Locale.ROOT),
        pca.rank(),
        pca.totalVariance(),
        IntStream.range(0, variances.length)
            .mapToObj(
                i ->
                    new Component(
                        i + 1,
                        variances[i],
                        variances[i] / pca.totalVariance(),
                        pca.explained(i + 1)))
            .toList(),
        list(pca.mean()),
        list(pca.reconstructionError(kept)));
  }

  private static List<Double> list(double[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  @Override
  public void appendTo(StringBuilder text) {
    line(text, "network", "%d -> %d channels", channels, kept);
    line(
        text,
        "range",
        "%s",
        range.equals("raw")
            ? "raw, samples as stored"
            : "unit, integers scaled to 0..1; extract reads that in the file");
    line(
        text,
        "pixels",
        "%,d = %,d used + %,d not finite + %,d no data + %,d not sampled",
        pixels.all,
        pixels.used,
        pixels.notFinite,
        pixels.nodata,
        pixels.notSampled);
    line(text, "component", "%12s %10s %10s", "variance", "share", "together");
    for (Component one : components.subList(0, Math.min(SHOWN, kept))) {
      line(
          text,
          "  " + one.component,
          "%12.6g %9.4f%% %9.4f%%",
          one.explainedVariance,
          100 * one.ratio,
          100 * one.cumulative);
    }
    if (kept > SHOWN) {
      line(text, "", "all %d together %.4f%%", kept, 100 * components.get(kept - 1).cumulative);
    }
    if (rank < kept) {
      line(
          text,
          "",
          "from the %d. on they vary less than a millionth of the first, which may be rounding",
          rank + 1);
    }
    line(text, "lost", "RMS of each channel when it is reconstructed, by the covariance:");
    line(
        text,
        "",
        "%s%s",
        reconstructionError.stream()
            .limit(SHOWN)
            .map(error -> Text.of("%.4g", error))
            .collect(Collectors.joining(" ")),
        reconstructionError.size() > SHOWN ? " ... (the others are in the report)" : "");
  }
}
