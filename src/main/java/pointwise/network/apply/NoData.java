package pointwise.network.apply;

import java.util.BitSet;
import pointwise.raster.Window;

/** The pixels of an image that are no data, of the lines that were read last. */
final class NoData {
  private final int width;
  private final BitSet pixels = new BitSet();

  /** The first line that is known. */
  private int begin;

  /** Lines before this one have been counted, and how many pixels of them are no data. */
  private int counted;

  private long count;

  NoData(int width) {
    this.width = width;
  }

  /** Forgets all lines; those from {@code y} on come next. */
  void restart(int y) {
    begin = y;
    pixels.clear();
  }

  /**
   * Adds full lines, and fills the samples of those pixels.
   *
   * @param mask one byte for each pixel, 0 where it is no data; null where all are
   * @param floats samples of the lines, HWC
   * @param fill one for each channel
   * @return pixels that are no data, of lines that were not read before
   */
  long add(Window lines, byte[] mask, float[] floats, float[] fill) {
    long before = count;
    int first = (lines.y() - begin) * width;
    for (int p = 0; mask != null && p < mask.length; p++) {
      if (mask[p] == 0) {
        pixels.set(first + p);
        System.arraycopy(fill, 0, floats, p * fill.length, fill.length);
        count += lines.y() + p / width >= counted ? 1 : 0;
      }
    }
    counted = Math.max(counted, lines.y() + lines.rows());
    return count - before;
  }

  /** Whether one of the pixels of a rectangle, first and last of each axis, is no data. */
  boolean any(int[] y, int[] x) {
    for (int line = y[0]; line <= y[1]; line++) {
      int at = (line - begin) * width;
      int next = pixels.nextSetBit(at + x[0]);
      if (next >= 0 && next <= at + x[1]) {
        return true;
      }
    }
    return false;
  }

  boolean isEmpty() {
    return pixels.isEmpty();
  }

  /** The share of pixels that are data, of the lines that were read. */
  double validShare() {
    return 1 - (double) count / ((long) counted * width);
  }
}
