package pointwise.network;

/**
 * Lines of a feature map: all of them, or those a strip needs. Line y of the map begins at {@code
 * (y - lines.begin()) * shape.line()} of {@code data}, which may be longer.
 *
 * @param shape of the whole map
 * @param lines which lines are there
 * @param data HWC, row-major
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Lines(Shape shape, Range lines, float[] data) {
  /** Where line {@code y} begins. */
  int at(int y) {
    return (y - lines.begin()) * shape.line();
  }

  /** Samples in the lines. */
  int size() {
    return lines.length() * shape.line();
  }
}
