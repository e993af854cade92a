package pointwise.export;

import java.io.Serializable;
import pointwise.export.file.Cut;

/** Where a task has put an encoded block of a map, and the same at half the size. */
final class Block implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The place of the map among those that are cut. */
  final int map;

  /** As {@link Cut} counts them. */
  final int place;

  final String file;
  final long offset;
  final int length;

  /** Of the samples at half the size; null at the last level. */
  final String halfFile;

  final long halfOffset;

  Block(
      int map, int place, String file, long offset, int length, String halfFile, long halfOffset) {
    this.map = map;
    this.place = place;
    this.file = file;
    this.offset = offset;
    this.length = length;
    this.halfFile = halfFile;
    this.halfOffset = halfOffset;
  }
}
