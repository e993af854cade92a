package pointwise.learn.samples;

import pointwise.learn.moments.Covariance;
import pointwise.learn.moments.Mergeable;

/** Counts of samples, and moments of those for training, pixel by pixel. A mergeable state. */
public final class SampleStatistics implements Mergeable<SampleStatistics> {
  private static final long serialVersionUID = 1L;

  private final SampleCounts counts;
  private final Covariance moments;

  public SampleStatistics(SampleChoice choice) {
    this.counts = new SampleCounts(choice.classes());
    this.moments = new Covariance(choice.channels());
  }

  /** Bytes of them, about. */
  public static long bytes(SampleChoice choice) {
    return Covariance.bytes(choice.channels()) + 2L * Long.BYTES * choice.classes();
  }

  /** What became of images and pixels. */
  public SampleCounts counts() {
    return counts;
  }

  /** Pixels of the samples for training. */
  public long pixels() {
    return moments.count();
  }

  public Covariance moments() {
    return moments;
  }

  /**
   * Of the samples for training.
   *
   * @throws IllegalStateException if they are fewer than two pixels
   */
  public Standardisation standardisation() {
    return Standardisation.of(moments);
  }

  @Override
  public void merge(SampleStatistics other) {
    counts.merge(other.counts);
    moments.merge(other.moments);
  }
}
