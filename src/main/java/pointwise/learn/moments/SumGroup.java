package pointwise.learn.moments;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;

/**
 * A run of the listing that is summed by itself. Units depend on the files and on what is summed
 * alone, and {@link GroupSums} adds their sums: so partitions do not change a bit of the result.
 */
public final class SumGroup implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MOST_UNITS = 1024;
  private static final int MOST_GRADIENTS = 8192;

  /** What a unit reads at least, or sums are a large part of the work. */
  private static final long LEAST_BYTES = 4L << 20;

  private static final long COST_OF_OPENING = 64L << 10;

  /** What all sums of moments may take. */
  private static final long MOMENTS_BYTES = 256L << 20;

  /** What all gradients may take; a task holds the logarithm of the number of its units. */
  private static final long GRADIENT_BYTES = 1L << 30;

  /** Pixels of a step for which a gradient of their own is little work beside them. */
  private static final long STEP_PIXELS = 256;

  /** Bytes for which it is too: the samples are read again where an executor is lost. */
  private static final long TRAINING_BYTES = 32L << 20;

  private final int number;
  private final ArrayList<InputSplit> parts = new ArrayList<>();

  private SumGroup(int number) {
    this.number = number;
  }

  /** Its place among the units. */
  int number() {
    return number;
  }

  public List<InputSplit> parts() {
    return parts;
  }

  /**
   * Units for moments.
   *
   * @param channels D
   */
  public static List<SumGroup> forMoments(List<InputSplit> parts, int channels) {
    long most = Math.min(MOST_UNITS, MOMENTS_BYTES / Covariance.bytes(channels));
    return of(parts, Math.min(most, cost(parts) / LEAST_BYTES));
  }

  /**
   * Units for gradients: a power of two where there are as many parts, so that as many tasks have
   * whole subtrees.
   *
   * @param stepPixels pixels of all images that a step looks at
   * @param parameters numbers of a gradient
   */
  public static List<SumGroup> forTraining(
      List<InputSplit> parts, long stepPixels, int parameters) {
    long suits = Math.max(stepPixels / STEP_PIXELS, cost(parts) / TRAINING_BYTES);
    long most = Math.min(MOST_GRADIENTS, GRADIENT_BYTES / Double.BYTES / parameters);
    long least = Math.max(1, ImageSource.partitions(parts));
    return of(parts, Long.highestOneBit(Math.max(least, Math.min(suits, most))));
  }

  /**
   * The parts in units of about equal size, in the order of their keys.
   *
   * @param wanted how many, if there are as many parts; at least one
   */
  private static List<SumGroup> of(List<InputSplit> parts, long wanted) {
    long total = cost(parts);
    long most = Math.max(1, wanted);
    List<InputSplit> ordered = new ArrayList<>(parts);
    ordered.sort(
        InputSplit.BY_TABLE.thenComparing(InputSplit::getKey).thenComparing(InputSplit::getY));
    List<SumGroup> units = new ArrayList<>();
    long done = 0;
    long place = -1;
    for (InputSplit part : ordered) {
      // The unit whose share of the whole holds the part's middle.
      long next = (long) ((done + cost(part) / 2.0) / total * most);
      if (next > place) {
        units.add(new SumGroup(units.size()));
        place = next;
      }
      units.get(units.size() - 1).parts.add(part);
      done += cost(part);
    }
    return units;
  }

  /** That of all of them. */
  static long cost(List<InputSplit> parts) {
    return parts.stream().mapToLong(SumGroup::cost).sum();
  }

  /** Bytes of the part, and what it takes to open it. */
  static long cost(InputSplit part) {
    return COST_OF_OPENING + part.getLength();
  }
}
