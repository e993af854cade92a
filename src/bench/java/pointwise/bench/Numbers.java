package pointwise.bench;

import java.util.List;

/** Of a few measured numbers. */
final class Numbers {
  private Numbers() {}

  static double median(List<Double> numbers) {
    List<Double> sorted = numbers.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  static double least(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  static double most(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
