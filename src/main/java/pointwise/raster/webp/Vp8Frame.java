package pointwise.raster.webp;

import java.io.EOFException;
import java.util.Arrays;
import pointwise.raster.webp.WebpFile.Chunk;

/**
 * A key frame of VP8 (RFC 6386), the lossy picture of WebP. Blocks are predicted from samples that
 * are not smoothed yet, so smoothing comes last.
 */
final class Vp8Frame {
  private static final int FRAME_HEADER = 10;

  /** Modes of parts by number, by the tree of RFC 6386, section 11.2. */
  private static final int[] MODES = {
    0, 2, -1, 4, -2, 6, 8, 12, -3, 10, -5, -6, -4, 14, -7, 16, -8, -9
  };

  private final Vp8Bits modes;
  private final Vp8Bits[] tokens;
  private final Vp8Header header;
  private final int rows;
  private final int columns;
  private final Vp8Plane luma;
  private final Vp8Plane[] chroma = new Vp8Plane[2];

  /** Of the blocks above and to the left: the modes of their last parts. */
  private final int[] modesAbove;

  private final int[] modesLeft = new int[4];

  /** Whether their last parts have coefficients: four of luma, two of each chroma, DC of luma. */
  private final int[][] coefficientsAbove;

  private final int[] coefficientsLeft = new int[9];

  private final int[] levels;
  private final boolean[] inner;

  private final int[] parts = new int[16];
  private final int[] coefficients = new int[25 * 16];
  private final int[] edge = new int[13];

  private Vp8Frame(byte[] file, Chunk chunk, int height, int width) throws EOFException {
    int from = chunk.at() + FRAME_HEADER;
    int end = chunk.at() + chunk.length();
    int tag = (file[chunk.at()] & 0xff) | u2(file, chunk.at() + 1) << 8;
    int next = from + (tag >> 5);
    if (next > end) {
      throw new EOFException("the data end early");
    }
    modes = new Vp8Bits(file, from, next);
    header = new Vp8Header(modes);
    tokens = new Vp8Bits[header.partitions];
    int sizes = next;
    next += 3 * (tokens.length - 1);
    for (int i = 0; i < tokens.length; i++, sizes += 3) {
      int left = end - next;
      if (left <= 0) {
        throw new EOFException("the data end early");
      }
      int length =
          i == tokens.length - 1
              ? left
              : Math.min(left, u2(file, sizes) | (file[sizes + 2] & 0xff) << 16);
      tokens[i] = new Vp8Bits(file, next, next + length);
      next += length;
    }
    rows = (height + 15) / 16;
    columns = (width + 15) / 16;
    luma = new Vp8Plane(16 * rows, 16 * columns);
    chroma[0] = new Vp8Plane(8 * rows, 8 * columns);
    chroma[1] = new Vp8Plane(8 * rows, 8 * columns);
    modesAbove = new int[4 * columns];
    coefficientsAbove = new int[columns][9];
    levels = new int[rows * columns];
    inner = new boolean[rows * columns];
  }

  /**
   * Decodes a picture to RGB, or RGBA of which alpha stays 0.
   *
   * @throws EOFException where the data end early
   */
  static byte[] decode(byte[] file, Chunk chunk, int height, int width, int channels)
      throws EOFException {
    Vp8Frame frame = new Vp8Frame(file, chunk, height, width);
    frame.blocks();
    frame.smooth();
    return new YuvToRgb(frame.luma, frame.chroma[0], frame.chroma[1], height, width).rgb(channels);
  }

  private static int u2(byte[] file, int at) {
    return (file[at] & 0xff) | (file[at + 1] & 0xff) << 8;
  }

  private void blocks() throws EOFException {
    for (int row = 0; row < rows; row++) {
      Vp8Bits in = tokens[row % tokens.length];
      Arrays.fill(modesLeft, 0);
      Arrays.fill(coefficientsLeft, 0);
      for (int column = 0; column < columns; column++) {
        block(in, row, column);
        if (in.pastEnd() || modes.pastEnd()) {
          throw new EOFException("the data end early");
        }
      }
    }
  }

