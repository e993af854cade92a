package pointwise.learn.classify;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import pointwise.report.ImageTally;

/**
 * How often each class was taken for each other: a mergeable state of counts, so that the sum is
 * the same in any order. Not safe for concurrent use.
 */
public final class Confusion implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int classes;

  /** classes x classes, row by row: truth, prediction; null while packed. */
  private long[] counts;

  /** Of a packed state: the places of those counts that are not 0, and these counts. */
  private int[] places = {};

  private long[] packed = {};

  private long unlabelled;
  private long withoutClass;
  private final ImageTally images = new ImageTally();

  public Confusion(int classes) {
    this.classes = classes;
    this.counts = new long[Math.multiplyExact(classes, classes)];
  }

  /** Counts an image or pixel by the places of its class and of what was taken for it. */
  public void add(int truth, int prediction) {
    counts[truth * classes + prediction]++;
  }

  /** Counts a pixel without a label. */
  void addUnlabelled() {
    unlabelled++;
  }

  /** Counts a pixel that has a label and for which the model gives no class. */
  void addWithoutClass() {
    withoutClass++;
  }

  /**
   * Keeps only the counts that are not 0, to travel: of 2,000 classes all are 32 MB. Nothing can be
   * counted until a state that is not packed has been merged into this one.
   *
   * @return this
   */
  public Confusion pack() {
    long[] all = unpacked();
    places = IntStream.range(0, all.length).filter(i -> all[i] != 0).toArray();
    packed = Arrays.stream(places).mapToLong(i -> all[i]).toArray();
    counts = null;
    return this;
  }

  private long[] unpacked() {
    if (counts == null) {
      counts = new long[classes * classes];
      addPacked(this);
      places = new int[0];
      packed = new long[0];
    }
    return counts;
  }

  private void addPacked(Confusion other) {
    for (int i = 0; i < other.places.length; i++) {
      counts[other.places[i]] += other.packed[i];
    }
  }

  /** Adds the counts of another state of the same classes to this one, and gives this one. */
  public Confusion merge(Confusion other) {
    if (counts == null && other.counts == null) {
      mergePacked(other);
    } else {
      unpacked();
      mergeAll(other);
    }
    unlabelled += other.unlabelled;
    withoutClass += other.withoutClass;
    images.merge(other.images);
    return this;
  }

  private void mergePacked(Confusion other) {
    int[] all =
        IntStream.concat(Arrays.stream(places), Arrays.stream(other.places))
            .sorted()
            .distinct()
            .toArray();
    long[] sums = new long[all.length];
    for (Confusion some : List.of(this, other)) {
      for (int i = 0; i < some.places.length; i++) {
        sums[Arrays.binarySearch(all, some.places[i])] += some.packed[i];
      }
    }
    places = all;
    packed = sums;
  }

  private void mergeAll(Confusion other) {
    addPacked(other);
    for (int i = 0; other.counts != null && i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
  }

  /** The counts: rows are the truth, columns the prediction. */
  public long[][] matrix() {
    long[][] rows = new long[classes][];
    for (int k = 0; k < classes; k++) {
      rows[k] = Arrays.copyOfRange(unpacked(), k * classes, (k + 1) * classes);
    }
    return rows;
  }

  /** Pixels without a label. */
  public long unlabelled() {
    return unlabelled;
  }

  /** Pixels with a label for which the model gives no class. */
  public long withoutClass() {
    return withoutClass;
  }

  /** Images that were read, and that failed. */
  public ImageTally images() {
    return images;
  }
}
