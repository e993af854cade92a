package pointwise.preview;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Round numbers along an axis: {@code step} is 1, 2 or 5 times a power of ten, and {@code first}
 * and {@code last} are multiples of it around the values.
 */
record Ticks(BigDecimal first, BigDecimal last, BigDecimal step) {
  /**
   * The finest steps that need no more than {@code most} intervals from {@code from} to {@code to}.
   */
  static Ticks around(double from, double to, int most) {
    BigDecimal low = new BigDecimal(from);
    BigDecimal high = new BigDecimal(to > from ? to : from + Math.max(Math.abs(from), 1) * 1e-3);
    int exponent = (int) Math.floor(Math.log10((high.doubleValue() - from) / most));
    for (int power = exponent; ; power++) {
      for (int digit : new int[] {1, 2, 5}) {
        BigDecimal step = BigDecimal.valueOf(digit).scaleByPowerOfTen(power);
        BigDecimal first = low.divide(step, 0, RoundingMode.FLOOR);
        BigDecimal last = high.divide(step, 0, RoundingMode.CEILING);
        if (last.subtract(first).intValueExact() <= most) {
          return new Ticks(first.multiply(step), last.multiply(step), step);
        }
      }
    }
  }

  /** All of them, from first to last. */
  List<BigDecimal> values() {
    List<BigDecimal> values = new ArrayList<>();
    for (BigDecimal v = first; v.compareTo(last) <= 0; v = v.add(step)) {
      values.add(v);
    }
    return values;
  }

  /** Where a value stands between first, 0, and last, 1. */
  double place(double value) {
    return (value - first.doubleValue()) / (last.doubleValue() - first.doubleValue());
  }

  /** A tick as it is printed. */
  static String text(BigDecimal tick) {
    return tick.signum() == 0 ? "0" : tick.stripTrailingZeros().toPlainString();
  }
}
