package pointwise.network.apply;

import pointwise.text.Text;

/**
 * Bilinear resizing of float samples, HWC: pixel centres at half positions, and a triangle filter
 * that is widened by the factor when shrinking (antialiasing). One axis after the other; the
 * weights at an edge are normalised over the samples that exist.
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
    static Filter of(int from, int to) {
      double scale = (double) from / to;
      double support = Math.max(1, scale);
      int[] first = new int[to];
      float[][] weights = new float[to][];
      for (int o = 0; o < to; o++) {
        double centre = (o + 0.5) * scale;
        int begin = (int) Math.max(0, Math.floor(centre - support + 0.5));
        int end = (int) Math.min(from, Math.floor(centre + support + 0.5));
        // A weight of 0 would still let a NaN through.
        while (weight(begin, centre, support) == 0) {
          begin++;
        }
        while (weight(end - 1, centre, support) == 0) {
          end--;
        }
        double[] triangle = new double[end - begin];
        double sum = 0;
        for (int i = 0; i < triangle.length; i++) {
          triangle[i] = weight(begin + i, centre, support);
          sum += triangle[i];
        }
        first[o] = begin;
        weights[o] = new float[triangle.length];
        for (int i = 0; i < triangle.length; i++) {
          weights[o][i] = (float) (triangle[i] / sum);
        }
      }
      return new Filter(first, weights);
    }

    private static double weight(int sample, double centre, double support) {
      return Math.max(0, 1 - Math.abs((sample + 0.5 - centre) / support));
    }
  }

  /**
   * From one size to another.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public Resize(int fromHeight, int fromWidth, int toHeight, int toWidth) {
    if (Math.min(Math.min(fromHeight, fromWidth), Math.min(toHeight, toWidth)) < 1) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot resize: found %d x %d to %d x %d, expected at least 1 x 1",
              fromHeight, fromWidth, toHeight, toWidth));
    }
    this.fromHeight = fromHeight;
    this.fromWidth = fromWidth;
    rows = Filter.of(fromHeight, toHeight);
    columns = Filter.of(fromWidth, toWidth);
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
        for (int i = 0; i < line; i++) {
          resized[y * line + i] += weight * narrow[from++];
        }
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
        for (float weight : columns.weights[x]) {
          for (int c = 0; c < channels; c++) {
            narrow[to + c] += weight * hwc[from++];
          }
        }
      }
    }
  }
}
