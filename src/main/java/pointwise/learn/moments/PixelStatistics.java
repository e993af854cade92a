package pointwise.learn.moments;

/**
 * The moments of the pixels of many images, and what became of the pixels: every one of an image
 * that is done is in the moments or in one of the counts of those left out. A mergeable state; not
 * safe for concurrent use.
 */
public final class PixelStatistics implements Mergeable<PixelStatistics> {
  private static final long serialVersionUID = 1L;

  private final Covariance moments;
  private long notFinite;
  private long nodata;
  private long notSampled;

  /** Of no images; {@code channels} is D. */
  PixelStatistics(int channels) {
    this.moments = new Covariance(channels);
  }

  /** Of the pixels that were counted. */
  public Covariance moments() {
    return moments;
  }

  /** Pixels left out because of a sample that is NaN or infinite. */
  public long notFinite() {
    return notFinite;
  }

  /** Pixels left out because of the value for "no data". */
  public long nodata() {
    return nodata;
  }

  /** Pixels that were not looked at. */
  public long notSampled() {
    return notSampled;
  }

  /** All pixels of the images that were read. */
  public long pixels() {
    return moments.count() + notFinite + nodata + notSampled;
  }

  void addLeftOut(long moreNotFinite, long moreNodata, long moreNotSampled) {
    notFinite += moreNotFinite;
    nodata += moreNodata;
    notSampled += moreNotSampled;
  }

  @Override
  public void merge(PixelStatistics other) {
    moments.merge(other.moments);
    addLeftOut(other.notFinite, other.nodata, other.notSampled);
  }
}
