package pointwise.learn;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds the sums of units up in the order of a binary tree over their numbers: 0 and 1, 2 and 3,
 * then those two, and so on. A task adds up the subtrees that it has whole, the driver the rest, so
 * the order of the additions is the same wherever the units were summed, and a task holds and sends
 * few sums however many units it has.
 */
final class UnitSums {
  /** The sum of units {@code first} to {@code first + units}, a whole subtree. */
  static final class Subtree implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int first;
    private final int units;
    private final ImageMoments sum;

    Subtree(int first, int units, ImageMoments sum) {
      this.first = first;
      this.units = units;
      this.sum = sum;
    }

    int first() {
      return first;
    }

    /** Whether {@code next} is the right half of the tree that this is the left half of. */
    private boolean isLeftOf(Subtree next) {
      return units == next.units && first + units == next.first && first % (2 * units) == 0;
    }
  }

  private final List<Subtree> subtrees = new ArrayList<>();

  /** Adds a subtree; numbers ascend. Its sum is owned by this object then. */
  void add(Subtree next) {
    Subtree right = next;
    while (!subtrees.isEmpty() && subtrees.get(subtrees.size() - 1).isLeftOf(right)) {
      Subtree left = subtrees.remove(subtrees.size() - 1);
      left.sum.merge(right.sum);
      right = new Subtree(left.first, 2 * left.units, left.sum);
    }
    subtrees.add(right);
  }

  /** What could not be added up further, in order. */
  List<Subtree> subtrees() {
    return subtrees;
  }

  /** The sum of all units, once there are all; from the largest subtree to the smallest. */
  ImageMoments total(int channels) {
    ImageMoments total = new ImageMoments(channels);
    subtrees.forEach(subtree -> total.merge(subtree.sum));
    return total;
  }
}
