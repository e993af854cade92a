package pointwise.learn.moments;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds the sums of units up in the order of a binary tree over their numbers: 0 and 1, 2 and 3,
 * then those two, and so on; where the number of units is no power of two, branches are missing on
 * the right. Whoever has subtrees that are whole adds them up, so the order of the additions is the
 * same wherever the units were summed, and a task holds and sends few sums however many units it
 * has.
 */
public final class GroupSums<S extends Mergeable<S>> {
  /** The sum of a whole subtree: of the units {@code first} to {@code end}. */
  public static final class Subtree<S extends Mergeable<S>> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int first;
    private final int end;
    private final S sum;

    Subtree(int first, int end, S sum) {
      this.first = first;
      this.end = end;
      this.sum = sum;
    }

    int first() {
      return first;
    }
  }

  private final int units;
  private final List<Subtree<S>> subtrees = new ArrayList<>();

  /**
   * @param units how many there are in all
   */
  public GroupSums(int units) {
    this.units = units;
  }

  /** Adds the sum of a unit; numbers ascend. It is owned by this object then. */
  public void add(int unit, S sum) {
    add(new Subtree<>(unit, unit + 1, sum));
  }

  /** Adds a subtree; numbers ascend. Its sum is owned by this object then. */
  public void add(Subtree<S> next) {
    Subtree<S> right = next;
    while (!subtrees.isEmpty() && areHalves(subtrees.get(subtrees.size() - 1), right)) {
      Subtree<S> left = subtrees.remove(subtrees.size() - 1);
      left.sum.merge(right.sum);
      right = new Subtree<>(left.first, right.end, left.sum);
    }
    subtrees.add(right);
  }

  private boolean areHalves(Subtree<S> left, Subtree<S> right) {
    int half = left.end - left.first;
    return left.end == right.first
        && left.first % (2 * half) == 0
        && (right.end == left.end + half || right.end == units);
  }

  /** What could not be added up further, in order. */
  public List<Subtree<S>> subtrees() {
    return subtrees;
  }

  /**
   * The sum of all units.
   *
   * @throws IllegalStateException if some are missing
   */
  S total() {
    if (subtrees.size() != 1 || subtrees.get(0).first != 0 || subtrees.get(0).end != units) {
      throw new IllegalStateException("Cannot sum up: parts are missing");
    }
    return subtrees.get(0).sum;
  }

  /** How many subtrees the units {@code first} to {@code end} are. */
  public static int subtrees(int first, int end, int units) {
    int count = 0;
    for (int at = first; at < end; count++) {
      int most = at == 0 ? Integer.highestOneBit(units) * 2 : Integer.lowestOneBit(at);
      at =
          end == units && at + most >= end
              ? end
              : at + Math.min(most, Integer.highestOneBit(end - at));
    }
    return count;
  }
}
