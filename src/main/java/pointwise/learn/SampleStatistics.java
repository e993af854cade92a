package pointwise.learn;

/** Counts of samples, and moments of those for training, pixel by pixel. A mergeable state. */
public final class SampleStatistics implements Mergeable<SampleStatistics> {
  private static final long serialVersionUID = 1L;

  private final SampleCounts counts;
  private final Moments moments;

  SampleStatistics(SampleChoice choice) {
    this.counts = new SampleCounts(choice.classes());
    this.moments = new Moments(choice.channels());
  }

  /** Bytes of them, about. */
  static long bytes(SampleChoice choice) {
    return Moments.bytes(choice.channels()) + 2L * Long.BYTES * choice.classes();
  }

  /** What became of images and pixels. */
  public SampleCounts counts() {
    return counts;
  }

  /** Pixels of the samples for training. */
  public long pixels() {
    return moments.count();
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

  @Override
  public void merge(SampleStatistics other) {
    counts.merge(other.counts);
    moments.merge(other.moments);
  }
}
