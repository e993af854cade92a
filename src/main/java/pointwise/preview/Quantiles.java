package pointwise.preview;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import pointwise.raster.SplitMix64;

/**
 * Quantiles of a stream of numbers in bounded memory, the same for the same stream: exact up to
 * {@value #SIZE} numbers, beyond that at a rank that is off by less than one in 300.
 *
 * <p>Full buffers are sorted; of two of one weight every second number goes into one of twice the
 * weight (Munro and Paterson, 1980). From {@value #MOST_TAKEN} numbers on, of a pair, then of four,
 * one is taken, so that a long stream takes little more time than to read it. Not thread-safe.
 */
final class Quantiles {
  private static final int SIZE = 4096;
  private static final int MOST_TAKEN = 1 << 20;

  /** At place l one sorted buffer, or none, of numbers that stand for 2^l each. */
  private final List<float[]> levels = new ArrayList<>();

  private final float[] buffer = new float[SIZE];
  private int filled;

  /** A number of the buffer stands for 2^level. */
  private int level;

  private long seen;
  private int taken;
  private boolean odd;
  private float min = Float.POSITIVE_INFINITY;
  private float max = Float.NEGATIVE_INFINITY;

  /** Adds a finite number. */
  void add(float value) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    long group = seen >> level;
    long within = seen++ & (1L << level) - 1;
    if (level > 0 && within != (SplitMix64.mix(group) & (1L << level) - 1)) {
      return;
    }
    buffer[filled++] = value;
    if (filled == SIZE) {
      keep();
    }
  }

  private void keep() {
    float[] sorted = buffer.clone();
    Arrays.sort(sorted);
    int at = level;
    while (at < levels.size() && levels.get(at) != null) {
      sorted = everySecond(levels.set(at, null), sorted);
      at++;
    }
    while (levels.size() <= at) {
      levels.add(null);
    }
    levels.set(at, sorted);
    filled = 0;
    taken += SIZE;
    if (taken == MOST_TAKEN) {
      level++;
      taken = MOST_TAKEN / 2; // as many as have been taken of groups of the new size
    }
  }

  private float[] everySecond(float[] a, float[] b) {
    float[] merged = new float[SIZE];
    odd = !odd;
    int skip = odd ? 1 : 0;
    for (int i = 0, j = 0, n = 0; n < 2 * SIZE; n++) {
      float next = j == SIZE || (i < SIZE && a[i] <= b[j]) ? a[i++] : b[j++];
      if ((n & 1) == skip) {
        merged[n >> 1] = next;
      }
    }
    return merged;
  }

  /** The smallest number; infinite where there is none. */
  float min() {
    return min;
  }

  /** The largest number; infinite where there is none. */
  float max() {
    return max;
  }

  private record Weighted(float value, long weight) {}

  /**
   * The smallest number that at least this share of all do not exceed; NaN where there is none.
   *
   * @param share above 0, at most 1
   */
  float at(double share) {
    List<Weighted> all = new ArrayList<>();
    for (int i = 0; i < filled; i++) {
      all.add(new Weighted(buffer[i], 1L << level));
    }
    for (int l = 0; l < levels.size(); l++) {
      if (levels.get(l) != null) {
        for (float value : levels.get(l)) {
          all.add(new Weighted(value, 1L << l));
        }
      }
    }
    all.sort(Comparator.comparing(Weighted::value));
    long total = all.stream().mapToLong(Weighted::weight).sum();
    long rank = (long) Math.ceil(share * total);
    for (Weighted one : all) {
      rank -= one.weight;
      if (rank <= 0) {
        return one.value;
      }
    }
    return Float.NaN;
  }
}
