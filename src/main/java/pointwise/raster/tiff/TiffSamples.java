package pointwise.raster.tiff;

import pointwise.raster.SampleType;

/**
 * Stored samples, little-endian, to samples of a {@link SampleType}: uint8, uint16, int16, float16
 * and float32 as they are, any other type rounded to the nearest float32. Not safe for concurrent
 * use.
 */
final class TiffSamples {
  private static final int FLOAT_BITS = 24;

  private final int format;
  private final int bytes;
  private final SampleType type;
  private final boolean asStored;
  private long inexact;

  TiffSamples(TiffPicture picture) {
    this.format = picture.format();
    this.bytes = picture.bits() / 8;
    this.type = type(picture.bits(), format);
    this.asStored = asStored(picture.bits(), format);
  }

  /** The type that samples of whole bytes have when they are read. */
  static SampleType type(int bits, int format) {
    return switch (format) {
      case TiffTags.UNSIGNED ->
          bits == 8 ? SampleType.UINT8 : bits == 16 ? SampleType.UINT16 : SampleType.FLOAT32;
      case TiffTags.SIGNED -> bits == 16 ? SampleType.INT16 : SampleType.FLOAT32;
      default -> bits == 16 ? SampleType.FLOAT16 : SampleType.FLOAT32;
    };
  }

  private static boolean asStored(int bits, int format) {
    return type(bits, format) != SampleType.FLOAT32 || (format == TiffTags.FLOAT && bits == 32);
  }

  /** Bytes of a sample as it is stored or as it is read, whichever are more. */
  static int largest(int bits, int format) {
    return Math.max(bits / 8, type(bits, format).bytes());
  }

  SampleType type() {
    return type;
  }

  /** Whether samples keep their value. */
  boolean asStored() {
    return asStored;
  }

  /** How many of the samples converted so far float32 does not hold exactly; NaN is none. */
  long inexact() {
    return inexact;
  }

  /**
   * Converts samples.
   *
   * @param from the byte where the first is
   * @param step bytes from one stored sample to the next
   * @param at the byte where the first goes
   * @param outStep bytes from there to the next
   * @param n how many
   */
  void copy(byte[] in, int from, int step, byte[] out, int at, int outStep, int n) {
    if (!asStored) {
      for (int i = 0, a = from, b = at; i < n; i++, a += step, b += outStep) {
        TiffPredictor.INTS.set(out, b, Float.floatToRawIntBits(converted(in, a)));
      }
    } else if (step == bytes && outStep == bytes) {
      System.arraycopy(in, from, out, at, n * bytes);
    } else if (bytes == 1) {
      for (int i = 0, a = from, b = at; i < n; i++, a += step, b += outStep) {
        out[b] = in[a];
      }
    } else if (bytes == 2) {
      for (int i = 0, a = from, b = at; i < n; i++, a += step, b += outStep) {
        TiffPredictor.SHORTS.set(out, b, (short) TiffPredictor.SHORTS.get(in, a));
      }
    } else {
      for (int i = 0, a = from, b = at; i < n; i++, a += step, b += outStep) {
        TiffPredictor.INTS.set(out, b, (int) TiffPredictor.INTS.get(in, a));
      }
    }
  }

  private float converted(byte[] in, int at) {
    if (format == TiffTags.FLOAT) {
      return rounded(Double.longBitsToDouble((long) TiffPredictor.LONGS.get(in, at)));
    }
    boolean unsigned = format == TiffTags.UNSIGNED;
    if (bytes == 8) {
      return rounded((long) TiffPredictor.LONGS.get(in, at), unsigned);
    }
    int number = bytes == 1 ? in[at] : (int) TiffPredictor.INTS.get(in, at);
    return rounded((double) (unsigned ? number & 0xffffffffL : number));
  }

  private float rounded(double value) {
    inexact += SampleType.isRounded(value) ? 1 : 0;
    return (float) value;
  }

  private float rounded(long value, boolean unsigned) {
    long size = unsigned ? value : Math.abs(value); // of 2^63 as an unsigned number
    if (Long.SIZE - Long.numberOfLeadingZeros(size) - Long.numberOfTrailingZeros(size)
        > FLOAT_BITS) {
      inexact++;
    }
    // The half of an unsigned number, its last bit kept where it tells a tie, rounds as the whole.
    return unsigned && value < 0 ? 2f * (value >>> 1 | (value & 1)) : value;
  }
}
