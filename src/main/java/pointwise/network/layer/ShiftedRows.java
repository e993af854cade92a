package pointwise.network.layer;

import java.util.Arrays;

/**
 * For a window that slides along lines: the samples that one place in the window (a tap) meets at
 * every output pixel of a line, side by side, so that work on them is a loop over arrays of one
 * index, which the JIT vectorises.
 */
final class ShiftedRows {
  private final WindowAxis x;
  private final Shape shape;
  private final int outputWidth;
  private final int left;
  private final float outside;

  /**
   * @param outside what padding counts as
   */
  ShiftedRows(WindowAxis x, Shape shape, float outside) {
    this.x = x;
    this.shape = shape;
    this.outputWidth = x.outputs(shape.width());
    this.left = x.paddingBefore(shape.width());
    this.outside = outside;
  }

  /** Samples of an output line. */
  int line() {
    return outputWidth * shape.channels();
  }

  /**
   * Fills {@code samples} with what tap {@code j} meets on the line that begins at {@code line}.
   */
  void take(float[] data, int line, int j, float[] samples) {
    int C = shape.channels();
    int offset = j * x.dilation() - left;
    int begin = Math.min(outputWidth, Math.max(0, ceilDiv(-offset, x.stride())));
    int end = Math.max(begin, Math.min(outputWidth, ceilDiv(shape.width() - offset, x.stride())));
    Arrays.fill(samples, 0, begin * C, outside);
    Arrays.fill(samples, end * C, outputWidth * C, outside);
    if (begin == end) {
      return;
    }
    if (x.stride() == 1) {
      System.arraycopy(data, line + (begin + offset) * C, samples, begin * C, (end - begin) * C);
      return;
    }
    for (int o = begin; o < end; o++) {
      System.arraycopy(data, line + (o * x.stride() + offset) * C, samples, o * C, C);
    }
  }

  private static int ceilDiv(int a, int b) {
    return -Math.floorDiv(-a, b);
  }
}
