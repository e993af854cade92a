package pointwise.learn.moments;

import java.util.Arrays;
import pointwise.blas.Blas;

/**
 * Adds tiles of float samples to {@link Covariance}, by one matrix product for every {@link #BLOCK}
 * samples. Holds scratch, so one per task; not safe for concurrent use.
 *
 * <p>Each block is shifted by its own mean rounded to float: differences of floats within a factor
 * of two of each other are exact, so large means cost no digits. What rounding left of the mean is
 * taken off in double, where the blocks are added up.
 */
public final class CovarianceKernel {
  /**
   * Samples that are summed in float: enough for the matrix product to be fast, and few enough that
   * rounding stays far below 1e-6 of the largest variance.
   */
  static final int BLOCK = 256;

  private static final float LEAST_SQUARE = 0x1p-80f;

  private final Blas blas;
  private final int channels;
  private final double[] mean;
  private final double[] residual;
  private final double[] unit;
  private final float[] point;
  private final float[] shifted;
  private final float[] products;

  /**
   * @param channels D
   */
  public CovarianceKernel(Blas blas, int channels) {
    this.blas = blas;
    this.channels = channels;
    this.mean = new double[channels];
    this.residual = new double[channels];
    this.unit = new double[channels];
    this.point = new float[channels];
    this.shifted = new float[BLOCK * channels];
    this.products = new float[channels * channels];
  }

  /**
   * Adds samples. Blocks are counted from {@code first}: the same samples in the same calls give
   * the same bits.
   *
   * @param tile samples x D, row-major; not changed. A number that is not finite makes the moments
   *     so
   * @param first the first sample to add
   * @param samples how many
   * @param into moments of D channels
   */
  public void add(float[] tile, int first, int samples, Covariance into) {
    for (int done = 0; done < samples; done += BLOCK) {
      addBlock(tile, (first + done) * channels, Math.min(BLOCK, samples - done), into);
    }
  }

  private void addBlock(float[] tile, int from, int n, Covariance into) {
    setMean(tile, from, n);
    Arrays.fill(unit, 1);
    for (int i = 0; i < n * channels; i += channels) {
      for (int d = 0; d < channels; d++) {
        shifted[i + d] = tile[from + i + d] - point[d];
      }
    }
    multiply(n);
    if (isOutOfRange(n)) {
      rescale(tile, from, n);
      multiply(n);
    }
    into.add(n, mean, residual, unit, products);
  }

  private void setMean(float[] tile, int from, int n) {
    Arrays.fill(mean, 0);
    for (int i = from; i < from + n * channels; i += channels) {
      for (int d = 0; d < channels; d++) {
        mean[d] += tile[i + d];
      }
    }
    for (int d = 0; d < channels; d++) {
      mean[d] /= n;
      point[d] = (float) mean[d];
      residual[d] = mean[d] - point[d];
    }
  }

  /** S(D x D) = Xᵀ(D x n) · X(n x D), X = (P - point) / unit. */
  private void multiply(int n) {
    blas.ssyrk(channels, n, shifted, 0, channels, products, 0, channels);
  }

  /** Whether squares overflowed float, or may have lost digits below its range. */
  private boolean isOutOfRange(int n) {
    for (int d = 0; d < channels; d++) {
      float square = products[d * (channels + 1)];
      boolean inRange = square > LEAST_SQUARE && square < Float.POSITIVE_INFINITY;
      if (!inRange && !(square == 0 && isConstant(d, n))) {
        return true;
      }
    }
    return false;
  }

  private boolean isConstant(int d, int n) {
    for (int i = d; i < n * channels; i += channels) {
      if (shifted[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Shifts again, each channel in a unit, a power of two, that its largest deviation is near. */
  private void rescale(float[] tile, int from, int n) {
    for (int d = 0; d < channels; d++) {
      double largest = 0;
      for (int i = d; i < n * channels; i += channels) {
        largest = Math.max(largest, Math.abs((double) tile[from + i] - point[d]));
      }
      unit[d] = largest == 0 ? 1 : Math.scalb(1., Math.getExponent(largest));
      for (int i = d; i < n * channels; i += channels) {
        shifted[i] = (float) (((double) tile[from + i] - point[d]) / unit[d]);
      }
    }
  }
}
