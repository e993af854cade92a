package pointwise.learn.moments;

import pointwise.report.ImageTally;

/**
 * The moments of the pixels of many images, and what became of the images and the pixels: every
 * pixel of an image that is done is in the moments or in one of the counts of those left out. A
 * mergeable state; not safe for concurrent use.
 */
public final class PixelStatistics implements Mergeable<PixelStatistics> {
  private static final long serialVersionUID = 1L;

  private final Covariance moments;
  private final ImageTally images = new ImageTally();
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

  /** Images that were read; those that could not be, or that have other channels, have failed. */
  public ImageTally images() {
    return images;
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
    images.merge(other.images);
    notFinite += other.notFinite;
    nodata += other.nodata;
    notSampled += other.notSampled;
  }
}
