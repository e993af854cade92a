package pointwise.report;

import static pointwise.report.Reports.line;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import pointwise.raster.ErrorKind;
import pointwise.text.Text;

/**
 * What a job did: a JSON file with its result, and the summary at its end.
 *
 * @param command the command
 * @param result where the result is
 * @param inputs images that were listed, or that the input table holds
 * @param skipped what the folders hold beside images
 * @param images what became of them, but for those that were dropped
 * @param dropped images left out, and why
 * @param notes what of the images was not taken as it stands
 * @param seconds wall time without the start of Spark
 * @param engines what the tasks ran
 * @param versions of Pointwise, Spark and Java
 * @param settings the options
 * @param part what only this command tells
 */
public record JobReport(
    String command,
    String result,
    long inputs,
    Skipped skipped,
    ImageTally images,
    Failures dropped,
    ReadNotes notes,
    double seconds,
    SortedSet<String> engines,
    Map<String, String> versions,
    Map<String, Object> settings,
    Part part) {
  /** Of the fields below; another where one is gone or means something else. */
  private static final int SCHEMA_VERSION = 1;

  /** A record, whose components are fields of the JSON. */
  public interface Part {
    /** Appends lines for people. */
    void appendTo(StringBuilder text);
  }

  /** What a job that did its work ended with. */
  public enum Outcome {
    DONE(0, "done"),
    EVERY_INPUT_FAILED(3, "every input failed"),
    UNREADABLE_INPUTS(4, "some inputs could not be read");

    private final int exitCode;
    private final String text;

    Outcome(int exitCode, String text) {
      this.exitCode = exitCode;
      this.text = text;
    }

    /** Of the process. */
    public int exitCode() {
      return exitCode;
    }
  }

  /** The JSON. */
  private record Fields(
      int schemaVersion,
      String command,
      String outcome,
      int exitCode,
      long inputs,
      long done,
      long failed,
      long dropped,
      long skipped,
      Map<String, Long> skippedKinds,
      int foldersNotEntered,
      List<String> someFoldersNotEntered,
      Map<String, Long> failedByKind,
      List<Failures.Alike> failures,
      List<Failures.Alike> droppedFailures,
      long pagesNotRead,
      long invalidPixels,
      long inexactValues,
      long nodataValues,
      long tooLargeValues,
      double seconds,
      SortedSet<String> engines,
      Map<String, String> versions,
      Map<String, Object> settings,
      @JsonUnwrapped Part part) {}

  /**
   * Of a job that has ended.
   *
   * @throws IllegalStateException if the inputs are not all accounted for
   */
  public JobReport {
    if (inputs != images.done() + images.failed() + dropped.count()) {
      throw new IllegalStateException(
          Text.of(
              "Cannot account for every input: found %d done, %d failed and %d dropped, expected %d in all",
              images.done(), images.failed(), dropped.count(), inputs));
    }
  }

  /** Of a job that ends now. */
  public JobReport(
      String command,
      String result,
      long inputs,
      Skipped skipped,
      ImageTally images,
      ReadNotes notes,
      JobMetrics metrics,
      Map<String, Object> settings,
      Part part) {
    this(
        command,
        result,
        inputs,
        skipped,
        images,
        metrics.dropped(),
        notes,
        metrics.seconds(),
        metrics.engines(),
        metrics.versions(),
        settings,
        part);
  }

  /** What the job ended with. */
  public Outcome outcome() {
    if (images.done() == 0) {
      return Outcome.EVERY_INPUT_FAILED;
    }
    return images.failures().count(ErrorKind.STORAGE) == 0
        ? Outcome.DONE
        : Outcome.UNREADABLE_INPUTS;
  }

  /** The report as JSON. */
  public byte[] json() {
    return Reports.json(
        new Fields(
            SCHEMA_VERSION,
            command,
            outcome().text,
            outcome().exitCode,
            inputs,
            images.done(),
            images.failed(),
            dropped.count(),
            skipped.count(),
            skipped.kinds(),
            skipped.folders().size(),
            skipped.someFolders(),
            images.failures().byKind(),
            images.failures().most(),
            dropped.most(),
            notes.pages(),
            notes.invalid(),
            notes.inexact(),
            notes.nodata(),
            notes.tooLarge(),
            seconds,
            engines,
            versions,
            settings,
            part));
  }

  /** A few lines for people. */
  public String summary() {
    StringBuilder text = new StringBuilder();
    line(text, "result", "%s", result);
    line(
        text,
        "images",
        "%,d in = %,d done + %,d failed + %,d dropped",
        inputs,
        images.done(),
        images.failed(),
        dropped.count());
    images.failures().appendTo(text, "failed");
    dropped.appendTo(text, "dropped");
    if (inputs > 0 && outcome() == Outcome.EVERY_INPUT_FAILED) {
      line(text, "", "%s", outcome().text);
    }
    if (!skipped.text().isEmpty()) {
      line(text, "skipped", "%s", skipped.text());
    }
    notes.appendTo(text);
    line(text, "time", "%.1f s", seconds);
    engines.forEach(description -> line(text, "engine", "%s", description));
    part.appendTo(text);
    return text.toString();
  }
}
