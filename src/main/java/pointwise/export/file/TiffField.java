package pointwise.export.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The values of a field of a TIFF directory, in little-endian bytes.
 *
 * @param type as TIFF 6.0 numbers them, and BigTIFF
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TiffField(int type, int count, byte[] values) {
  private static final int ASCII = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int DOUBLE = 12;
  private static final int LONG8 = 16;

  static TiffField shorts(int... values) {
    byte[] all = new byte[Short.BYTES * values.length];
    ByteBuffer bytes = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putShort((short) value);
    }
    return new TiffField(SHORT, values.length, all);
  }

  static TiffField number(int value) {
    return numbers(new long[] {value}, false);
  }

  /**
   * Integers without sign.
   *
   * @param big whether of 8 bytes
   */
  static TiffField numbers(long[] values, boolean big) {
    byte[] all = new byte[(big ? Long.BYTES : Integer.BYTES) * values.length];
    ByteBuffer bytes = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      if (big) {
        bytes.putLong(value);
      } else {
        bytes.putInt((int) value);
      }
    }
    return new TiffField(big ? LONG8 : LONG, values.length, all);
  }

  static TiffField doubles(double... values) {
    byte[] all = new byte[Double.BYTES * values.length];
    ByteBuffer bytes = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putDouble(value);
    }
    return new TiffField(DOUBLE, values.length, all);
  }

  /** Text in UTF-8, which GDAL takes where TIFF has ASCII. */
  static TiffField text(String text) {
    byte[] bytes = (text.replace('\0', ' ') + '\0').getBytes(StandardCharsets.UTF_8);
    return new TiffField(ASCII, bytes.length, bytes);
  }
}
