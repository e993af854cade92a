package pointwise.raster.webp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The lossless picture of WebP, and of its alpha (RFC 9649, section 3). */
final class Vp8lImage {
  private static final int LITERALS = 256;
  private static final int LENGTHS = 24;
  private static final int DISTANCES = 40;

  /**
   * Of the codes of a picture. libwebp makes at most 2,600 groups, which take no more than 50 MB.
   */
  private static final long MOST_CODE_BYTES = 128L << 20;

  private static final int HASH = 0x1e35a7bd;

  /** Near pixels by how often they are meant: lines above, and 8 less pixels to the left. */
  private static final int[] NEAR = {
    0x18, 0x07, 0x17, 0x19, 0x28, 0x06, 0x27, 0x29, 0x16, 0x1a, 0x26, 0x2a, 0x38, 0x05, 0x37, 0x39,
    0x15, 0x1b, 0x36, 0x3a, 0x25, 0x2b, 0x48, 0x04, 0x47, 0x49, 0x14, 0x1c, 0x35, 0x3b, 0x46, 0x4a,
    0x24, 0x2c, 0x58, 0x45, 0x4b, 0x34, 0x3c, 0x03, 0x57, 0x59, 0x13, 0x1d, 0x56, 0x5a, 0x23, 0x2d,
    0x44, 0x4c, 0x55, 0x5b, 0x33, 0x3d, 0x68, 0x02, 0x67, 0x69, 0x12, 0x1e, 0x66, 0x6a, 0x22, 0x2e,
    0x54, 0x5c, 0x43, 0x4d, 0x65, 0x6b, 0x32, 0x3e, 0x78, 0x01, 0x77, 0x79, 0x53, 0x5d, 0x11, 0x1f,
    0x64, 0x6c, 0x42, 0x4e, 0x76, 0x7a, 0x21, 0x2f, 0x75, 0x7b, 0x31, 0x3f, 0x63, 0x6d, 0x52, 0x5e,
    0x00, 0x74, 0x7c, 0x41, 0x4f, 0x10, 0x20, 0x62, 0x6e, 0x30, 0x73, 0x7d, 0x51, 0x5f, 0x40, 0x72,
    0x7e, 0x61, 0x6f, 0x50, 0x71, 0x7f, 0x60, 0x70
  };

  private final Vp8lBits in;

  private Vp8lImage(Vp8lBits in) {
    this.in = in;
  }

  /**
   * Decodes a picture.
   *
   * @param at where its data begin, behind their header
   * @param end where they end
   * @return the pixels, line by line: alpha, red, green, blue from the highest byte on
   * @throws IOException where the data end early or make no sense
   */
  static int[] decode(byte[] file, int at, int end, int height, int width) throws IOException {
    return new Vp8lImage(new Vp8lBits(file, at, end)).picture(height, width);
  }

  private int[] picture(int height, int width) throws IOException {
    List<Vp8lTransform> transforms = new ArrayList<>();
    boolean[] seen = new boolean[4];
    int columns = width;
    while (in.flag()) {
      int kind = in.number(2);
      if (seen[kind]) {
        throw new IOException("a transform comes twice");
      }
      seen[kind] = true;
      int bits = 0;
      int[] data = {};
      if (kind == Vp8lTransform.COLOURS) {
        int colours = in.number(8) + 1;
        bits = colours > 16 ? 0 : colours > 4 ? 1 : colours > 2 ? 2 : 3;
        data = plain(1, colours);
      } else if (kind != Vp8lTransform.GREEN) {
        bits = in.number(3) + 2;
        data = plain(parts(height, bits), parts(columns, bits));
      }
      transforms.add(0, new Vp8lTransform(kind, columns, bits, data));
      columns = kind == Vp8lTransform.COLOURS ? parts(columns, bits) : columns;
    }
    int[] pixels = pixels(height, columns, true);
    for (Vp8lTransform transform : transforms) {
      pixels = transform.undo(pixels, height);
    }
    return pixels;
  }

  /** Pixels that have no transforms and one group of codes. */
  private int[] plain(int height, int width) throws IOException {
    return pixels(height, width, false);
  }

  private static int parts(int size, int bits) {
    return (size + (1 << bits) - 1) >> bits;
  }

  private int[] pixels(int height, int width, boolean groups) throws IOException {
    int cacheBits = in.flag() ? in.number(4) : 0;
    if (cacheBits > 11) {
      throw new IOException("the cache is too large");
    }
    int[] cache = new int[cacheBits == 0 ? 0 : 1 << cacheBits];
    int groupBits = 0;
    int[] group = null;
    int count = 1;
    if (groups && in.flag()) {
      groupBits = in.number(3) + 2;
      group = plain(parts(height, groupBits), parts(width, groupBits));
      for (int i = 0; i < group.length; i++) {
        group[i] = group[i] >> 8 & 0xffff;
        count = Math.max(count, group[i] + 1);
      }
    }
    Vp8lCode[][] codes = new Vp8lCode[count][];
    BitSet used = new BitSet(count); // a file may have many that no pixel uses
    IntStream.of(group == null ? new int[1] : group).forEach(used::set);
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      Vp8lCode[] read = {
        Vp8lCode.read(in, LITERALS + LENGTHS + cache.length),
        Vp8lCode.read(in, LITERALS),
        Vp8lCode.read(in, LITERALS),
        Vp8lCode.read(in, LITERALS),
        Vp8lCode.read(in, DISTANCES)
      };
      if (used.get(i)) {
        codes[i] = read;
        bytes += Stream.of(read).mapToLong(Vp8lCode::bytes).sum();
      }
      if (bytes > MOST_CODE_BYTES) {
        throw new IOException("its codes take more memory than 128 MB");
      }
    }
    int[] out = new int[height * width];
    int cached = 0; // pixels that are in the cache
    for (int at = 0; at < out.length; ) {
      int part =
          group == null
              ? 0
              : group[
                  ((at / width) >> groupBits) * parts(width, groupBits)
                      + ((at % width) >> groupBits)];
      Vp8lCode[] code = codes[part];
      int symbol = code[0].next(in);
      if (symbol < LITERALS) {
        int red = code[1].next(in);
        int blue = code[2].next(in);
        out[at++] = code[3].next(in) << 24 | red << 16 | symbol << 8 | blue;
      } else if (symbol < LITERALS + LENGTHS) {
        int length = number(symbol - LITERALS);
        int distance = distance(number(code[4].next(in)), width);
        if (distance > at || length > out.length - at) {
          throw new IOException("a copy of what there is not");
        }
        for (int i = 0; i < length; i++, at++) {
          out[at] = out[at - distance];
        }
      } else {
        for (; cached < at; cached++) {
          cache[(out[cached] * HASH) >>> (32 - cacheBits)] = out[cached];
        }
        out[at++] = cache[symbol - LITERALS - LENGTHS];
      }
    }
    return out;
  }

  /** A length or a distance, whose symbol has the highest bits. */
  private int number(int symbol) throws IOException {
    if (symbol < 4) {
      return symbol + 1;
    }
    int bits = (symbol - 2) >> 1;
    return ((2 + (symbol & 1)) << bits) + in.number(bits) + 1;
  }

  private static int distance(int number, int width) {
    if (number > NEAR.length) {
      return number - NEAR.length;
    }
    int near = NEAR[number - 1];
    return Math.max(1, (near >> 4) * width + 8 - (near & 15));
  }
}
