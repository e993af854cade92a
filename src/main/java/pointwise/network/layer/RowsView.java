package pointwise.network.layer;

/**
 * Lines of a feature map: all of them, or those a strip needs. Line y of the map begins at {@code
 * (y - lines.begin()) * shape.line()} of {@code data}, which may be longer; unless the map is to be
 * written as channels of a wider one.
 *
 * @param shape of the whole map
 * @param lines which lines are there
 * @param data HWC, row-major
 * @param channels of the pixels in {@code data}
 * @param channel of the pixels in {@code data} that is the map's first
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RowsView(Shape shape, RowRange lines, float[] data, int channels, int channel) {
  /** A map of its own. */
  public RowsView(Shape shape, RowRange lines, float[] data) {
    this(shape, lines, data, shape.channels(), 0);
  }

  /** Channels of these pixels as a map that is to be written. */
  public RowsView part(Shape shape, int channel) {
    return new RowsView(shape, lines, data, channels, channel);
  }

  /** Where line {@code y} begins. */
  public int at(int y) {
    return (y - lines.begin()) * shape.line();
  }

  /** Samples in the lines. */
  int size() {
    return lines.length() * shape.line();
  }

  /** Takes line {@code y}. */
  void putLine(int y, float[] samples) {
    int first = (y - lines.begin()) * shape.width();
    put(samples, first, shape.width(), 0, shape.channels());
  }

  /**
   * Takes {@code count} pixels of some channels, from pixel {@code first} on.
   *
   * @param samples pixels x N, row-major
   * @param begin the first of the N channels
   */
  void put(float[] samples, int first, int count, int begin, int N) {
    if (N == channels) {
      System.arraycopy(samples, 0, data, first * N, count * N);
      return;
    }
    int at = first * channels + channel + begin;
    for (int p = 0; p < count; p++, at += channels) {
      System.arraycopy(samples, p * N, data, at, N);
    }
  }
}
