package pointwise.similar;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;

/** The best matches of a query among those that were offered. A mergeable state. */
final class Nearest implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int most;
  private final PriorityQueue<Match> worstFirst = new PriorityQueue<>(Collections.reverseOrder());

  Nearest(int most) {
    this.most = most;
  }

  /** What is less similar is none of them. */
  float least() {
    return worstFirst.size() < most
        ? Float.NEGATIVE_INFINITY
        : worstFirst.element().getSimilarity();
  }

  void offer(Match match) {
    worstFirst.add(match);
    if (worstFirst.size() > most) {
      worstFirst.remove();
    }
  }

  Nearest merge(Nearest other) {
    other.worstFirst.forEach(this::offer);
    return this;
  }

  /** In their order, with ranks. */
  List<Match> ranked() {
    List<Match> ranked = new ArrayList<>(worstFirst);
    Collections.sort(ranked);
    for (int i = 0; i < ranked.size(); i++) {
      ranked.get(i).setRank(i + 1);
    }
    return ranked;
  }
}
