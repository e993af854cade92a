package pointwise.network.layer;

/** Lines {@code begin} to {@code end}, the last one excluded. */
public record RowRange(int begin, int end) {
  /** How many. */
  public int length() {
    return end - begin;
  }

  /** The smallest range that holds both; one that is empty adds nothing. */
  public RowRange hull(RowRange other) {
    if (length() == 0) {
      return other;
    }
    return other.length() == 0
        ? this
        : new RowRange(Math.min(begin, other.begin), Math.max(end, other.end));
  }
}
