package pointwise.similar;

import java.io.Serializable;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import pointwise.raster.ErrorKind;
import pointwise.report.Failures;
import pointwise.report.ImageTally;
import pointwise.text.Text;

/** What rows of a table hold: vectors, and what is without one. A mergeable state. */
final class Tally implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Failures failures = new Failures();

  /** How many rows are without a vector, by why. */
  private final TreeMap<String, Long> without = new TreeMap<>();

  /** Of each length of vectors an image that has one. */
  private final TreeMap<Integer, String> lengths = new TreeMap<>();

  private final TreeSet<String> layers = new TreeSet<>();
  private long vectors;

  /** Counts a row with a vector. */
  void addVector(String origin, int length) {
    vectors++;
    lengths.merge(length, origin, (one, other) -> one.compareTo(other) <= 0 ? one : other);
  }

  /**
   * Counts a row without one.
   *
   * @param what it has in place of a vector, in the plural
   */
  void addWithout(String what, String origin, ErrorKind kind, String reason) {
    without.merge(what, 1L, Long::sum);
    failures.add(origin, kind, reason);
  }

  /** Notes the layer of a row. */
  void addLayer(String layer) {
    layers.add(layer);
  }

  /** Adds the other state to this one, and gives this one. */
  Tally merge(Tally other) {
    other.lengths.forEach(
        (length, origin) ->
            lengths.merge(length, origin, (one, o) -> one.compareTo(o) <= 0 ? one : o));
    other.without.forEach((what, count) -> without.merge(what, count, Long::sum));
    layers.addAll(other.layers);
    failures.merge(other.failures);
    vectors += other.vectors;
    return this;
  }

  long vectors() {
    return vectors;
  }

  /** Vectors, and what failed. */
  ImageTally images() {
    return new ImageTally(vectors, failures);
  }

  Failures failures() {
    return failures;
  }

  NavigableMap<Integer, String> lengths() {
    return lengths;
  }

  SortedSet<String> layers() {
    return layers;
  }

  Map<String, Long> without() {
    return without;
  }

  /** How many vectors there are, and what is without: for people. */
  static String text(long vectors, int length, Map<String, Long> without) {
    String all = Text.of("%,d of %,d numbers", vectors, length);
    return without.isEmpty()
        ? all
        : Text.of(
            "%s, %,d without: %s",
            all,
            without.values().stream().mapToLong(Long::longValue).sum(),
            without.entrySet().stream()
                .map(
                    what ->
                        Text.of(
                            "%,d %s",
                            what.getValue(),
                            what.getValue() == 1
                                ? what.getKey().replaceFirst("s$", "")
                                : what.getKey()))
                .collect(Collectors.joining(", ")));
  }
}
