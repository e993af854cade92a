package pointwise.raster.webp;

/**
 * What was done to the pixels of VP8L before they were coded (RFC 9649, section 3.5).
 *
 * @param kind of the four
 * @param width pixels per line before it was done
 * @param bits of the size of the parts of the picture that have data of their own; of a palette,
 *     the pixels in one are {@code 1 << bits}
 * @param data of each part, or the palette as differences
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Vp8lTransform(int kind, int width, int bits, int[] data) {
  static final int PREDICTED = 0;
  static final int CROSSED = 1;
  static final int GREEN = 2;
  static final int COLOURS = 3;
  private static final int BLACK = 0xff000000;

  /** The pixels as they were, in place unless they become more. */
  int[] undo(int[] pixels, int height) {
    switch (kind) {
      case PREDICTED -> predict(pixels);
      case CROSSED -> cross(pixels);
      case GREEN -> {
        for (int i = 0; i < pixels.length; i++) {
          int green = pixels[i] >> 8 & 0xff;
          pixels[i] = add(pixels[i], green << 16 | green);
        }
      }
      default -> {
        return colours(pixels, height);
      }
    }
    return pixels;
  }

  private int part(int at) {
    int parts = (width + (1 << bits) - 1) >> bits;
    return data[((at / width) >> bits) * parts + ((at % width) >> bits)];
  }

  private int[] colours(int[] packed, int height) {
    int[] palette = new int[256];
    for (int i = 0; i < data.length; i++) {
      palette[i] = i == 0 ? data[0] : add(palette[i - 1], data[i]);
    }
    int each = 8 >> bits;
    int line = (width + (1 << bits) - 1) >> bits;
    int[] pixels = new int[height * width];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int indices = packed[y * line + (x >> bits)] >> 8 & 0xff;
        int shift = (x & ((1 << bits) - 1)) * each;
        pixels[at++] = palette[indices >> shift & ((1 << each) - 1)];
      }
    }
    return pixels;
  }

  private void cross(int[] pixels) {
    for (int at = 0; at < pixels.length; at++) {
      int by = part(at);
      int pixel = pixels[at];
      int green = (byte) (pixel >> 8);
      int red = (pixel >> 16) + (((byte) by * green) >> 5);
      int blue =
          pixel + (((byte) (by >> 8) * green) >> 5) + (((byte) (by >> 16) * (byte) red) >> 5);
      pixels[at] = (pixel & 0xff00ff00) | (red & 0xff) << 16 | (blue & 0xff);
    }
  }

  private void predict(int[] p) {
    for (int at = 0; at < p.length; at++) {
      int x = at % width;
      int predicted;
      if (at < width) {
        predicted = at == 0 ? BLACK : p[at - 1];
      } else if (x == 0) {
        predicted = p[at - width];
      } else {
        predicted =
            predicted(
                part(at) >> 8 & 15, p[at - 1], p[at - width], p[at - width + 1], p[at - width - 1]);
      }
      p[at] = add(p[at], predicted);
    }
  }

  /**
   * What is predicted by the pixels around.
   *
   * @param l to the left
   * @param t above
   * @param tr above and to the right; of the last pixel of a line the first of it
   * @param tl above and to the left
   */
  private static int predicted(int mode, int l, int t, int tr, int tl) {
    return switch (mode) {
      case 1 -> l;
      case 2 -> t;
      case 3 -> tr;
      case 4 -> tl;
      case 5 -> mean(mean(l, tr), t);
      case 6 -> mean(l, tl);
      case 7 -> mean(l, t);
      case 8 -> mean(tl, t);
      case 9 -> mean(t, tr);
      case 10 -> mean(mean(l, tl), mean(t, tr));
      case 11 -> apart(l, tl) <= apart(t, tl) ? t : l;
      case 12 -> {
        int sum = 0;
        for (int s = 0; s < 32; s += 8) {
          sum |= clip((l >> s & 0xff) + (t >> s & 0xff) - (tl >> s & 0xff)) << s;
        }
        yield sum;
      }
      case 13 -> {
        int mean = mean(l, t);
        int sum = 0;
        for (int s = 0; s < 32; s += 8) {
          int a = mean >> s & 0xff;
          sum |= clip(a + (a - (tl >> s & 0xff)) / 2) << s;
        }
        yield sum;
      }
      default -> BLACK;
    };
  }

  private static int clip(int sample) {
    return Math.max(0, Math.min(255, sample));
  }

  private static int apart(int a, int b) {
    int sum = 0;
    for (int s = 0; s < 32; s += 8) {
      sum += Math.abs((a >> s & 0xff) - (b >> s & 0xff));
    }
    return sum;
  }

  /** Byte by byte, rounded down. */
  private static int mean(int a, int b) {
    return ((a ^ b) >> 1 & 0x7f7f7f7f) + (a & b);
  }

  /** Byte by byte, modulo 256. */
  private static int add(int a, int b) {
    return ((a & 0xff00ff00) + (b & 0xff00ff00) & 0xff00ff00)
        | ((a & 0x00ff00ff) + (b & 0x00ff00ff) & 0x00ff00ff);
  }
}
