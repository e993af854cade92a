package pointwise.learn.samples;

import java.io.Serializable;
import pointwise.report.ImageTally;

/**
 * What became of images and pixels when samples were read. A mergeable state; not safe for
 * concurrent use.
 */
public final class SampleCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] training;
  private final long[] validation;
  private final ImageTally images = new ImageTally();
  private long unlabelled;
  private long nodata;

  public SampleCounts(int classes) {
    this.training = new long[classes];
    this.validation = new long[classes];
  }

  void add(int truth, boolean forValidation) {
    (forValidation ? validation : training)[truth]++;
  }

  void addUnlabelled() {
    unlabelled++;
  }

  void addNodata() {
    nodata++;
  }

  /** Adds {@code other}. */
  void merge(SampleCounts other) {
    for (int k = 0; k < training.length; k++) {
      training[k] += other.training[k];
      validation[k] += other.validation[k];
    }
    images.merge(other.images);
    unlabelled += other.unlabelled;
    nodata += other.nodata;
  }

  /** Samples to train with, by class. */
  public long[] training() {
    return training.clone();
  }

  /** Samples to validate with, by class. */
  public long[] validation() {
    return validation.clone();
  }

  /**
   * Images that were read; those that could not be, or that have other channels, or labels of
   * another size, have failed.
   */
  public ImageTally images() {
    return images;
  }

  /** Pixels without a label. */
  public long unlabelled() {
    return unlabelled;
  }

  /** Pixels left out because they are no data. */
  public long nodata() {
    return nodata;
  }
}
