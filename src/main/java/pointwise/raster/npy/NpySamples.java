package pointwise.raster.npy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import pointwise.raster.Half;
import pointwise.raster.SampleType;

/**
 * Stored NumPy samples to little-endian samples of {@link NpyHeader#type}: uint8, uint16, int16 and
 * float32 as they are, any other type rounded to the nearest float32. Not safe for concurrent use.
 */
final class NpySamples {
  private static final int FLOAT_BITS = 24;

  private final char kind;
  private final int bytes;
  private final ByteOrder order;
  private final boolean asStored;
  private long inexact;

  NpySamples(NpyHeader header) {
    this.kind = header.descr().charAt(1);
    this.bytes = header.storedBytes();
    this.order = header.descr().charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    this.asStored = header.type() != SampleType.FLOAT32 || (kind == 'f' && bytes == Float.BYTES);
  }

  /** Whether a sample keeps its value and its length, so that only its bytes may be turned. */
  boolean asStored() {
    return asStored;
  }

  /** How many of the samples converted so far float32 does not hold exactly; NaN is none. */
  long inexact() {
    return inexact;
  }

  /**
   * Converts samples in the order given.
   *
   * @param stored bytes of the file
   * @param off the first of them to convert
   * @param len how many, a multiple of the stored sample
   * @param out where the samples go; may be {@code stored} if {@link #asStored} and {@code at} is
   *     {@code off}
   * @param at the first byte of them there
   */
  void convert(byte[] stored, int off, int len, byte[] out, int at) {
    if (!asStored) {
      ByteBuffer in = ByteBuffer.wrap(stored, off, len).order(order);
      ByteBuffer samples = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN).position(at);
      while (in.hasRemaining()) {
        samples.putFloat(next(in));
      }
      return;
    }
    if (stored != out) {
      System.arraycopy(stored, off, out, at, len);
    }
    if (order == ByteOrder.BIG_ENDIAN) {
      for (int first = at; first < at + len; first += bytes) {
        for (int low = first, high = first + bytes - 1; low < high; low++, high--) {
          byte turned = out[low];
          out[low] = out[high];
          out[high] = turned;
        }
      }
    }
  }

  private float next(ByteBuffer in) {
    if (kind == 'b') {
      return in.get() == 0 ? 0 : 1;
    }
    if (kind == 'f') {
      return bytes == 2 ? Half.toFloat(in.getShort()) : rounded(in.getDouble());
    }
    long value =
        switch (bytes) {
          case 1 -> in.get();
          case 4 -> kind == 'u' ? Integer.toUnsignedLong(in.getInt()) : in.getInt();
          default -> in.getLong();
        };
    long size = kind == 'u' ? value : Math.abs(value); // of 2^63 as an unsigned number
    if (Long.SIZE - Long.numberOfLeadingZeros(size) - Long.numberOfTrailingZeros(size)
        > FLOAT_BITS) {
      inexact++;
    }
    // The half of an unsigned number, its last bit kept where it tells a tie, rounds as the whole.
    return kind == 'u' && value < 0 ? 2f * (value >>> 1 | (value & 1)) : value;
  }

  private float rounded(double value) {
    inexact += SampleType.isRounded(value) ? 1 : 0;
    return (float) value;
  }
}
