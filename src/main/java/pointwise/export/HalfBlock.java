package pointwise.export;

import java.io.Serializable;

/** A block of a map at a smaller size, and the up to four of the size before that it is made of. */
final class HalfBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  final int map;
  final int place;

  /** In the order of lines; null where there is none. */
  final Block[] quarters = new Block[4];

  HalfBlock(int map, int place) {
    this.map = map;
    this.place = place;
  }
}
