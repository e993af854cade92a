package pointwise.raster.webp;

import java.io.IOException;
import java.util.Arrays;

/** A prefix code of VP8L (RFC 9649, section 3.7.2). */
final class Vp8lCode {
  private static final int MOST_BITS = 15;
  private static final int FAST_BITS = 8;
  private static final int[] ORDER = {
    17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  };

  /** Bits and symbol of the codes by the next bits of the data; 0 where a code has more bits. */
  private final int[] fast;

  private final int fastBits;

  /** How many codes have so many bits. */
  private final int[] counts = new int[MOST_BITS + 1];

  /** By their codes. */
  private final int[] symbols;

  private Vp8lCode(int[] lengths) throws IOException {
    int n = 0;
    int longest = 0;
    for (int length : lengths) {
      counts[length]++;
      n += length == 0 ? 0 : 1;
      longest = Math.max(longest, length);
    }
    counts[0] = 0;
    int[] next = new int[MOST_BITS + 2];
    int open = 1;
    for (int bits = 1; bits <= MOST_BITS; bits++) {
      next[bits + 1] = next[bits] + counts[bits];
      open = 2 * open - counts[bits];
      if (open < 0) {
        throw new IOException("too many codes");
      }
    }
    if (n == 0 || (n > 1 && open > 0)) {
      throw new IOException("codes are missing");
    }
    symbols = new int[n];
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] > 0) {
        symbols[next[lengths[symbol]]++] = symbol;
      }
    }
    fastBits = n == 1 ? 0 : Math.min(longest, FAST_BITS);
    fast = new int[1 << fastBits];
    for (int bits = 1, code = 0, i = 0; bits <= fastBits; bits++, code *= 2) {
      for (int k = 0; k < counts[bits]; k++, code++, i++) {
        int reversed = Integer.reverse(code) >>> (32 - bits);
        for (int at = reversed; at < fast.length; at += 1 << bits) {
          fast[at] = symbols[i] << 4 | bits;
        }
      }
    }
  }

  /** Of its tables, about. */
  long bytes() {
    return (long) Integer.BYTES * (fast.length + counts.length + symbols.length);
  }

  /** Reads a code for symbols below {@code size}. */
  static Vp8lCode read(Vp8lBits in, int size) throws IOException {
    int[] lengths = new int[size];
    if (in.flag()) {
      boolean two = in.flag();
      set(lengths, in.number(in.flag() ? 8 : 1));
      if (two) {
        set(lengths, in.number(8));
      }
      return new Vp8lCode(lengths);
    }
    int[] ofLengths = new int[ORDER.length];
    int sent = 4 + in.number(4);
    for (int i = 0; i < sent; i++) {
      ofLengths[ORDER[i]] = in.number(3);
    }
    Vp8lCode code = new Vp8lCode(ofLengths);
    int most = in.flag() ? 2 + in.number(2 + 2 * in.number(3)) : size;
    if (most > size) {
      throw new IOException("too many lengths");
    }
    int previous = 8;
    for (int symbol = 0; symbol < size && most > 0; most--) {
      int length = code.next(in);
      if (length < 16) {
        lengths[symbol++] = length;
        previous = length == 0 ? previous : length;
        continue;
      }
      int repeated = length == 16 ? previous : 0;
      int times =
          switch (length) {
            case 16 -> 3 + in.number(2);
            case 17 -> 3 + in.number(3);
            default -> 11 + in.number(7);
          };
      if (symbol + times > size) {
        throw new IOException("too many lengths");
      }
      Arrays.fill(lengths, symbol, symbol + times, repeated);
      symbol += times;
    }
    return new Vp8lCode(lengths);
  }

  private static void set(int[] lengths, int symbol) throws IOException {
    if (symbol >= lengths.length) {
      throw new IOException("a symbol that there is not");
    }
    lengths[symbol] = 1;
  }

  /** The next symbol; the only one takes no bits. */
  int next(Vp8lBits in) throws IOException {
    if (symbols.length == 1) {
      return symbols[0];
    }
    int bits = in.peek();
    int entry = fast[bits & (fast.length - 1)];
    if (entry != 0) {
      in.skip(entry & 15);
      return entry >> 4;
    }
    int code = 0;
    int first = 0;
    int index = 0;
    for (int length = 1; length <= MOST_BITS; length++) {
      code |= bits & 1;
      bits >>>= 1;
      if (code - first < counts[length]) {
        in.skip(length);
        return symbols[index + code - first];
      }
      index += counts[length];
      first = 2 * (first + counts[length]);
      code *= 2;
    }
    throw new IOException("a code that there is not");
  }
}
