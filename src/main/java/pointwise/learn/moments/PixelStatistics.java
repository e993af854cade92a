package pointwise.learn.moments;

import pointwise.raster.ImageException;
import pointwise.report.Failures;

/**
 * The moments of the pixels of many images, and what became of the images and the pixels: every
 * image is in {@link #images} or {@link #failed}, every pixel of the former in the moments or in
 * one of the counts of those left out. A mergeable state; not safe for concurrent use.
 */
public final class PixelStatistics implements Mergeable<PixelStatistics> {
  private static final long serialVersionUID = 1L;

  private final Covariance moments;
  private final Failures failures = new Failures();
  private final OtherChannels others = new OtherChannels();
  private long images;
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

  /** Images that were read. */
  public long images() {
    return images;
  }

  /** Images that could not be, or that have other channels. */
  public long failed() {
    return failures.count();
  }

  /**
   * Requires that most images have the channels of the first.
   *
   * @param what cannot be done otherwise
   * @param channels of the first, D
   * @throws IllegalStateException if as many images have others
   */
  public void requireChannels(String what, int channels) {
    others.requireFew(what, images, channels);
  }

  /** Why they could not be. */
  public Failures failures() {
    return failures;
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

  void addImage() {
    images++;
  }

  void addFailed(ImageException failure) {
    failures.add(failure);
  }

  /** Tells of an image that fails too that its channels are the reason. */
  void tellChannels(int channels) {
    others.add(channels);
  }

  void addNotFinite() {
    notFinite++;
  }

  void addNodata() {
    nodata++;
  }

  void addNotSampled() {
    notSampled++;
  }

  @Override
  public void merge(PixelStatistics other) {
    moments.merge(other.moments);
    images += other.images;
    notFinite += other.notFinite;
    nodata += other.nodata;
    notSampled += other.notSampled;
    failures.merge(other.failures);
    others.merge(other.others);
  }
}
