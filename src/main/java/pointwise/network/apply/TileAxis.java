package pointwise.network.apply;

import pointwise.network.layer.RowRange;

/**
 * The tiles along one axis of an image, numbered from 0, and what is kept of the result of each.
 * Whatever is kept begins and ends at whole samples of the result.
 *
 * @param size samples of the image
 * @param window samples of a window: {@code side}, or {@code size} where that is less
 * @param overlap samples of a window on each side of its middle
 * @param side samples of a tile
 * @param cells samples of its result
 */
record TileAxis(int size, int window, int overlap, int side, int cells) {
  /** Samples between the windows of two tiles. */
  int step() {
    return side - 2 * overlap;
  }

  /** How many tiles there are. */
  int count() {
    return size <= window ? 1 : (size - window - 1) / step() + 2;
  }

  /** The tiles of which every {@link #step} begins in some samples, the last excluded. */
  RowRange tiles(int begin, int end) {
    int first = (begin + step() - 1) / step();
    return new RowRange(
        Math.min(count(), first), Math.min(count(), (int) ((end + step() - 1L) / step())));
  }

  /**
   * Where the window of a tile begins in the image. The last one ends with the image, or as few
   * samples behind it as its result allows.
   */
  int begin(int tile) {
    if (tile < count() - 1) {
      return tile * step();
    }
    int whole = Math.max(1, side / cells);
    return size <= window ? 0 : (size - window + whole - 1) / whole * whole;
  }

  /** Samples of the image in its window. */
  int taken(int tile) {
    return Math.min(window, size - begin(tile));
  }

  /** Samples of the result for so many of the image: the last one may be made of fewer. */
  int results(int samples) {
    return (int) (((long) samples * cells + side - 1) / side);
  }

  /** The first sample of the joined result that is of this tile. */
  int first(int tile) {
    return tile == 0 ? 0 : results(tile * step() + overlap);
  }

  /** Where those of the next tile begin. */
  int end(int tile) {
    return tile == count() - 1 ? results(size) : first(tile + 1);
  }

  /** Samples of the joined result before those that are made of the window. */
  int before(int tile) {
    return results(begin(tile));
  }
}
