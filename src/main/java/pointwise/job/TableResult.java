package pointwise.job;

import static pointwise.report.Reports.line;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import pointwise.report.JobReport;
import pointwise.store.MapShapes;
import pointwise.text.Text;

/**
 * What a job tells of the table it wrote.
 *
 * @param pixels height x width of the results
 * @param bytes size of the result's files
 * @param maps between which shapes they are; null for a table of others
 * @param imagesPerSecond images in a second of the whole job; NaN where an earlier job did some of
 *     it
 * @param mpixelPerSecond a million pixels in the same time
 * @param taskSeconds task seconds by stage, summed over tasks; empty where they are not measured
 * @param kernels what was applied; null where nothing was
 * @param plan what no other job's plan is called
 * @param parts the names of the result's files
 */
record TableResult(
    long pixels,
    long bytes,
    MapShapes maps,
    double imagesPerSecond,
    double mpixelPerSecond,
    Map<String, Double> taskSeconds,
    JobReport.Part kernels,
    String plan,
    List<String> parts)
    implements JobReport.Part {
  /** A lower rate says only how long Spark takes to start. */
  private static final double LEAST_RATE = 0.1;

  @Override
  public void appendTo(StringBuilder text) {
    String rate =
        mpixelPerSecond >= LEAST_RATE
            ? Text.of(", %,.1f images/s, %.2f Mpixel/s", imagesPerSecond, mpixelPerSecond)
            : "";
    line(text, "pixels", "%,d%s", pixels, rate);
    if (maps != null) {
      line(text, "maps", "%s", maps.text());
    }
    line(text, "written", "%,d bytes", bytes);
    if (!taskSeconds.isEmpty()) {
      String stages =
          taskSeconds.entrySet().stream()
              .filter(stage -> stage.getValue() > 0)
              .map(stage -> Text.of("%s %.1f s", stage.getKey(), stage.getValue()))
              .collect(Collectors.joining(", "));
      line(text, "task time", "%s (summed over tasks)", stages);
    }
    if (kernels != null) {
      kernels.appendTo(text);
    }
  }
}
