package pointwise.raster.jdk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Pictures beside the first of a JPEG file, by the index of the Multi-Picture Format (CIPA DC-007),
 * without thumbnails.
 */
final class MultiPictureIndex {
  private static final short MP_ENTRIES = (short) 0xB002;
  private static final int MP_ENTRY = 16;
  private static final int THUMBNAIL = 1;

  private MultiPictureIndex() {}

  /** How many, by a segment; none where it is corrupt. */
  static int count(ByteBuffer index) {
    try {
      index.order(index.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      int field = index.getInt(4) + 2;
      while (index.getShort(field) != MP_ENTRIES) {
        field += 12;
      }
      int first = index.getInt(field + 8);
      int others = 0;
      for (int n = 1; n < index.getInt(field + 4) / MP_ENTRY; n++) {
        others += (index.getInt(first + n * MP_ENTRY) >> 16 & 0xff) == THUMBNAIL ? 0 : 1;
      }
      return others;
    } catch (IndexOutOfBoundsException e) {
      return 0;
    }
  }
}
