package pointwise.raster.webp;

import java.util.Arrays;

/** The coefficients of a block of 4 x 4 (RFC 6386, section 13), and what they stand for (14). */
final class Vp8Coefficients {
  /** What the probabilities go by. */
  static final int LUMA_AFTER_DC = 0;

  static final int DC_OF_LUMA = 1;
  static final int CHROMA = 2;
  static final int LUMA = 3;

  private static final int[] BANDS = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};
  private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
  private static final int[][] LARGE = {
    {173, 148, 140},
    {176, 155, 140, 135},
    {180, 157, 141, 134, 130},
    {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
  };

  private Vp8Coefficients() {}

  /**
   * Reads the coefficients of a block that come.
   *
   * @param p the probabilities
   * @param context how many of the blocks above and to the left have any
   * @param dc the step of the first
   * @param ac the step of the others
   * @param first 1 where the first is sent elsewhere, else 0
   * @param out 16 from here on, which are 0
   * @return the place of the last that is not 0, counted from 1, or {@code first}
   */
  static int read(
      Vp8Bits in, int[] p, int type, int context, int dc, int ac, int first, int[] out, int at) {
    int n = first;
    int node = node(type, n, context);
    while (n < 16 && in.bit(p[node]) != 0) {
      while (in.bit(p[node + 1]) == 0) {
        if (++n == 16) {
          return 16;
        }
        node = node(type, n, 0);
      }
      int value = in.bit(p[node + 2]) == 0 ? 1 : large(in, p, node);
      int step = n == 0 ? dc : ac;
      out[at + ZIGZAG[n]] = (in.flag() ? -value : value) * step;
      n++;
      node = node(type, n, value == 1 ? 1 : 2);
    }
    return n;
  }

  private static int node(int type, int n, int context) {
    return ((type * 8 + BANDS[n]) * 3 + context) * 11;
  }

  private static int large(Vp8Bits in, int[] p, int node) {
    if (in.bit(p[node + 3]) == 0) {
      return in.bit(p[node + 4]) == 0 ? 2 : 3 + in.bit(p[node + 5]);
    }
    if (in.bit(p[node + 6]) == 0) {
      return in.bit(p[node + 7]) == 0 ? 5 + in.bit(159) : 7 + 2 * in.bit(165) + in.bit(145);
    }
    int high = in.bit(p[node + 8]);
    int kind = 2 * high + in.bit(p[node + 9 + high]);
    int value = 0;
    for (int zero : LARGE[kind]) {
      value = 2 * value + in.bit(zero);
    }
    return value + 3 + (8 << kind);
  }

  /** The inverse of Walsh and Hadamard: 16 numbers to the first ones of 16 blocks. */
  static void spread(int[] dc, int[] blocks) {
    int[] t = new int[16];
    for (int i = 0; i < 4; i++) {
      int a0 = dc[i] + dc[12 + i];
      int a1 = dc[4 + i] + dc[8 + i];
      int a2 = dc[4 + i] - dc[8 + i];
      int a3 = dc[i] - dc[12 + i];
      t[i] = a0 + a1;
      t[8 + i] = a0 - a1;
      t[4 + i] = a3 + a2;
      t[12 + i] = a3 - a2;
    }
    for (int i = 0; i < 16; i += 4) {
      int a0 = t[i] + 3 + t[i + 3];
      int a1 = t[i + 1] + t[i + 2];
      int a2 = t[i + 1] - t[i + 2];
      int a3 = t[i] + 3 - t[i + 3];
      blocks[16 * i] = (a0 + a1) >> 3;
      blocks[16 * i + 16] = (a3 + a2) >> 3;
      blocks[16 * i + 32] = (a0 - a1) >> 3;
      blocks[16 * i + 48] = (a3 - a2) >> 3;
    }
    Arrays.fill(dc, 0);
  }

  /**
   * Adds the inverse cosine transform of 16 coefficients to a block of samples, and clears them.
   */
  static void add(int[] in, int from, byte[] samples, int at, int stride) {
    int[] t = new int[16];
    for (int i = 0; i < 4; i++) {
      int a = in[from + i] + in[from + 8 + i];
      int b = in[from + i] - in[from + 8 + i];
      int c = sine(in[from + 4 + i]) - cosine(in[from + 12 + i]);
      int d = cosine(in[from + 4 + i]) + sine(in[from + 12 + i]);
      t[4 * i] = a + d;
      t[4 * i + 1] = b + c;
      t[4 * i + 2] = b - c;
      t[4 * i + 3] = a - d;
    }
    for (int y = 0; y < 4; y++) {
      int a = t[y] + 4 + t[8 + y];
      int b = t[y] + 4 - t[8 + y];
      int c = sine(t[4 + y]) - cosine(t[12 + y]);
      int d = cosine(t[4 + y]) + sine(t[12 + y]);
      int o = at + y * stride;
      samples[o] = clip((samples[o] & 0xff) + ((a + d) >> 3));
      samples[o + 1] = clip((samples[o + 1] & 0xff) + ((b + c) >> 3));
      samples[o + 2] = clip((samples[o + 2] & 0xff) + ((b - c) >> 3));
      samples[o + 3] = clip((samples[o + 3] & 0xff) + ((a - d) >> 3));
    }
    Arrays.fill(in, from, from + 16, 0);
  }

  /** Times the square root of 2 and the cosine of pi / 8. */
  private static int cosine(int number) {
    return number + ((number * 20091) >> 16);
  }

  /** Times the square root of 2 and the sine of pi / 8. */
  private static int sine(int number) {
    return (number * 35468) >> 16;
  }

  static byte clip(int sample) {
    return (byte) Math.max(0, Math.min(255, sample));
  }
}
