package pointwise.learn;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import pointwise.image.ImagePart;

/**
 * A run of the listing that is summed by itself. Units depend on the files and nothing else, and
 * {@link UnitSums} adds their sums: so partitions do not change a bit of the result.
 */
final class ImageUnit implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MOST_UNITS = 1024;

  /** What a unit reads at least, or sums are a large part of the work. */
  private static final long LEAST_BYTES = 4L << 20;

  private static final long COST_OF_OPENING = 64L << 10;

  /** What the sums may take on the driver, where each unit is a task. */
  private static final long MOST_SUMS = 256L << 20;

  private final int number;
  private final ArrayList<ImagePart> parts = new ArrayList<>();

  private ImageUnit(int number) {
    this.number = number;
  }

  /** Its place among the units. */
  int number() {
    return number;
  }

  List<ImagePart> parts() {
    return parts;
  }

  /**
   * The parts in units of about equal size, in their order.
   *
   * @param channels D
   */
  static List<ImageUnit> of(List<ImagePart> parts, int channels) {
    long total = parts.stream().mapToLong(ImageUnit::cost).sum();
    long sums = (long) Double.BYTES * channels * (channels + 1) / 2;
    long most = Math.max(1, Math.min(Math.min(MOST_UNITS, total / LEAST_BYTES), MOST_SUMS / sums));
    List<ImageUnit> units = new ArrayList<>();
    long done = 0;
    long place = -1;
    for (ImagePart part : parts) {
      // The unit whose share of the whole holds the part's middle.
      long next = (long) ((done + cost(part) / 2.0) / total * most);
      if (next > place) {
        units.add(new ImageUnit(units.size()));
        place = next;
      }
      units.get(units.size() - 1).parts.add(part);
      done += cost(part);
    }
    return units;
  }

  /** Bytes of the parts, and what it takes to open them. */
  static long cost(ImagePart part) {
    return COST_OF_OPENING + part.getLength();
  }
}
