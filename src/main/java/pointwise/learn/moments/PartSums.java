package pointwise.learn.moments;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The pixels of one image, or of a range of its lines, while they are summed. Of so few pixels that
 * their samples take less than the sums would, the samples themselves are kept.
 *
 * <p>Written down it is the number of pixels as a long, then their D means and the upper triangle
 * of their D x D sums as doubles, or their samples as floats; little-endian. The length tells
 * which.
 */
final class PartSums {
  private final int channels;

  /** Pixels x D; null where sums are kept. */
  private final float[] samples;

  /** Null where samples are kept. */
  private final Covariance moments;

  private int pixels;
  private long notFinite;
  private long nodata;
  private long notSampled;

  /**
   * Of no pixels.
   *
   * @param channels D
   * @param most pixels that may be added
   */
  PartSums(int channels, long most) {
    this.channels = channels;
    boolean few = most * channels * Float.BYTES < Covariance.bytes(channels);
    this.samples = few ? new float[(int) most * channels] : null;
    this.moments = few ? null : new Covariance(channels);
  }

  /**
   * Adds pixels.
   *
   * @param tile pixels x D, row-major
   * @param kept how many
   */
  void add(CovarianceKernel sums, float[] tile, int kept) {
    if (samples == null) {
      sums.add(tile, 0, kept, moments);
    } else {
      System.arraycopy(tile, 0, samples, pixels * channels, kept * channels);
      pixels += kept;
    }
  }

  /** Counts a pixel that is no data. */
  void addNodata(boolean finite) {
    notFinite += finite ? 0 : 1;
    nodata += finite ? 1 : 0;
  }

  void addNotSampled() {
    notSampled++;
  }

  private long pixels() {
    return samples == null ? moments.count() : pixels;
  }

  /** What is written down of them. */
  byte[] bytes() {
    long size =
        samples == null ? Covariance.bytes(channels) : (long) pixels * channels * Float.BYTES;
    byte[] bytes = new byte[Math.toIntExact(4 * Long.BYTES + size)];
    ByteBuffer to = buffer(bytes);
    to.putLong(pixels()).putLong(notFinite).putLong(nodata).putLong(notSampled);
    if (samples == null) {
      moments.put(to);
    } else {
      to.asFloatBuffer().put(samples, 0, pixels * channels);
    }
    return bytes;
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Adds up what was written down. Holds scratch; not safe for concurrent use. */
  static final class Adder {
    private final int channels;
    private final CovarianceKernel kernel;
    private final float[] block;
    private PixelStatistics sum;
    private int waiting;

    Adder(CovarianceKernel kernel, int channels) {
      this.channels = channels;
      this.kernel = kernel;
      this.block = new float[CovarianceKernel.BLOCK * channels];
      this.sum = new PixelStatistics(channels);
    }

    /** Adds pixels. The same in the same order give the same bits. */
    void add(byte[] written) {
      ByteBuffer from = buffer(written);
      long count = from.getLong();
      sum.addLeftOut(from.getLong(), from.getLong(), from.getLong());
      if (from.remaining() == Covariance.bytes(channels)) {
        sum.moments().merge(Covariance.get(channels, count, from));
        return;
      }
      float[] some = new float[(int) count * channels];
      from.asFloatBuffer().get(some);
      for (int done = 0; done < count; ) {
        int n = Math.min((int) count - done, CovarianceKernel.BLOCK - waiting);
        System.arraycopy(some, done * channels, block, waiting * channels, n * channels);
        done += n;
        waiting += n;
        if (waiting == CovarianceKernel.BLOCK) {
          flush();
        }
      }
    }

    private void flush() {
      kernel.add(block, 0, waiting, sum.moments());
      waiting = 0;
    }

    /** The sum of what was added since the last one was taken. */
    PixelStatistics take() {
      flush();
      PixelStatistics all = sum;
      sum = new PixelStatistics(channels);
      return all;
    }
  }
}
