package pointwise.raster.tiff;

import pointwise.raster.ImageException;
import pointwise.text.Text;

/**
 * Where the segments of a picture are in its file, read from the directory where they are asked
 * for. The file holds all its numbers of them.
 *
 * @param offsets the tag of the field that has their offsets
 * @param counts the tag of the field that has their bytes; 0 where the file does not tell
 * @param first the number of the first segment of this picture in those
 * @param single whether the file has one segment
 */
record TiffExtents(
    String origin, TiffDirectory page, int offsets, int counts, long first, boolean single) {

  /** The extents of the segments from one on. */
  TiffExtents from(long segment) {
    return new TiffExtents(origin, page, offsets, counts, first + segment, single);
  }

  /** Whether the file leaves out a segment. */
  boolean missing(long segment) {
    return page.numberAt(offsets, first + segment) == 0
        || (!unknown(segment) && page.numberAt(counts, first + segment) == 0);
  }

  private boolean unknown(long segment) {
    return counts == 0 || (single && page.numberAt(counts, first + segment) == 0);
  }

  /**
   * Where a segment that is not missing begins.
   *
   * @throws ImageException if that is behind the end of the file
   */
  long offset(long segment) {
    long offset = page.numberAt(offsets, first + segment);
    if (offset >= page.file().length() || offset < 0) {
      throw new ImageException(
          origin,
          Text.of(
              "the file is cut short, found %d bytes, expected at least %s",
              page.file().length(), Long.toUnsignedString(offset + 1)));
    }
    return offset;
  }

  /** Its bytes, none beyond the file. As in libtiff, a count that lies may have its samples. */
  long count(long segment) {
    long rest = page.file().length() - offset(segment);
    return unknown(segment)
        ? rest
        : Math.max(0, Math.min(rest, page.numberAt(counts, first + segment)));
  }
}
