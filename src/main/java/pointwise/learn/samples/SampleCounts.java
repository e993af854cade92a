package pointwise.learn.samples;

import java.io.Serializable;
import pointwise.learn.moments.OtherChannels;
import pointwise.raster.ImageException;
import pointwise.report.Failures;

/**
 * What became of images and pixels when samples were read: every image is in {@link #images} or
 * {@link #failed}. A mergeable state; not safe for concurrent use.
 */
public final class SampleCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] training;
  private final long[] validation;
  private final Failures failures = new Failures();
  private final OtherChannels others = new OtherChannels();
  private long images;
  private long unlabelled;
  private long notFinite;

  public SampleCounts(int classes) {
    this.training = new long[classes];
    this.validation = new long[classes];
  }

  void add(int truth, boolean forValidation) {
    (forValidation ? validation : training)[truth]++;
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

  void addUnlabelled() {
    unlabelled++;
  }

  void addNotFinite() {
    notFinite++;
  }

  /** Adds {@code other}. */
  void merge(SampleCounts other) {
    for (int k = 0; k < training.length; k++) {
      training[k] += other.training[k];
      validation[k] += other.validation[k];
    }
    images += other.images;
    unlabelled += other.unlabelled;
    notFinite += other.notFinite;
    failures.merge(other.failures);
    others.merge(other.others);
  }

  /** Samples to train with, by class. */
  public long[] training() {
    return training.clone();
  }

  /** Samples to validate with, by class. */
  public long[] validation() {
    return validation.clone();
  }

  /** Images that were read. */
  public long images() {
    return images;
  }

  /** Images that could not be, or that have other channels, or labels of another size. */
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

  /** Pixels without a label. */
  public long unlabelled() {
    return unlabelled;
  }

  /** Pixels left out because of a sample that is NaN or infinite. */
  public long notFinite() {
    return notFinite;
  }
}
