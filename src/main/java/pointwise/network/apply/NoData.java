package pointwise.network.apply;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import pointwise.raster.Window;
import pointwise.raster.WindowRuns;

/** The pixels of an image that are no data, of the window that was read last. */
final class NoData {
  /** The first column of that window. */
  private int left;

  /** By line, counted from there; only lines that have some. */
  private final Map<Integer, BitSet> lines = new HashMap<>();

  private boolean masked;

  /** Pixels that have been counted, how many they are, and how many of them are no data. */
  private final WindowRuns counted = new WindowRuns();

  private long pixels;
  private long count;

  /** Lines that are counted. */
  private final int begin;

  private final int end;

  /** Of a part of an image, in whose lines pixels are counted. */
  NoData(int begin, int end) {
    this.begin = begin;
    this.end = end;
  }

  /** Forgets all pixels, for a window that begins in this column. */
  void restart(int column) {
    lines.clear();
    left = column;
  }

  /**
   * Adds lines of the window, and fills the samples of those pixels.
   *
   * @param window from the column on that was told last
   * @param mask one byte for each pixel, 0 where it is no data; null where all are
   * @param floats samples of the lines, HWC
   * @param fill one for each channel
   * @return pixels that are no data, of those that were not read before
   */
  long add(Window window, byte[] mask, float[] floats, float[] fill) {
    long before = count;
    masked |= mask != null;
    int width = window.columns();
    for (int p = 0; mask != null && p < mask.length; p++) {
      if (mask[p] == 0) {
        lines.computeIfAbsent(window.y() + p / width, line -> new BitSet()).set(p % width);
        System.arraycopy(fill, 0, floats, p * fill.length, fill.length);
      }
    }
    for (WindowRuns.Part part : counted.add(window)) {
      if (!part.had()) {
        pixels += part.window().pixels();
        count += count(part.window());
      }
    }
    return count - before;
  }

  private long count(Window window) {
    int from = window.x() - left;
    long found = 0;
    int bottom = Math.min(end, window.y() + window.rows());
    for (int y = Math.max(begin, window.y()); y < bottom; y++) {
      BitSet none = lines.get(y);
      found += none == null ? 0 : none.get(from, from + window.columns()).cardinality();
    }
    return found;
  }

  /** Whether one of the pixels of a rectangle, first and last of each axis, is no data. */
  boolean any(int[] y, int[] x) {
    for (int line = y[0]; line <= y[1]; line++) {
      BitSet none = lines.get(line);
      int next = none == null ? -1 : none.nextSetBit(Math.max(0, x[0] - left));
      if (next >= 0 && next <= x[1] - left) {
        return true;
      }
    }
    return false;
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Whether the image has a mask, or had a pixel without data so far. */
  boolean isMasked() {
    return masked;
  }

  /** The share of pixels that are data, of those that were read. */
  double validShare() {
    return 1 - (double) count / pixels;
  }
}
