package pointwise.command;

import static pointwise.report.Reports.line;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import pointwise.kernel.SampleRange;
import pointwise.learn.moments.Pca;
import pointwise.learn.moments.PixelStatistics;
import pointwise.report.JobMetrics;
import pointwise.report.Reports;
import pointwise.report.Skipped;
import pointwise.text.Text;

/**
 * What a fit found: the file beside the model and the summary at the end.
 *
 * @param out the model
 * @param skipped what the folders hold beside images
 * @param count components that were kept, K
 * @param range that samples had, and need again when the network is applied
 * @param seconds wall time without the start of Spark
 */
record PcaReport(
    String out,
    Skipped skipped,
    PixelStatistics moments,
    Pca pca,
    int count,
    SampleRange range,
    double seconds,
    JobMetrics metrics,
    Map<String, String> versions,
    Map<String, Object> settings) {
  private static final int SHOWN = 16;

  byte[] json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("command", "fit-pca");
    fields.put("inputs", moments.images().done() + moments.images().failed());
    skipped.describe(fields);
    fields.put("images", moments.images().done());
    fields.put("failed", moments.images().failed());
    fields.put("failed_by_kind", moments.images().failures().byKind());
    fields.put("failures", moments.images().failures().json());
    metrics.notes().putInto(fields);
    fields.put("pixels", pixels());
    fields.put("D", pca.channels());
    fields.put("K", count);
    fields.put("range", range.name().toLowerCase(Locale.ROOT));
    fields.put("rank", pca.rank());
    fields.put("total_variance", pca.totalVariance());
    fields.put("components", components());
    fields.put("mean", pca.mean());
    fields.put("reconstruction_error", pca.reconstructionError(count));
    fields.put("seconds", seconds);
    fields.put("blas", metrics.blas());
    fields.put("versions", versions);
    fields.put("settings", settings);
    return Reports.json(fields);
  }

  private Map<String, Object> pixels() {
    Map<String, Object> pixels = new LinkedHashMap<>();
    pixels.put("all", moments.pixels());
    pixels.put("used", moments.moments().count());
    pixels.put("not_finite", moments.notFinite());
    pixels.put("nodata", moments.nodata());
    pixels.put("not_sampled", moments.notSampled());
    return pixels;
  }

  /** All D, kept or not. */
  private List<Map<String, Object>> components() {
    List<Map<String, Object>> rows = new ArrayList<>();
    double[] variances = pca.variances();
    double total = pca.totalVariance();
    for (int i = 0; i < variances.length; i++) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("component", i + 1);
      row.put("explained_variance", variances[i]);
      row.put("ratio", variances[i] / total);
      row.put("cumulative", pca.explained(i + 1));
      rows.add(row);
    }
    return rows;
  }

  String summary() {
    StringBuilder text = new StringBuilder();
    line(text, "result", "%s, %d -> %d channels", out, pca.channels(), count);
    line(
        text,
        "range",
        "%s",
        switch (range) {
          case RAW -> "raw, samples as stored";
          case UNIT -> "unit, integers scaled to 0..1; extract reads that in the file";
        });
    line(
        text,
        "images",
        "%,d in = %,d done + %,d failed",
        moments.images().done() + moments.images().failed(),
        moments.images().done(),
        moments.images().failed());
    moments.images().failures().appendTo(text, "failed");
    if (!skipped.text().isEmpty()) {
      line(text, "skipped", "%s", skipped.text());
    }
    metrics.notes().appendTo(text);
    line(
        text,
        "pixels",
        "%,d = %,d used + %,d not finite + %,d no data + %,d not sampled, in %.1f s",
        moments.pixels(),
        moments.moments().count(),
        moments.notFinite(),
        moments.nodata(),
        moments.notSampled(),
        seconds);
    metrics.blas().forEach(description -> line(text, "BLAS", "%s", description));
    components(text);
    errors(text);
    return text.toString();
  }

  private void components(StringBuilder text) {
    line(text, "component", "%12s %10s %10s", "variance", "share", "together");
    double[] variances = pca.variances();
    for (int i = 0; i < Math.min(SHOWN, count); i++) {
      line(
          text,
          "  " + (i + 1),
          "%12.6g %9.4f%% %9.4f%%",
          variances[i],
          100 * variances[i] / pca.totalVariance(),
          100 * pca.explained(i + 1));
    }
    if (count > SHOWN) {
      line(text, "", "all %d together %.4f%%", count, 100 * pca.explained(count));
    }
    if (pca.rank() < count) {
      line(
          text,
          "",
          "from the %d. on they vary less than a millionth of the first, which may be rounding",
          pca.rank() + 1);
    }
  }

  /** By the covariance: see {@link Pca#reconstructionError}. */
  private void errors(StringBuilder text) {
    double[] error = pca.reconstructionError(count);
    line(text, "lost", "RMS of each channel when it is reconstructed, by the covariance:");
    StringBuilder row = new StringBuilder();
    for (int d = 0; d < Math.min(SHOWN, error.length); d++) {
      row.append(Text.of("%s%.4g", d == 0 ? "" : " ", error[d]));
    }
    line(text, "", "%s%s", row, error.length > SHOWN ? " ... (the others are in the report)" : "");
  }
}
