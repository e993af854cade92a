package pointwise.network.apply;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import pointwise.raster.Window;

/** The pixels of an image that are no data, of the lines that were read last. */
final class NoData {
  private final int width;

  /** By line; only lines that have some. */
  private final Map<Integer, BitSet> lines = new HashMap<>();

  private boolean masked;

  /** Lines before this one have been counted, and how many pixels of them are no data. */
  private int counted;

  private long count;

  NoData(int width) {
    this.width = width;
  }

  /** Forgets all lines. */
  void restart() {
    lines.clear();
  }

  /**
   * Adds full lines, and fills the samples of those pixels.
   *
   * @param window full lines
   * @param mask one byte for each pixel, 0 where it is no data; null where all are
   * @param floats samples of the lines, HWC
   * @param fill one for each channel
   * @return pixels that are no data, of lines that were not read before
   */
  long add(Window window, byte[] mask, float[] floats, float[] fill) {
    long before = count;
    masked |= mask != null;
    for (int p = 0; mask != null && p < mask.length; p++) {
      if (mask[p] == 0) {
        int y = window.y() + p / width;
        lines.computeIfAbsent(y, line -> new BitSet()).set(p % width);
        System.arraycopy(fill, 0, floats, p * fill.length, fill.length);
        count += y >= counted ? 1 : 0;
      }
    }
    counted = Math.max(counted, window.y() + window.rows());
    return count - before;
  }

  /** Whether one of the pixels of a rectangle, first and last of each axis, is no data. */
  boolean any(int[] y, int[] x) {
    for (int line = y[0]; line <= y[1]; line++) {
      BitSet pixels = lines.get(line);
      int next = pixels == null ? -1 : pixels.nextSetBit(x[0]);
      if (next >= 0 && next <= x[1]) {
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

  /** The share of pixels that are data, of the lines that were read. */
  double validShare() {
    return 1 - (double) count / ((long) counted * width);
  }
}
