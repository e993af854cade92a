package pointwise.network.apply;

import java.util.Arrays;
import pointwise.raster.Window;
import pointwise.text.Text;

/**
 * Resizing of float samples, HWC: pixel centres at half positions, and a filter that is widened by
 * the factor when shrinking (antialiasing). Lines first, whose samples lie side by side, then
 * columns; the weights at an edge are normalised over the samples that exist.
 */
public final class Resize {
  /**
   * Samples of the old size that are asked for at once, about: what the processor's cache holds.
   */
  private static final int BAND = 1 << 17;

  private final int fromHeight;
  private final int fromWidth;
  private final Filter rows;
  private final Filter columns;

  /** For every output, the first input it reads and the weights of the inputs from there on. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Filter(int[] first, float[][] weights) {
    /** Of the outputs from {@code begin} on. */
    static Filter of(int from, int to, int begin, int outputs, Interpolation kind) {
      double scale = (double) from / to;
      double widened = Math.max(1, scale);
      double support = kind.support() * widened;
      int[] first = new int[outputs];
      float[][] weights = new float[outputs][];
      for (int o = 0; o < outputs; o++) {
        double centre = (begin + o + 0.5) * scale;
        first[o] = (int) Math.max(0, Math.floor(centre - support + 0.5));
        int end = (int) Math.min(from, Math.floor(centre + support + 0.5));
        double[] filter = new double[end - first[o]];
        double sum = 0;
        for (int i = 0; i < filter.length; i++) {
          filter[i] = kind.weight((first[o] + i + 0.5 - centre) / widened);
          sum += filter[i];
        }
        weights[o] = new float[filter.length];
        for (int i = 0; i < filter.length; i++) {
          weights[o][i] = (float) (filter[i] / sum);
        }
      }
      return new Filter(first, weights);
    }

    int outputs() {
      return first.length;
    }

    /** Behind the last input of an output. */
    int end(int output) {
      return first[output] + weights[output].length;
    }

    /** The most outputs that read one input. */
    int atOnce() {
      int most = 1;
      for (int o = 0, last = 0; o < outputs(); o++) {
        while (last + 1 < outputs() && first[last + 1] < end(o)) {
          last++;
        }
        most = Math.max(most, last - o + 1);
      }
      return most;
    }
  }

  /** Bilinear. */
  public Resize(int fromHeight, int fromWidth, int toHeight, int toWidth) {
    this(
        fromHeight,
        fromWidth,
        toHeight,
        toWidth,
        Window.lines(0, toHeight, toWidth),
        Interpolation.BILINEAR);
  }

  /**
   * From one size to another.
   *
   * @param part what is made of the image in its new size
   * @throws IllegalArgumentException if a size is not positive, or the part not in the image
   */
  public Resize(
      int fromHeight,
      int fromWidth,
      int toHeight,
      int toWidth,
      Window part,
      Interpolation interpolation) {
    if (Math.min(fromHeight, fromWidth) < 1 || !part.isIn(toHeight, toWidth)) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot resize: found %d x %d to %s of %d x %d, expected at least 1 x 1",
              fromHeight, fromWidth, part, toHeight, toWidth));
    }
    this.fromHeight = fromHeight;
    this.fromWidth = fromWidth;
    rows = Filter.of(fromHeight, toHeight, part.y(), part.rows(), interpolation);
    columns = Filter.of(fromWidth, toWidth, part.x(), part.columns(), interpolation);
  }

  /** The most lines of the new height that a line is part of. */
  static double atOnce(int fromHeight, double toHeight, Interpolation interpolation) {
    return Math.min(toHeight, 2 * interpolation.support() * Math.max(1, toHeight / fromHeight) + 1);
  }

  /** Where the lines of the old size come from. */
  @FunctionalInterface
  public interface Source {
    /** Lines {@code begin} to {@code end}, the last excluded, HWC; they are not changed. */
    float[] lines(int begin, int end);
  }

  /**
   * The part of the image in its new size. Of the old one no more than a band of lines is held at a
   * time, and every line is asked for once.
   */
  public float[] apply(Source source, int channels) {
    int line = Math.multiplyExact(fromWidth, channels);
    int left = columns.first[0] * channels;
    int right = columns.end(columns.outputs() - 1) * channels;
    int to = columns.outputs() * channels;
    float[] resized = new float[Math.multiplyExact(rows.outputs(), to)];
    float[][] sums = new float[rows.atOnce()][right - left];
    int done = 0; // lines of the new height, and those that are begun
    int begun = 0;
    int band = Math.max(1, BAND / line);
    for (int begin = 0, end; begin < fromHeight; begin = end) {
      end = begin + Math.min(band, fromHeight - begin);
      float[] hwc = source.lines(begin, end);
      for (int y = begin; y < end; y++) {
        for (; begun < rows.outputs() && rows.first[begun] == y; begun++) {
          Arrays.fill(sums[begun % sums.length], 0);
        }
        for (int row = done; row < begun; row++) {
          float weight = rows.weights[row][y - rows.first[row]];
          add(weight, hwc, (y - begin) * line + left, sums[row % sums.length]);
        }
        for (; done < begun && rows.end(done) == y + 1; done++) {
          narrow(sums[done % sums.length], channels, resized, done * to);
        }
      }
    }
    return resized;
  }

  private static void add(float weight, float[] line, int from, float[] sums) {
    if (weight != 0) { // it would let a NaN through
      for (int i = 0; i < sums.length; i++) {
        sums[i] += weight * line[from + i];
      }
    }
  }

  /** A line in its new width. */
  private void narrow(float[] line, int channels, float[] narrow, int place) {
    for (int x = 0, to = place; x < columns.outputs(); x++, to += channels) {
      int from = (columns.first[x] - columns.first[0]) * channels;
      if (channels == 3) {
        narrowRgb(columns.weights[x], line, from, narrow, to);
        continue;
      }
      for (float weight : columns.weights[x]) {
        if (weight != 0) {
          for (int c = 0; c < channels; c++) {
            narrow[to + c] += weight * line[from + c];
          }
        }
        from += channels;
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
