package pointwise.learn.moments;

import java.io.Serializable;
import pointwise.text.Text;

/**
 * Images that failed because of their channels. A mergeable state, the same in any order but for
 * {@link #found}; not safe for concurrent use.
 */
public final class OtherChannels implements Serializable {
  private static final long serialVersionUID = 1L;

  private long count;

  /** The channels of one of them. */
  private int found;

  /** Counts an image. */
  public void add(int channels) {
    count++;
    found = channels;
  }

  /** Adds the other state to this one. */
  public void merge(OtherChannels other) {
    count += other.count;
    found = found == 0 ? other.found : found;
  }

  /**
   * Requires that the channels of the first image are those of most images.
   *
   * @param what cannot be done otherwise
   * @param images that were read
   * @param expected their channels
   * @throws IllegalStateException if as many images have other channels
   */
  public void requireFew(String what, long images, int expected) {
    if (count > 0 && count >= images) {
      throw new IllegalStateException(
          Text.of(
              "Cannot %s: %d of %d images have other channels than the first, found %d, expected %d: choose images with --glob",
              what, count, images + count, found, expected));
    }
  }
}
