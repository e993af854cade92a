package pointwise.network.apply;

import pointwise.text.Text;

/**
 * Resizing of float samples, HWC: pixel centres at half positions, and a filter that is widened by
 * the factor when shrinking (antialiasing). One axis after the other; the weights at an edge are
 * normalised over the samples that exist.
 */
public final class Resize {
  /** Samples of the old size that are asked for at once, about: a few MB. */
  private static final int BAND = 1 << 20;

  private final int fromHeight;
  private final int fromWidth;
  private final Filter rows;
  private final Filter columns;

  /** For every output, the first input it reads and the weights of the inputs from there on. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Filter(int[] first, float[][] weights) {
    static Filter of(int from, int to, Interpolation kind) {
      double scale = (double) from / to;
      double widened = Math.max(1, scale);
      double support = kind.support() * widened;
      int[] first = new int[to];
      float[][] weights = new float[to][];
      for (int o = 0; o < to; o++) {
        double centre = (o + 0.5) * scale;
        int begin = (int) Math.max(0, Math.floor(centre - support + 0.5));
        int end = (int) Math.min(from, Math.floor(centre + support + 0.5));
        double[] filter = new double[end - begin];
        double sum = 0;
        for (int i = 0; i < filter.length; i++) {
          filter[i] = kind.weight((begin + i + 0.5 - centre) / widened);
          sum += filter[i];
        }
        first[o] = begin;
        weights[o] = new float[filter.length];
        for (int i = 0; i < filter.length; i++) {
          weights[o][i] = (float) (filter[i] / sum);
        }
      }
      return new Filter(first, weights);
    }
  }

  /** Bilinear. */
  public Resize(int fromHeight, int fromWidth, int toHeight, int toWidth) {
    this(fromHeight, fromWidth, toHeight, toWidth, Interpolation.BILINEAR);
  }

  /**
   * From one size to another.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public Resize(
      int fromHeight, int fromWidth, int toHeight, int toWidth, Interpolation interpolation) {
    if (Math.min(Math.min(fromHeight, fromWidth), Math.min(toHeight, toWidth)) < 1) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot resize: found %d x %d to %d x %d, expected at least 1 x 1",
              fromHeight, fromWidth, toHeight, toWidth));
    }
    this.fromHeight = fromHeight;
    this.fromWidth = fromWidth;
    rows = Filter.of(fromHeight, toHeight, interpolation);
    columns = Filter.of(fromWidth, toWidth, interpolation);
  }

  /** Where the lines of the old size come from. */
  @FunctionalInterface
  public interface Source {
    /** Lines {@code begin} to {@code end}, the last excluded, HWC; they are not changed. */
    float[] lines(int begin, int end);
  }

  /** The image in its new size. Of the old one no more than a band of lines is held at a time. */
  public float[] apply(Source source, int channels) {
    int height = rows.first.length;
    int width = columns.first.length;
    float[] narrow = new float[Math.multiplyExact(fromHeight, Math.multiplyExact(width, channels))];
    int band = Math.max(1, BAND / Math.multiplyExact(fromWidth, channels));
    for (int begin = 0, end; begin < fromHeight; begin = end) {
      end = begin + Math.min(band, fromHeight - begin);
      narrow(source.lines(begin, end), channels, narrow, begin, end);
    }
    int line = width * channels;
    float[] resized = new float[Math.multiplyExact(height, line)];
    for (int y = 0; y < height; y++) {
      int from = rows.first[y] * line;
      for (float weight : rows.weights[y]) {
        if (weight != 0) { // it would let a NaN through
          int to = y * line;
          for (int i = 0; i < line; i++) {
            resized[to + i] += weight * narrow[from + i];
          }
        }
        from += line;
      }
    }
    return resized;
  }

  /** Lines in their new width. */
  private void narrow(float[] hwc, int channels, float[] narrow, int begin, int end) {
    int width = columns.first.length;
    for (int y = begin; y < end; y++) {
      for (int x = 0; x < width; x++) {
        int to = (y * width + x) * channels;
        int from = ((y - begin) * fromWidth + columns.first[x]) * channels;
        if (channels == 3) {
          narrowRgb(columns.weights[x], hwc, from, narrow, to);
          continue;
        }
        for (float weight : columns.weights[x]) {
          if (weight != 0) {
            for (int c = 0; c < channels; c++) {
              narrow[to + c] += weight * hwc[from + c];
            }
          }
          from += channels;
        }
      }
    }
  }

  /** The same of three channels, whose sums stay in registers. */
  private static void narrowRgb(float[] weights, float[] hwc, int from, float[] narrow, int to) {
    float r = 0;
    float g = 0;
    float b = 0;
    int at = from;
    for (float weight : weights) {
      if (weight != 0) {
        r += weight * hwc[at];
        g += weight * hwc[at + 1];
        b += weight * hwc[at + 2];
      }
      at += 3;
    }
    narrow[to] = r;
    narrow[to + 1] = g;
    narrow[to + 2] = b;
  }
}
