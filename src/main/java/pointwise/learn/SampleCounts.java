package pointwise.learn;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of images and pixels when samples were read: every image is in {@link #images} or
 * {@link #failed}. A mergeable state; not safe for concurrent use.
 */
public final class SampleCounts implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN_FAILURES = 3;

  private final long[] training;
  private final long[] validation;
  private final ArrayList<String> failures = new ArrayList<>();
  private long images;
  private long failed;
  private long unlabelled;
  private long notFinite;

  SampleCounts(int classes) {
    this.training = new long[classes];
    this.validation = new long[classes];
  }

  void add(int truth, boolean forValidation) {
    (forValidation ? validation : training)[truth]++;
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

  void addUnlabelled() {
    unlabelled++;
  }

  void addNotFinite() {
    notFinite++;
  }

  /** Adds {@code other}, whose images come after these. */
  void merge(SampleCounts other) {
    for (int k = 0; k < training.length; k++) {
      training[k] += other.training[k];
      validation[k] += other.validation[k];
    }
    images += other.images;
    failed += other.failed;
    unlabelled += other.unlabelled;
    notFinite += other.notFinite;
    other.failures.stream().limit(SHOWN_FAILURES - (long) failures.size()).forEach(failures::add);
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
    return failed;
  }

  /** The first of the failed images, each with the reason. */
  public List<String> failures() {
    return List.copyOf(failures);
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
