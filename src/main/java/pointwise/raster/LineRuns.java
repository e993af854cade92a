package pointwise.raster;

import java.util.Map;
import java.util.TreeMap;

/** A set of lines, held as runs: few where lines are read in order, however many there are. */
public final class LineRuns {
  /** The line behind each run, by its first; runs neither overlap nor meet. */
  private final TreeMap<Integer, Integer> ends = new TreeMap<>();

  /** Whether the line is in the set. */
  public boolean has(int line) {
    Map.Entry<Integer, Integer> run = ends.floorEntry(line);
    return run != null && run.getValue() > line;
  }

  /**
   * The line up to which all are in the set as {@code line} is, or all are not.
   *
   * @param most where to stop at the latest
   */
  public int end(int line, int most) {
    Integer end = has(line) ? ends.floorEntry(line).getValue() : ends.higherKey(line);
    return end == null ? most : Math.min(most, end);
  }

  /** Adds lines {@code begin} to {@code end}, the last excluded. */
  public void add(int begin, int end) {
    Map.Entry<Integer, Integer> before = ends.floorEntry(begin);
    int first = before != null && before.getValue() >= begin ? before.getKey() : begin;
    Map.Entry<Integer, Integer> last = ends.floorEntry(end);
    int behind = last == null ? end : Math.max(end, last.getValue());
    ends.subMap(first, true, end, true).clear();
    ends.put(first, behind);
  }

  /** The same lines in a set of their own. */
  public LineRuns copy() {
    LineRuns copy = new LineRuns();
    copy.ends.putAll(ends);
    return copy;
  }
}
