package pointwise.learn;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The moments of the pixels of many images, and what became of the images and the pixels: every
 * image is in {@link #images} or {@link #failed}, every pixel of the former in the moments or in
 * one of the counts of those left out. A mergeable state; not safe for concurrent use.
 */
public final class ImageMoments implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN_FAILURES = 3;

  private final Moments moments;
  private final ArrayList<String> failures = new ArrayList<>();
  private long images;
  private long failed;
  private long notFinite;
  private long nodata;
  private long notSampled;

  /** Of no images; {@code channels} is D. */
  ImageMoments(int channels) {
    this.moments = new Moments(channels);
  }

  /** Of the pixels that were counted. */
  public Moments moments() {
    return moments;
  }

  /** Images that were read. */
  public long images() {
    return images;
  }

  /** Images that could not be, or that have other channels. */
  public long failed() {
    return failed;
  }

  /** The first of the failed images, each with the reason. */
  public List<String> failures() {
    return List.copyOf(failures);
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

  void addFailed(String origin, String reason) {
    failed++;
    if (failures.size() < SHOWN_FAILURES) {
      failures.add(origin + ": " + reason);
    }
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

  /** Adds {@code other}, whose images come after these. */
  void merge(ImageMoments other) {
    moments.merge(other.moments);
    images += other.images;
    failed += other.failed;
    notFinite += other.notFinite;
    nodata += other.nodata;
    notSampled += other.notSampled;
    other.failures.stream().limit(SHOWN_FAILURES - (long) failures.size()).forEach(failures::add);
  }
}
