package pointwise.network.layer;

import java.util.Arrays;

/**
 * What lies below the windows of a convolution (im2col): a row for each output pixel, the kernel
 * height x kernel width x C samples of its window in that order, padding being 0.
 */
final class Im2Col {
  private final WindowAxis y;
  private final WindowAxis x;
  private final Shape shape;
  private final int C;
  private final int outputWidth;

  /** Samples of one line of a window. */
  private final int segment;

  /** Samples of a window. */
  private final int row;

  /** Output pixels of a line for which a line of the window is a run of samples. */
  private final RowRange inside;

  /**
   * @param shape of the whole map
   * @param C channels that a window reads
   */
  Im2Col(WindowAxis y, WindowAxis x, Shape shape, int C) {
    this.y = y;
    this.x = x;
    this.shape = shape;
    this.C = C;
    this.outputWidth = x.outputs(shape.width());
    this.segment = x.kernel() * C;
    this.row = y.kernel() * segment;
    this.inside = C == shape.channels() && x.dilation() == 1 ? inside() : new RowRange(0, 0);
  }

  private RowRange inside() {
    int left = x.paddingBefore(shape.width());
    int begin = Math.min(outputWidth, (left + x.stride() - 1) / x.stride());
    int end = Math.floorDiv(shape.width() - x.kernel() + left, x.stride()) + 1;
    return new RowRange(begin, Math.max(begin, Math.min(outputWidth, end)));
  }

  /**
   * Fills the first rows of {@code tile}.
   *
   * @param channel the first that is read
   * @param firstLine of the output
   * @param first output pixel, counted from the first one of that line
   * @param count output pixels
   */
  void fill(RowsView input, int channel, int firstLine, int first, int count, float[] tile) {
    for (int p = 0; p < count; ) {
      int o = (first + p) % outputWidth;
      int pixels = Math.min(count - p, outputWidth - o);
      long inputY = y.first(firstLine + (first + p) / outputWidth, shape.height());
      for (int i = 0; i < y.kernel(); i++, inputY += y.dilation()) {
        int at = p * row + i * segment;
        if (inputY >= 0 && inputY < shape.height()) {
          segments(input.data(), input.at((int) inputY) + channel, o, o + pixels, tile, at);
        } else {
          for (int k = 0; k < pixels; k++) {
            Arrays.fill(tile, at + k * row, at + k * row + segment, 0f);
          }
        }
      }
      p += pixels;
    }
  }

  /** One line of the windows of the output pixels {@code begin} to {@code end} of a line. */
  private void segments(float[] data, int line, int begin, int end, float[] tile, int at) {
    int insideBegin = Math.min(end, Math.max(begin, inside.begin()));
    int insideEnd = Math.min(end, Math.max(insideBegin, inside.end()));
    for (int o = begin; o < insideBegin; o++) {
      taps(data, line, o, tile, at + (o - begin) * row);
    }
    int from = line + (int) x.first(insideBegin, shape.width()) * C;
    int to = at + (insideBegin - begin) * row;
    for (int o = insideBegin; o < insideEnd; o++) {
      System.arraycopy(data, from, tile, to, segment);
      from += x.stride() * C;
      to += row;
    }
    for (int o = insideEnd; o < end; o++) {
      taps(data, line, o, tile, at + (o - begin) * row);
    }
  }

  /** One line of the window of output pixel {@code o}, a sample at a time. */
  private void taps(float[] data, int line, int o, float[] tile, int at) {
    long inputX = x.first(o, shape.width());
    for (int j = 0; j < x.kernel(); j++, inputX += x.dilation()) {
      if (inputX >= 0 && inputX < shape.width()) {
        System.arraycopy(data, line + (int) inputX * shape.channels(), tile, at + j * C, C);
      } else {
        Arrays.fill(tile, at + j * C, at + (j + 1) * C, 0f);
      }
    }
  }
}
