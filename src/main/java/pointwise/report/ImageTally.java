package pointwise.report;

import java.io.Serializable;
import pointwise.raster.ImageException;
import pointwise.text.Text;

/**
 * What became of images: every one is done or has failed. A mergeable state, the same in any order
 * as {@link Failures} are; not safe for concurrent use.
 */
public final class ImageTally implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Failures failures;
  private long done;
  private long otherChannels;

  /** Those of one of the images with other channels than the first. */
  private int channelsFound;

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

  /** Tells of an image that is counted too that it failed because of its channels. */
  public void tellChannels(int channels) {
    otherChannels++;
    channelsFound = channels;
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
    otherChannels += other.otherChannels;
    channelsFound = channelsFound == 0 ? other.channelsFound : channelsFound;
  }

  /**
   * Requires that most images have the channels of the first.
   *
   * @param what cannot be done otherwise
   * @param expected channels of the first, D
   * @throws IllegalStateException if as many images have others
   */
  public void requireChannels(String what, int expected) {
    if (otherChannels > 0 && otherChannels >= done) {
      throw new IllegalStateException(
          Text.of(
              "Cannot %s: %d of %d images have other channels than the first, found %d, expected %d: choose images with --glob",
              what, otherChannels, done + otherChannels, channelsFound, expected));
    }
  }
}
