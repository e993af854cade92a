package pointwise.learn.moments;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import pointwise.text.Text;

/**
 * Count, means and sums of products of deviations of samples with D channels: what covariances are
 * made of. A mergeable state of primitive arrays; {@link CovarianceKernel} adds samples. Not safe
 * for concurrent use.
 *
 * <p>The sums M(D x D) = Σ (x - mean)ᵀ · (x - mean) are symmetric; held is the upper triangle, row
 * by row.
 *
 * @see <a href="https://doi.org/10.1080/00031305.1983.10483115">Chan, Golub, LeVeque: Algorithms
 *     for computing the sample variance</a>
 */
public final class Covariance implements Mergeable<Covariance> {
  private static final long serialVersionUID = 1L;

  /** Their triangle is 64 MB of doubles. */
  public static final int MOST_CHANNELS = 4096;

  private final int channels;
  private final double[] mean;
  private final double[] products;
  private long count;

  /**
   * Of no samples.
   *
   * @param channels D
   * @throws IllegalArgumentException if there are none, or more than {@link #MOST_CHANNELS}
   */
  public Covariance(int channels) {
    if (channels < 1 || channels > MOST_CHANNELS) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot take moments: found %d channels, expected 1 to %d", channels, MOST_CHANNELS));
    }
    this.channels = channels;
    this.mean = new double[channels];
    this.products = new double[channels * (channels + 1) / 2];
  }

  /** Bytes of means and sums of products of D channels. */
  public static long bytes(int channels) {
    return (long) Double.BYTES * (channels + (long) channels * (channels + 1) / 2);
  }

  /**
   * The moments that {@link #put} wrote.
   *
   * @param count of the samples
   */
  static Covariance get(int channels, long count, ByteBuffer from) {
    Covariance moments = new Covariance(channels);
    moments.count = count;
    from.asDoubleBuffer().get(moments.mean).get(moments.products);
    return moments;
  }

  /** Writes the means and the upper triangle of the sums, {@link #bytes} in all. */
  void put(ByteBuffer to) {
    DoubleBuffer doubles = to.asDoubleBuffer();
    doubles.put(mean).put(products);
  }

  /** D. */
  public int channels() {
    return channels;
  }

  /** Samples that were added. */
  public long count() {
    return count;
  }

  /** The mean of each channel, D; a copy. Zeros while there are no samples. */
  public double[] mean() {
    return mean.clone();
  }

  /** Adds the samples of {@code other}, which has as many channels and is not changed. */
  @Override
  public void merge(Covariance other) {
    if (other.channels != channels) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot merge moments: the channels do not fit, found %d, expected %d",
              other.channels, channels));
    }
    if (other.count == 0) {
      return;
    }
    double[] shift = move(other.count, other.mean);
    double weight = weight(other.count);
    for (int j = 0, at = 0; j < channels; j++) {
      double factor = weight * shift[j];
      for (int k = j; k < channels; k++, at++) {
        products[at] += other.products[at] + factor * shift[k];
      }
    }
    count += other.count;
  }

  /**
   * Adds {@code n} samples, given by sums of products around a point near their mean.
   *
   * @param n at least 1
   * @param tileMean their mean, D
   * @param residual their mean less the point, D
   * @param unit the size of one in {@code tile}, D
   * @param tile Σ (x - point)ᵀ · (x - point), in products of units, D x D row-major, of which the
   *     upper triangle is read
   */
  void add(int n, double[] tileMean, double[] residual, double[] unit, float[] tile) {
    double[] shift = move(n, tileMean);
    double weight = weight(n);
    for (int j = 0, at = 0; j < channels; j++) {
      double factor = weight * shift[j];
      double correction = n * residual[j];
      double size = unit[j];
      for (int k = j, from = j * channels + j; k < channels; k++, at++, from++) {
        products[at] +=
            size * unit[k] * tile[from] + (factor * shift[k] - correction * residual[k]);
      }
    }
    count += n;
  }

  /** n₁ n₂ / (n₁ + n₂), the weight of the product of the two means' differences. */
  private double weight(long n) {
    return (double) count * n / (count + n);
  }

  /** Moves the mean to that of all samples; gives how far the others' was away. */
  private double[] move(long n, double[] otherMean) {
    double[] shift = new double[channels];
    for (int d = 0; d < channels; d++) {
      shift[d] = otherMean[d] - mean[d];
      mean[d] = count == 0 ? otherMean[d] : mean[d] + shift[d] * n / (count + n);
    }
    return shift;
  }

  /**
   * The covariance, D x D, row-major, both triangles: M / (n - 1), as of a sample of a larger
   * population.
   *
   * @throws IllegalStateException if there are fewer than two samples
   */
  public double[] covariance() {
    requireTwo();
    double[] covariance = new double[channels * channels];
    for (int j = 0, at = 0; j < channels; j++) {
      for (int k = j; k < channels; k++, at++) {
        covariance[j * channels + k] = products[at] / (count - 1);
        covariance[k * channels + j] = covariance[j * channels + k];
      }
    }
    return covariance;
  }

  /**
   * The variance of each channel, D: the diagonal of the covariance.
   *
   * @throws IllegalStateException if there are fewer than two samples
   */
  public double[] variance() {
    requireTwo();
    double[] variance = new double[channels];
    for (int j = 0, at = 0; j < channels; at += channels - j, j++) {
      variance[j] = products[at] / (count - 1);
    }
    return variance;
  }

  private void requireTwo() {
    if (count < 2) {
      throw new IllegalStateException(
          Text.of("Cannot take variances: found %d samples, expected at least 2", count));
    }
  }
}