  private void smooth() {
    Vp8Filter filter = new Vp8Filter(header, luma, chroma);
    for (int row = 0, i = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++, i++) {
        filter.block(row, column, levels[i], inner[i]);
      }
    }
  }

  private void block(Vp8Bits in, int row, int column) {
    int segment = 0;
    int[] tree = header.segmentTree;
    if (tree != null) {
      segment = modes.bit(tree[0]) == 0 ? modes.bit(tree[1]) : 2 + modes.bit(tree[2]);
    }
    boolean skipped = header.notSkipped >= 0 && modes.bit(header.notSkipped) != 0;
    boolean byParts = modes.bit(145) == 0;
    int mode = byParts ? partModes(column) : wholeMode(column);
    int chromaMode = chromaMode();
    boolean any = false;
    if (skipped) {
      skip(column, byParts);
    } else {
      any = coefficients(in, column, header.steps[segment], byParts);
    }
    int i = row * columns + column;
    levels[i] = header.level[segment][byParts ? 1 : 0];
    inner[i] = byParts || any;
    int y = 16 * row;
    int x = 16 * column;
    if (!byParts) {
      luma.predict(mode, y, x, 16);
    }
    for (int part = 0; part < 16; part++) {
      int partY = y + part / 4 * 4;
      int partX = x + part % 4 * 4;
      if (byParts) {
        around(row, column, part);
        luma.predictPart(parts[part], partY, partX, edge);
      }
      Vp8Coefficients.add(
          coefficients, 16 * part, luma.samples, luma.at(partY, partX), luma.stride);
    }
    for (int c = 0; c < 2; c++) {
      Vp8Plane plane = chroma[c];
      plane.predict(chromaMode, y / 2, x / 2, 8);
      for (int part = 0; part < 4; part++) {
        int at = plane.at(y / 2 + part / 2 * 4, x / 2 + part % 2 * 4);
        Vp8Coefficients.add(
            coefficients, 16 * (16 + 4 * c + part), plane.samples, at, plane.stride);
      }
    }
  }

  private int wholeMode(int column) {
    int mode =
        modes.bit(156) != 0
            ? modes.bit(128) != 0 ? Vp8Plane.TRUE_MOTION : Vp8Plane.HORIZONTAL
            : modes.bit(163) != 0 ? Vp8Plane.VERTICAL : Vp8Plane.DC;
    Arrays.fill(modesAbove, 4 * column, 4 * column + 4, mode);
    Arrays.fill(modesLeft, mode);
    return mode;
  }

  private int chromaMode() {
    if (modes.bit(142) == 0) {
      return Vp8Plane.DC;
    }
    if (modes.bit(114) == 0) {
      return Vp8Plane.VERTICAL;
    }
    return modes.bit(183) != 0 ? Vp8Plane.TRUE_MOTION : Vp8Plane.HORIZONTAL;
  }

  /** Reads the modes of the parts; there is none of the whole. */
  private int partModes(int column) {
    for (int part = 0; part < 16; part++) {
      int above = 4 * column + part % 4;
      int from = (modesAbove[above] * 10 + modesLeft[part / 4]) * 9;
      int i = 0;
      do {
        i = MODES[i + modes.bit(Vp8Tables.MODES[from + i / 2])];
      } while (i > 0);
      parts[part] = -i;
      modesAbove[above] = -i;
      modesLeft[part / 4] = -i;
    }
    return -1;
  }

  private void skip(int column, boolean byParts) {
    int kept = byParts ? 8 : 9;
    Arrays.fill(coefficientsAbove[column], 0, kept, 0);
    Arrays.fill(coefficientsLeft, 0, kept, 0);
  }

  /** Reads the coefficients of a block; whether there are any. */
  private boolean coefficients(Vp8Bits in, int column, int[] steps, boolean byParts) {
    int[] p = header.coefficients;
    int[] above = coefficientsAbove[column];
    int[] left = coefficientsLeft;
    int[] out = coefficients;
    boolean any = false;
    if (!byParts) {
      int[] dc = new int[16];
      int n =
          Vp8Coefficients.read(
              in, p, Vp8Coefficients.DC_OF_LUMA, above[8] + left[8], steps[2], steps[3], 0, dc, 0);
      above[8] = left[8] = n > 0 ? 1 : 0;
      Vp8Coefficients.spread(dc, out);
    }
    int first = byParts ? 0 : 1;
    int type = byParts ? Vp8Coefficients.LUMA : Vp8Coefficients.LUMA_AFTER_DC;
    for (int part = 0; part < 16; part++) {
      int a = part % 4;
      int l = part / 4;
      int n =
          Vp8Coefficients.read(
              in, p, type, above[a] + left[l], steps[0], steps[1], first, out, 16 * part);
      above[a] = left[l] = n > first ? 1 : 0;
      any |= n > 1 || out[16 * part] != 0;
    }
    for (int part = 16; part < 24; part++) {
      int plane = 4 + (part - 16) / 4 * 2;
      int a = plane + part % 2;
      int l = plane + part / 2 % 2;
      int n =
          Vp8Coefficients.read(
              in,
              p,
              Vp8Coefficients.CHROMA,
              above[a] + left[l],
              steps[4],
              steps[5],
              0,
              out,
              16 * part);
      above[a] = left[l] = n > 0 ? 1 : 0;
      any |= n > 1 || out[16 * part] != 0;
    }
    return any;
  }

  /**
   * The samples around a part. Those above and to the right of the last part of each line are those
   * of the block above, whose last one stands for what is beyond the picture.
   */
  private void around(int row, int column, int part) {
    int o = luma.at(16 * row + part / 4 * 4, 16 * column + part % 4 * 4);
    byte[] s = luma.samples;
    for (int i = 0; i < 4; i++) {
      edge[3 - i] = s[o + i * luma.stride - 1] & 0xff;
    }
    for (int i = 0; i < 5; i++) {
      edge[4 + i] = s[o - luma.stride - 1 + i] & 0xff;
    }
    boolean last = part % 4 == 3;
    int right = (last ? luma.at(16 * row, 16 * column + 12) : o) - luma.stride + 4;
    boolean beyond = last && column == columns - 1;
    for (int i = 0; i < 4; i++) {
      edge[9 + i] = !beyond ? s[right + i] & 0xff : row == 0 ? 127 : s[right - 1] & 0xff;
    }
  }
}
