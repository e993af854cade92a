package pointwise.learn;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import pointwise.text.Text;

/**
 * Images that failed: how many, a few of them with the reason, and how many because of their
 * channels. A mergeable state, the same in any order but for {@link #found}; not safe for
 * concurrent use.
 */
final class Failures implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 3;

  /** The first in the order of text. */
  private final ArrayList<String> shown = new ArrayList<>();

  private long count;
  private long otherChannels;

  /** The channels of one of those. */
  private int found;

  /** Counts an image. */
  void add(String origin, String reason) {
    count++;
    show(List.of(origin + ": " + reason));
  }

  /** Tells of an image that is counted by {@link #add} that its channels are the reason. */
  void tellChannels(int channels) {
    otherChannels++;
    found = channels;
  }

  /** Adds the other state to this one. */
  void merge(Failures other) {
    count += other.count;
    otherChannels += other.otherChannels;
    found = found == 0 ? other.found : found;
    show(other.shown);
  }

  private void show(List<String> more) {
    shown.addAll(more);
    shown.sort(null);
    while (shown.size() > SHOWN) {
      shown.remove(SHOWN);
    }
  }

  long count() {
    return count;
  }

  List<String> shown() {
    return List.copyOf(shown);
  }

  /**
   * Requires that the channels of the first image are those of most images.
   *
   * @param what cannot be done otherwise
   * @param images that were read
   * @param expected their channels
   * @throws IllegalStateException if as many images have other channels
   */
  void requireChannels(String what, long images, int expected) {
    if (otherChannels > 0 && otherChannels >= images) {
      throw new IllegalStateException(
          Text.of(
              "Cannot %s: %d of %d images have other channels than the first, found %d, expected %d: choose images with --glob",
              what, otherChannels, images + otherChannels, found, expected));
    }
  }
}
