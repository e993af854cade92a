package pointwise.learn;

import java.io.Serializable;

/** Counts of samples, and moments of those for training, pixel by pixel. A mergeable state. */
public final class SampleStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  private final SampleCounts counts;
  private final Moments moments;

  SampleStatistics(SampleChoice choice) {
    this.counts = new SampleCounts(choice.classes());
    this.moments = new Moments(choice.channels());
  }

  /** What became of images and pixels. */
  public SampleCounts counts() {
    return counts;
  }

  Moments moments() {
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

  void merge(SampleStatistics other) {
    counts.merge(other.counts);
    moments.merge(other.moments);
  }
}
