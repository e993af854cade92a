package pointwise.raster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of pixels, held as runs of lines of columns: few where windows are read in order. */
public final class WindowRuns {
  /** A window whose pixels are all in the set, or none of them. */
  public record Part(Window window, boolean had) {}

  /** By the first column; each up to the next. */
  private final TreeMap<Integer, LineRuns> columns = new TreeMap<>(Map.of(0, new LineRuns()));

  /** The parts of a window, and adds it. */
  public List<Part> add(Window window) {
    int right = window.x() + window.columns();
    int bottom = window.y() + window.rows();
    cut(window.x());
    cut(right);
    Map<Integer, LineRuns> touched = columns.subMap(window.x(), right);
    List<Part> parts = new ArrayList<>();
    boolean had = touched.values().iterator().next().has(window.y());
    boolean alike =
        touched.values().stream()
            .allMatch(
                runs -> runs.has(window.y()) == had && runs.end(window.y(), bottom) == bottom);
    if (alike) {
      parts.add(new Part(window, had));
    } else {
      touched.forEach((x, runs) -> addParts(window, x, runs, parts));
    }
    touched.values().forEach(runs -> runs.add(window.y(), bottom));
    return parts;
  }

  private void addParts(Window window, int x, LineRuns runs, List<Part> parts) {
    Integer next = columns.higherKey(x);
    int right = window.x() + window.columns();
    int bottom = window.y() + window.rows();
    int end = next == null ? right : Math.min(right, next);
    for (int y = window.y(), to; y < bottom; y = to) {
      to = runs.end(y, bottom);
      parts.add(new Part(new Window(y, to - y, x, end - x), runs.has(y)));
    }
  }

  /** Lets a column begin where another may be in the midst of one. */
  private void cut(int x) {
    if (!columns.containsKey(x)) {
      columns.put(x, columns.floorEntry(x).getValue().copy());
    }
  }
}
