package pointwise.network.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Shape;

/**
 * Arrays for the results of layers. Layers share an array where the last reader of one has run
 * before the other does; arrays grow to the largest size asked for and stay.
 */
final class Buffers {
  private final int[] slots;
  private final List<float[]> arrays = new ArrayList<>();

  /**
   * @param runs which layers run
   * @param aliases layers that write into the array of another
   * @param kept places of layers whose results are read at the end
   */
  Buffers(Network network, List<Boolean> runs, ConcatAliases aliases, List<Integer> kept) {
    int count = network.nodes().size();
    int[] lastReader = new int[count];
    for (int i = 0; i < count; i++) {
      lastReader[i] = i;
      if (runs.get(i)) {
        for (int from : network.nodes().get(i).inputs()) {
          if (from != Node.IMAGE) {
            lastReader[from] = i;
          }
        }
      }
    }
    kept.forEach(place -> lastReader[place] = count);
    slots = new int[count];
    Arrays.fill(slots, -1);
    Deque<Integer> free = new ArrayDeque<>();
    List<List<Integer>> freedAfter = new ArrayList<>(Collections.nCopies(count + 1, null));
    for (int i = 0; i < count; i++) {
      if (!runs.get(i)) {
        continue;
      }
      int owner = aliases.owner(i);
      if (slots[owner] < 0) {
        if (free.isEmpty()) {
          free.push(arrays.size());
          arrays.add(new float[0]);
        }
        slots[owner] = free.pop();
        if (freedAfter.get(lastReader[owner]) == null) {
          freedAfter.set(lastReader[owner], new ArrayList<>());
        }
        freedAfter.get(lastReader[owner]).add(slots[owner]);
      }
      if (freedAfter.get(i) != null) {
        freedAfter.get(i).forEach(free::push);
      }
    }
  }

  /** The array of a layer, of at least {@code samples}; what it holds is of no worth. */
  float[] of(int place, int samples) {
    float[] array = arrays.get(slots[place]);
    if (array.length < samples) {
      array = new float[samples];
      arrays.set(slots[place], array);
    }
    return array;
  }

  /** Samples that the arrays must hold for these lines. */
  double samples(ReceptiveField field, List<Shape> shapes) {
    double[] largest = new double[arrays.size()];
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] >= 0) {
        largest[slots[i]] = Math.max(largest[slots[i]], field.samples(i, shapes));
      }
    }
    return Arrays.stream(largest).sum();
  }

  /** Lets all arrays go. */
  void clear() {
    Collections.fill(arrays, new float[0]);
  }
}
