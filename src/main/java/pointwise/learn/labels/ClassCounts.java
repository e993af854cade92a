package pointwise.learn.labels;

import java.util.List;
import pointwise.text.Text;

/**
 * How many images or pixels each class has.
 *
 * @param what is counted: images or pixels
 * @param classes names
 * @param counts one for each class
 * @param unlabelled pixels without a class
 */
public record ClassCounts(String what, List<String> classes, List<Long> counts, long unlabelled) {
  /** A class this many times smaller than the largest is warned of. */
  private static final int IMBALANCE = 10;

  private static final int SHOWN = 30;
  private static final int LONGEST_NAME = 32;

  public ClassCounts {
    classes = List.copyOf(classes);
    counts = List.copyOf(counts);
  }

  /** All that have a class. */
  public long total() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /**
   * A table for people: class, count and share, of the first 30 classes, with a warning where the
   * smallest class has less than a tenth of the largest.
   */
  public String text() {
    int width =
        classes.stream()
            .mapToInt(String::length)
            .map(n -> Math.min(n, LONGEST_NAME))
            .max()
            .orElse(0);
    String line = "%-10s %-" + Math.max(1, width) + "s  %,12d  %5.1f %%%n";
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < Math.min(SHOWN, classes.size()); k++) {
      text.append(
          Text.of(
              line,
              k == 0 ? "classes" : "",
              shortened(classes.get(k)),
              counts.get(k),
              100.0 * counts.get(k) / Math.max(1, total())));
    }
    if (classes.size() > SHOWN) {
      text.append(Text.of("%-10s and %d more%n", "", classes.size() - SHOWN));
    }
    if (unlabelled > 0) {
      text.append(Text.of("%-10s %,d %s%n", "unlabelled", unlabelled, what));
    }
    return text.append(warning()).toString();
  }

  private static String shortened(String label) {
    String name = label.replaceAll("\\p{Cntrl}", "?");
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
  }

  /** A line where the smallest class has less than a tenth of the largest, else nothing. */
  public String warning() {
    int smallest = 0;
    int largest = 0;
    for (int k = 1; k < counts.size(); k++) {
      smallest = counts.get(k) < counts.get(smallest) ? k : smallest;
      largest = counts.get(k) > counts.get(largest) ? k : largest;
    }
    if (counts.isEmpty() || counts.get(smallest) * IMBALANCE >= counts.get(largest)) {
      return "";
    }
    return Text.of(
        "%-10s the classes are unbalanced: %s has %,d %s, %s has %,d%n",
        "warning",
        classes.get(smallest),
        counts.get(smallest),
        what,
        classes.get(largest),
        counts.get(largest));
  }
}
