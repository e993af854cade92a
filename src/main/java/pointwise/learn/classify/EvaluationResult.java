package pointwise.learn.classify;

import static pointwise.report.Reports.line;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.IntStream;
import pointwise.learn.labels.LabelUnit;
import pointwise.report.JobReport;
import pointwise.text.Text;

/**
 * What an evaluation found.
 *
 * @param model the file of the classifier
 * @param unit images or pixels
 * @param evaluated how many
 * @param withoutClass pixels with a label for which the model gives no class
 * @param right evaluated ones whose class is their label
 * @param accuracy their share; NaN of none
 * @param confusion rows are the truth, columns the prediction
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record EvaluationResult(
    String model,
    String unit,
    long evaluated,
    long unlabelled,
    long withoutClass,
    long right,
    double accuracy,
    List<OfClass> classes,
    long[][] confusion)
    implements JobReport.Part {
  /** A larger matrix is left to the picture and the JSON. */
  private static final int MOST_PRINTED = 12;

  /** Classes, of which those that follow are left to the JSON. */
  private static final int MOST_CLASSES = 30;

  private static final int LONGEST_NAME = 24;

  /**
   * A class.
   *
   * @param support how many have its label
   * @param predicted how many were taken for it
   * @param precision NaN where none was
   * @param recall NaN where none has
   */
  public record OfClass(
      @JsonProperty("class") String name,
      long support,
      long predicted,
      double precision,
      double recall) {
    private String shortName() {
      String printed = name.replaceAll("\\p{Cntrl}", "?");
      return printed.length() <= LONGEST_NAME
          ? printed
          : printed.substring(0, LONGEST_NAME - 1) + "…";
    }
  }

  /** What is told of an evaluation. */
  public static EvaluationResult of(Classifier classifier, Confusion confusion) {
    Metrics metrics = new Metrics(confusion.matrix());
    List<String> names = classifier.info().classes();
    return new EvaluationResult(
        classifier.file(),
        classifier.info().unit() == LabelUnit.IMAGE ? "images" : "pixels",
        metrics.total(),
        confusion.unlabelled(),
        confusion.withoutClass(),
        metrics.right(),
        metrics.accuracy(),
        IntStream.range(0, names.size())
            .mapToObj(
                k ->
                    new OfClass(
                        names.get(k),
                        metrics.support(k),
                        metrics.predicted(k),
                        metrics.precision(k),
                        metrics.recall(k)))
            .toList(),
        metrics.matrix());
  }

  @Override
  public void appendTo(StringBuilder text) {
    line(text, "model", "%s", model);
    if (unit.equals("pixels")) {
      line(
          text,
          "pixels",
          "%,d evaluated, %,d unlabelled, %,d no data",
          evaluated,
          unlabelled,
          withoutClass);
    }
    line(text, "accuracy", "%s, %,d of %,d %s", number(accuracy), right, evaluated, unit);
    appendClasses(text);
    if (classes.size() <= MOST_PRINTED) {
      appendMatrix(text);
    }
  }

  private void appendClasses(StringBuilder text) {
    String row = "%-10s %-" + nameWidth() + "s %14s %10s %10s%n";
    text.append(Text.of(row, "classes", "", unit, "precision", "recall"));
    for (OfClass one : classes.subList(0, Math.min(MOST_CLASSES, classes.size()))) {
      text.append(
          Text.of(
              row,
              "",
              one.shortName(),
              Text.of("%,d", one.support),
              number(one.precision),
              number(one.recall)));
    }
    if (classes.size() > MOST_CLASSES) {
      line(text, "", "and %,d more, in the report", classes.size() - MOST_CLASSES);
    }
  }

  /** Columns are as wide as the longest name or number. */
  private void appendMatrix(StringBuilder text) {
    int width = nameWidth();
    for (long[] counts : confusion) {
      for (long count : counts) {
        width = Math.max(width, Text.of("%,d", count).length());
      }
    }
    line(text, "confusion", "rows are the truth, columns the prediction");
    String cell = " %" + width + "s";
    text.append(Text.of("%-10s", "")).append(Text.of(cell, ""));
    for (OfClass one : classes) {
      text.append(Text.of(cell, one.shortName()));
    }
    text.append(System.lineSeparator());
    for (int k = 0; k < classes.size(); k++) {
      text.append(Text.of("%-10s", ""))
          .append(Text.of(" %-" + width + "s", classes.get(k).shortName()));
      for (long count : confusion[k]) {
        text.append(Text.of(cell, Text.of("%,d", count)));
      }
      text.append(System.lineSeparator());
    }
  }

  private int nameWidth() {
    return classes.stream().mapToInt(one -> one.shortName().length()).max().orElse(1);
  }

  /** Four decimals; a dash for what is divided by 0. */
  public static String number(double value) {
    return Double.isNaN(value) ? "-" : Text.of("%.4f", value);
  }
}
