package pointwise.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import pointwise.text.Text;

/**
 * What a job did: the side file of its result and the summary at its end.
 *
 * @param command the command
 * @param out where the result is
 * @param inputs images that were listed, or that the input table holds
 * @param skipped what the folders hold beside images
 * @param images images whose result is whole
 * @param errors images that are an error row
 * @param dropped images left out, and why
 * @param pixels pixels, height x width, of the results
 * @param bytes size of the result's files
 * @param seconds wall time without the start of Spark
 * @param taskSeconds task seconds by stage, summed over tasks; empty where they are not measured
 * @param kernels name, shape and names of channels
 * @param blas what the tasks multiplied with
 * @param versions of Pointwise, Spark and Java
 * @param settings the options
 * @param failures why images are an error row
 * @param notes what of the images was not taken as it stands
 */
public record RunReport(
    String command,
    String out,
    long inputs,
    Skipped skipped,
    long images,
    long errors,
    Failures dropped,
    long pixels,
    long bytes,
    double seconds,
    Map<String, Double> taskSeconds,
    Map<String, Object> kernels,
    SortedSet<String> blas,
    Map<String, String> versions,
    Map<String, Object> settings,
    Failures failures,
    ReadNotes notes) {
  /** A lower rate says only how long Spark takes to start. */
  private static final double LEAST_RATE = 0.1;

  /** Whether every input is accounted for. */
  public boolean addsUp() {
    return inputs == images + errors + dropped.count();
  }

  /** Whether nothing came of any input. */
  public boolean everyInputFailed() {
    return images == 0;
  }

  private double megapixelsPerSecond() {
    return pixels / 1e6 / seconds;
  }

  /**
   * The report as JSON.
   *
   * @param exitCode of the job
   * @param outcome what that means
   */
  public byte[] json(int exitCode, String outcome) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("command", command);
    fields.put("exit_code", exitCode);
    fields.put("outcome", outcome);
    fields.put("inputs", inputs);
    skipped.describe(fields);
    fields.put("maps", images);
    fields.put("errors", errors);
    fields.put("dropped", dropped.count());
    fields.put("errors_by_kind", failures.byKind());
    fields.put("failures", failures.json());
    fields.put("dropped_failures", dropped.json());
    notes.putInto(fields);
    fields.put("pixels", pixels);
    fields.put("bytes", bytes);
    fields.put("seconds", seconds);
    fields.put("task_seconds", taskSeconds);
    fields.put("mpixel_per_second", megapixelsPerSecond());
    fields.put("kernels", kernels);
    fields.put("blas", blas);
    fields.put("versions", versions);
    fields.put("settings", settings);
    return Reports.json(fields);
  }

  /** A few lines for people. */
  public String summary() {
    StringBuilder text = new StringBuilder();
    line(text, "result", out);
    line(
        text,
        "images",
        Text.of(
            "%,d in = %,d done + %,d failed + %,d dropped",
            inputs, images, errors, dropped.count()));
    failures.appendTo(text, "failed");
    dropped.appendTo(text, "dropped");
    if (inputs > 0 && everyInputFailed()) {
      line(text, "", "every input failed");
    }
    if (!skipped.text().isEmpty()) {
      line(text, "skipped", skipped.text());
    }
    notes.appendTo(text);
    line(
        text,
        "pixels",
        Text.of("%,d in %.1f s", pixels, seconds)
            + (megapixelsPerSecond() < LEAST_RATE
                ? ""
                : Text.of(", %.2f Mpixel/s", megapixelsPerSecond())));
    line(text, "written", Text.of("%,d bytes", bytes));
    if (!taskSeconds.isEmpty()) {
      StringBuilder stages = new StringBuilder();
      taskSeconds.forEach(
          (stage, s) ->
              stages
                  .append(stages.isEmpty() ? "" : ", ")
                  .append(stage)
                  .append(Text.of(" %.1f s", s)));
      line(text, "task time", stages + " (summed over tasks)");
    }
    if (kernels.get("classes") instanceof List<?> classes) {
      line(
          text,
          "classifier",
          Text.of("%s, %s -> %d classes", kernels.get("name"), kernels.get("D"), classes.size()));
    } else if (!kernels.isEmpty()) {
      line(
          text,
          kernels.containsKey("layers") ? "network" : "kernels",
          Text.of(
              "%s, %s -> %s",
              kernels.get("name"),
              kernels.get("D"),
              kernels.containsKey("layers")
                  ? "layers " + kernels.get("layers")
                  : kernels.get("N") + " channels"));
    }
    blas.forEach(description -> line(text, "BLAS", description));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    Reports.line(text, name, "%s", value);
  }
}
