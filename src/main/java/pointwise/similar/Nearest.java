package pointwise.similar;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The best matches of a query among those that were offered. A mergeable state. */
final class Nearest implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int most;
  private final TreeSet<Match> bestFirst = new TreeSet<>();

  Nearest(int most) {
    this.most = most;
  }

  /** What is less similar is none of them. */
  float least() {
    return bestFirst.size() < most ? Float.NEGATIVE_INFINITY : bestFirst.last().getSimilarity();
  }

  void offer(Match match) {
    bestFirst.add(match);
    if (bestFirst.size() > most) {
      bestFirst.pollLast();
    }
  }

  Nearest merge(Nearest other) {
    other.bestFirst.forEach(this::offer);
    return this;
  }

  /** In their order, with ranks. */
  List<Match> ranked() {
    List<Match> ranked = new ArrayList<>(bestFirst);
    for (int i = 0; i < ranked.size(); i++) {
      ranked.get(i).setRank(i + 1);
    }
    return ranked;
  }
}
