package pointwise.raster.webp;

/** The boolean entropy decoder of RFC 6386, section 7; behind its end there are zeros. */
final class Vp8Bits {
  private final byte[] in;
  private final int end;
  private int at;
  private long value;
  private int range = 254; // less one
  private int bits = -8; // how many of value are ahead of the eight that decide
  private boolean pastEnd;

  Vp8Bits(byte[] in, int at, int end) {
    this.in = in;
    this.at = at;
    this.end = end;
  }

  /** Whether a bit was read that the data do not have. */
  boolean pastEnd() {
    return pastEnd;
  }

  /** A bit that is 0 with a probability of {@code zero / 256}. */
  int bit(int zero) {
    if (bits < 0) {
      load();
    }
    int split = (range * zero) >> 8;
    int bit = 0;
    if ((int) (value >> bits) > split) {
      bit = 1;
      range -= split + 1;
      value -= (long) (split + 1) << bits;
    } else {
      range = split;
    }
    int shift = Integer.numberOfLeadingZeros(range + 1) - 24;
    range = ((range + 1) << shift) - 1;
    bits -= shift;
    return bit;
  }

  private void load() {
    while (bits < 24) {
      if (at >= end) {
        pastEnd |= bits < 0;
        if (bits >= 0) {
          return;
        }
      }
      value = value << 8 | (at < end ? in[at] & 0xff : 0);
      at++;
      bits += 8;
    }
  }

  boolean flag() {
    return bit(128) != 0;
  }

  /** A number of so many bits. */
  int number(int bits) {
    int number = 0;
    for (int i = 0; i < bits; i++) {
      number = number << 1 | bit(128);
    }
    return number;
  }

  /** A number of so many bits and its sign. */
  int signed(int bits) {
    int number = number(bits);
    return flag() ? -number : number;
  }

  /** Such a number where a flag says that there is one, else 0. */
  int optional(int bits) {
    return flag() ? signed(bits) : 0;
  }
}
