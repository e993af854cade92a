package pointwise.network;

/** Lines {@code begin} to {@code end}, the last one excluded. */
public record Range(int begin, int end) {
  /** How many. */
  public int length() {
    return end - begin;
  }

  /** The smallest range that holds both; one that is empty adds nothing. */
  public Range hull(Range other) {
    if (length() == 0) {
      return other;
    }
    return other.length() == 0
        ? this
        : new Range(Math.min(begin, other.begin), Math.max(end, other.end));
  }
}
