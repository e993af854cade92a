package pointwise.raster.webp;

import java.io.EOFException;

/** Bits of VP8L, the lowest of a byte first. */
final class Vp8lBits {
  private final byte[] in;
  private final int end;
  private int at;
  private long value;
  private int count;

  Vp8lBits(byte[] in, int at, int end) {
    this.in = in;
    this.at = at;
    this.end = end;
  }

  /** The next bits, at least 32 of them, of which those behind the end are 0. */
  int peek() {
    while (count < 32 && at < end) {
      value |= (in[at++] & 0xffL) << count;
      count += 8;
    }
    return (int) value;
  }

  /**
   * Takes bits that were peeked at.
   *
   * @throws EOFException where there are fewer
   */
  void skip(int bits) throws EOFException {
    if (bits > count) {
      throw new EOFException("the data end early");
    }
    value >>>= bits;
    count -= bits;
  }

  /** A number of at most 24 bits. */
  int number(int bits) throws EOFException {
    int number = peek() & ((1 << bits) - 1);
    skip(bits);
    return number;
  }

  boolean flag() throws EOFException {
    return number(1) != 0;
  }
}
