package pointwise.raster.envi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import pointwise.raster.SampleType;

/**
 * Stored samples that lie anywhere to little-endian samples of pixels: a transposition of bands to
 * channels. Types that Pointwise has none for are rounded to float32. Not safe for concurrent use.
 */
final class EnviSamples {
  private static final VarHandle SHORT = little(short[].class);
  private static final VarHandle INT = little(int[].class);
  private static final VarHandle LONG = little(long[].class);
  private static final VarHandle FLOAT = little(float[].class);

  /** Pixels whose samples are written before those of the next: their lines stay in the cache. */
  private static final int BLOCK = 32;

  private static final int FLOAT_BITS = 24;

  /** The first and the third of four samples of two bytes. */
  private static final long EVEN = 0x0000ffff0000ffffL;

  /** The low byte of each of four. */
  private static final long BYTES = 0x00ff00ff00ff00ffL;

  /** The first of two samples of four bytes. */
  private static final long LOW = 0xffffffffL;

  private final EnviType type;
  private final boolean swapped;
  private final int size;
  private long inexact;

  EnviSamples(EnviType type, ByteOrder order) {
    this.type = type;
    this.swapped = order == ByteOrder.BIG_ENDIAN;
    this.size = type.read().bytes();
  }

  private static VarHandle little(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether the bytes of a sample are those of the file. */
  boolean areBytesOfTheFile() {
    return type.asStored() && (!swapped || size == 1);
  }

  /** How many of the samples so far float32 does not hold exactly; NaN it does. */
  long inexact() {
    return inexact;
  }

  /**
   * Moves samples of some channels, one after the other in each pixel.
   *
   * @param from stored bytes
   * @param places where the first sample of a channel is there
   * @param first of the channels to be moved, among {@code places}
   * @param count how many of them
   * @param step bytes from a sample of a channel to that of the next pixel
   * @param pixels how many
   * @param out the pixels
   * @param at where the first channel of the first pixel goes
   * @param outStep bytes of a pixel there
   */
  void move(
      byte[] from,
      int[] places,
      int first,
      int count,
      int step,
      int pixels,
      byte[] out,
      int at,
      int outStep) {
    boolean packed = step == size && type.asStored();
    for (int p = 0; p < pixels; p += BLOCK) {
      int n = Math.min(BLOCK, pixels - p);
      int to = at + p * outStep;
      int i = 0;
      if (packed && n == BLOCK && size == 2) {
        for (; i + 4 <= count; i += 4) {
          moveFour(from, places, first + i, p * size, out, to + i * size, outStep);
        }
      } else if (packed && n == BLOCK && size == 4) {
        for (; i + 2 <= count; i += 2) {
          moveTwo(from, places, first + i, p * size, out, to + i * size, outStep);
        }
      }
      for (; i < count; i++) {
        move(from, places[first + i] + p * step, step, n, out, to + i * size, outStep);
      }
    }
  }

  /** A block of four channels of two bytes: 4 x 4 samples are turned in four registers. */
  private void moveFour(
      byte[] from, int[] places, int first, int at, byte[] out, int to, int outStep) {
    int a = places[first] + at;
    int b = places[first + 1] + at;
    int c = places[first + 2] + at;
    int d = places[first + 3] + at;
    for (int k = 0; k < 2 * BLOCK; k += 8) {
      long va = four(from, a + k);
      long vb = four(from, b + k);
      long vc = four(from, c + k);
      long vd = four(from, d + k);
      long ab02 = (va & EVEN) | ((vb & EVEN) << 16);
      long ab13 = ((va >>> 16) & EVEN) | (vb & ~EVEN);
      long cd02 = (vc & EVEN) | ((vd & EVEN) << 16);
      long cd13 = ((vc >>> 16) & EVEN) | (vd & ~EVEN);
      LONG.set(out, to, (ab02 & LOW) | (cd02 << 32));
      LONG.set(out, to + outStep, (ab13 & LOW) | (cd13 << 32));
      LONG.set(out, to + 2 * outStep, (ab02 >>> 32) | (cd02 & ~LOW));
      LONG.set(out, to + 3 * outStep, (ab13 >>> 32) | (cd13 & ~LOW));
      to += 4 * outStep;
    }
  }

  /** Four samples of two bytes, little-endian. */
  private long four(byte[] from, int at) {
    long bits = (long) LONG.get(from, at);
    return swapped ? ((bits & BYTES) << 8) | ((bits >>> 8) & BYTES) : bits;
  }

  /** A block of two channels of four bytes. */
  private void moveTwo(
      byte[] from, int[] places, int first, int at, byte[] out, int to, int outStep) {
    int a = places[first] + at;
    int b = places[first + 1] + at;
    for (int k = 0; k < 4 * BLOCK; k += 8) {
      long va = two(from, a + k);
      long vb = two(from, b + k);
      LONG.set(out, to, (va & LOW) | (vb << 32));
      LONG.set(out, to + outStep, (va >>> 32) | (vb & ~LOW));
      to += 2 * outStep;
    }
  }

  /** Two samples of four bytes, little-endian. */
  private long two(byte[] from, int at) {
    long bits = (long) LONG.get(from, at);
    return swapped ? Long.rotateLeft(Long.reverseBytes(bits), 32) : bits;
  }

  /** Moves samples of one channel. */
  private void move(byte[] from, int at, int step, int n, byte[] out, int to, int outStep) {
    if (!type.asStored()) {
      for (int k = 0; k < n; k++) {
        FLOAT.set(out, to + k * outStep, number(from, at + k * step));
      }
    } else if (size == 1) {
      for (int k = 0; k < n; k++) {
        out[to + k * outStep] = from[at + k * step];
      }
    } else if (size == 2) {
      for (int k = 0; k < n; k++) {
        short sample = (short) SHORT.get(from, at + k * step);
        SHORT.set(out, to + k * outStep, swapped ? Short.reverseBytes(sample) : sample);
      }
    } else {
      for (int k = 0; k < n; k++) {
        int sample = (int) INT.get(from, at + k * step);
        INT.set(out, to + k * outStep, swapped ? Integer.reverseBytes(sample) : sample);
      }
    }
  }

  /** A stored number as float32, rounded to nearest. */
  private float number(byte[] from, int at) {
    return switch (type) {
      case INT32 -> integer(int4(from, at));
      case UINT32 -> integer(Integer.toUnsignedLong(int4(from, at)));
      case INT64 -> integer(long8(from, at));
      case UINT64 -> unsigned(long8(from, at));
      case FLOAT64 -> rounded(Double.longBitsToDouble(long8(from, at)));
      case UINT8, INT16, UINT16, FLOAT32 -> throw new IllegalStateException(type.dtype());
    };
  }

  private int int4(byte[] from, int at) {
    int bits = (int) INT.get(from, at);
    return swapped ? Integer.reverseBytes(bits) : bits;
  }

  private long long8(byte[] from, int at) {
    long bits = (long) LONG.get(from, at);
    return swapped ? Long.reverseBytes(bits) : bits;
  }

  private float integer(long value) {
    count(Math.abs(value)); // of -2^63 as an unsigned number
    return value;
  }

  private float unsigned(long value) {
    count(value);
    // The half of a large number, its last bit kept where it tells a tie, rounds as the whole.
    return value < 0 ? 2f * (value >>> 1 | (value & 1)) : value;
  }

  private void count(long size) {
    boolean exact =
        Long.SIZE - Long.numberOfLeadingZeros(size) - Long.numberOfTrailingZeros(size)
            <= FLOAT_BITS;
    inexact += exact ? 0 : 1;
  }

  private float rounded(double value) {
    inexact += SampleType.isRounded(value) ? 1 : 0;
    return (float) value;
  }
}
