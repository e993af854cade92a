package pointwise.report;

import java.io.Serializable;
import pointwise.raster.ImageException;

/**
 * What became of images: every one is done or has failed. A mergeable state, the same in any order
 * as {@link Failures} are; not safe for concurrent use.
 */
public final class ImageTally implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Failures failures;
  private long done;

  /** Of no images. */
  public ImageTally() {
    this(0, new Failures());
  }

  /** Of images that were counted elsewhere. */
  public ImageTally(long done, Failures failures) {
    this.done = done;
    this.failures = failures;
  }

  /** Counts an image. */
  public void addDone() {
    done++;
  }

  /** Counts an image. */
  public void addFailed(ImageException failure) {
    failures.add(failure);
  }

  /** Images that a result came of. */
  public long done() {
    return done;
  }

  /** Images that no result came of. */
  public long failed() {
    return failures.count();
  }

  /** Why none did. */
  public Failures failures() {
    return failures;
  }

  /** Adds the other state to this one. */
  public void merge(ImageTally other) {
    done += other.done;
    failures.merge(other.failures);
  }
}
