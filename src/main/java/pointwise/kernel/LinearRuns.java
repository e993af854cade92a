package pointwise.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Multiplies adjacent banks with no activation between them into one, where that lowers the
 * multiply-adds: 3 -> 8 -> 2 becomes 3 -> 2, but 64 -> 2 -> 64 stays.
 */
final class LinearRuns {
  private LinearRuns() {}

  /** The same function with the fewest multiply-adds per pixel. */
  static List<KernelBank> merge(List<KernelBank> banks) {
    List<KernelBank> merged = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < banks.size(); i++) {
      boolean runEnds =
          i == banks.size() - 1 || !(banks.get(i).activation() instanceof Activation.Identity);
      if (runEnds) {
        merged.addAll(mergeRun(banks.subList(begin, i + 1)));
        begin = i + 1;
      }
    }
    return List.copyOf(merged);
  }

  /**
   * The cheapest cut of a run into products: cost(end) = min over begin of cost(begin) + D(begin) *
   * N(end - 1). Equal costs keep the banks apart.
   */
  private static List<KernelBank> mergeRun(List<KernelBank> run) {
    long[] cost = new long[run.size() + 1];
    int[] cut = new int[run.size() + 1];
    Arrays.fill(cost, 1, cost.length, Long.MAX_VALUE);
    for (int end = 1; end <= run.size(); end++) {
      for (int begin = end - 1; begin >= 0; begin--) {
        long product = (long) run.get(begin).inputChannels() * run.get(end - 1).outputChannels();
        if (cost[begin] + product < cost[end]) {
          cost[end] = cost[begin] + product;
          cut[end] = begin;
        }
      }
    }
    List<KernelBank> merged = new ArrayList<>();
    for (int end = run.size(); end > 0; end = cut[end]) {
      merged.add(0, run.subList(cut[end], end).stream().reduce(KernelBank::then).orElseThrow());
    }
    return merged;
  }
}
