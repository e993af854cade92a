package pointwise.command;

import static pointwise.report.Reports.line;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import pointwise.learn.classify.Classifier;
import pointwise.learn.classify.Confusion;
import pointwise.learn.classify.Metrics;
import pointwise.learn.labels.LabelUnit;
import pointwise.report.ReadNotes;
import pointwise.report.Reports;
import pointwise.report.Skipped;
import pointwise.text.Text;

/**
 * What an evaluation found, as JSON and for people.
 *
 * @param inputs images that were listed
 * @param skipped what the folders hold beside images
 * @param notes what of the images was not taken as it stands
 * @param blas what multiplied
 * @param seconds wall time without the start of Spark
 */
record EvaluationReport(
    Classifier classifier,
    Confusion confusion,
    long inputs,
    Skipped skipped,
    double seconds,
    ReadNotes notes,
    SortedSet<String> blas,
    Map<String, String> versions,
    Map<String, Object> settings) {
  /** A larger matrix is left to the picture and the JSON. */
  private static final int MOST_PRINTED = 12;

  /** Classes, of which those that follow are left to the JSON. */
  private static final int MOST_CLASSES = 30;

  private static final int LONGEST_NAME = 24;

  Metrics metrics() {
    return new Metrics(confusion.matrix());
  }

  private List<String> classes() {
    return classifier.info().classes();
  }

  private String unit() {
    return classifier.info().unit() == LabelUnit.IMAGE ? "images" : "pixels";
  }

  boolean everyInputFailed() {
    return confusion.images().done() == 0;
  }

  /**
   * @throws IllegalStateException if the inputs are not all accounted for
   */
  void check() {
    if (confusion.images().done() + confusion.images().failed() != inputs) {
      throw new IllegalStateException(
          Text.of(
              "Cannot account for every input: found %d done and %d failed, expected %d in all",
              confusion.images().done(), confusion.images().failed(), inputs));
    }
  }

  String title() {
    return Text.of(
        "%s: accuracy %s of %,d %s",
        classifier.fileName(), number(metrics().accuracy()), metrics().total(), unit());
  }

  byte[] json() {
    Metrics metrics = metrics();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("command", "evaluate");
    fields.put("inputs", inputs);
    skipped.describe(fields);
    fields.put("images", confusion.images().done());
    fields.put("failed", confusion.images().failed());
    fields.put("failed_by_kind", confusion.images().failures().byKind());
    fields.put("failures", confusion.images().failures().json());
    notes.putInto(fields);
    fields.put("unit", unit());
    fields.put("evaluated", metrics.total());
    fields.put("unlabelled", confusion.unlabelled());
    fields.put("without_class", confusion.withoutClass());
    fields.put("right", metrics.right());
    fields.put("accuracy", orNull(metrics.accuracy()));
    List<Map<String, Object>> perClass = new ArrayList<>();
    for (int k = 0; k < classes().size(); k++) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("class", classes().get(k));
      entry.put("support", metrics.support(k));
      entry.put("predicted", metrics.predicted(k));
      entry.put("precision", orNull(metrics.precision(k)));
      entry.put("recall", orNull(metrics.recall(k)));
      perClass.add(entry);
    }
    fields.put("classes", perClass);
    fields.put("confusion", metrics.matrix());
    fields.put("seconds", seconds);
    fields.put("blas", blas);
    fields.put("versions", versions);
    fields.put("settings", settings);
    return Reports.json(fields);
  }

  private static Double orNull(double number) {
    return Double.isNaN(number) ? null : Double.valueOf(number);
  }

  /** A few lines for people. */
  String text() {
    Metrics metrics = metrics();
    StringBuilder text = new StringBuilder();
    line(text, "model", "%s", classifier.file());
    line(
        text,
        "images",
        "%,d in = %,d done + %,d failed",
        inputs,
        confusion.images().done(),
        confusion.images().failed());
    confusion.images().failures().appendTo(text, "failed");
    if (!skipped.text().isEmpty()) {
      line(text, "skipped", "%s", skipped.text());
    }
    notes.appendTo(text);
    if (classifier.info().unit() == LabelUnit.PIXEL) {
      line(
          text,
          "pixels",
          "%,d evaluated, %,d unlabelled, %,d not finite",
          metrics.total(),
          confusion.unlabelled(),
          confusion.withoutClass());
    }
    line(
        text,
        "accuracy",
        "%s, %,d of %,d %s",
        number(metrics.accuracy()),
        metrics.right(),
        metrics.total(),
        unit());
    perClass(text, metrics);
    if (classes().size() <= MOST_PRINTED) {
      matrix(text, metrics);
    }
    return text.toString();
  }

  private void perClass(StringBuilder text, Metrics metrics) {
    String row = "%-10s %-" + nameWidth() + "s %14s %10s %10s%n";
    text.append(Text.of(row, "classes", "", unit(), "precision", "recall"));
    for (int k = 0; k < Math.min(MOST_CLASSES, classes().size()); k++) {
      text.append(
          Text.of(
              row,
              "",
              name(k),
              Text.of("%,d", metrics.support(k)),
              number(metrics.precision(k)),
              number(metrics.recall(k))));
    }
    if (classes().size() > MOST_CLASSES) {
      line(text, "", "and %,d more, in the report", classes().size() - MOST_CLASSES);
    }
  }

  /** Columns are as wide as the longest name or number. */
  private void matrix(StringBuilder text, Metrics metrics) {
    int width = nameWidth();
    for (long[] counts : metrics.matrix()) {
      for (long count : counts) {
        width = Math.max(width, Text.of("%,d", count).length());
      }
    }
    line(text, "confusion", "rows are the truth, columns the prediction");
    String cell = " %" + width + "s";
    text.append(Text.of("%-10s", "")).append(Text.of(cell, ""));
    for (int k = 0; k < classes().size(); k++) {
      text.append(Text.of(cell, name(k)));
    }
    text.append(System.lineSeparator());
    for (int k = 0; k < classes().size(); k++) {
      text.append(Text.of("%-10s", "")).append(Text.of(" %-" + width + "s", name(k)));
      for (long count : metrics.matrix()[k]) {
        text.append(Text.of(cell, Text.of("%,d", count)));
      }
      text.append(System.lineSeparator());
    }
  }

  private int nameWidth() {
    int width = 1;
    for (int k = 0; k < classes().size(); k++) {
      width = Math.max(width, name(k).length());
    }
    return width;
  }

  private String name(int k) {
    String name = classes().get(k).replaceAll("\\p{Cntrl}", "?");
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
  }

  /** Four decimals; a dash for what is divided by 0. */
  private static String number(double value) {
    return Double.isNaN(value) ? "-" : Text.of("%.4f", value);
  }
}
