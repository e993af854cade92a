package pointwise.raster.webp;

import java.util.Arrays;

/**
 * The samples of luma or of a chroma in whole blocks, with what prediction takes for those above
 * (127) and to the left (129) of the picture.
 */
final class Vp8Plane {
  private static final int ABOVE = 127;
  private static final int LEFT = 129;

  /** Modes of whole blocks, which are modes of parts too. */
  static final int DC = 0;

  static final int TRUE_MOTION = 1;
  static final int VERTICAL = 2;
  static final int HORIZONTAL = 3;

  final byte[] samples;
  final int stride;

  /** Of samples of whole blocks. */
  Vp8Plane(int height, int width) {
    stride = width + 1;
    samples = new byte[(height + 1) * stride];
    Arrays.fill(samples, 0, stride, (byte) ABOVE);
    for (int y = 1; y <= height; y++) {
      samples[y * stride] = (byte) LEFT;
    }
  }

  /** Where a sample is. */
  int at(int y, int x) {
    return (y + 1) * stride + x + 1;
  }

  private int sample(int at) {
    return samples[at] & 0xff;
  }

  /** Predicts a whole block of luma or chroma (RFC 6386, sections 12.2 and 12.3). */
  void predict(int mode, int y, int x, int size) {
    int o = at(y, x);
    int mean = mode == DC ? mean(o, size, y > 0, x > 0) : 0;
    int corner = sample(o - stride - 1);
    for (int j = 0; j < size; j++, o += stride) {
      int left = sample(o - 1);
      for (int i = 0; i < size; i++) {
        int above = sample(o + i - (j + 1) * stride);
        samples[o + i] =
            switch (mode) {
              case DC -> (byte) mean;
              case TRUE_MOTION -> Vp8Coefficients.clip(left + above - corner);
              case VERTICAL -> (byte) above;
              default -> (byte) left;
            };
      }
    }
  }

  private int mean(int o, int size, boolean above, boolean left) {
    if (!above && !left) {
      return 128;
    }
    int sum = 0;
    for (int i = 0; i < size; i++) {
      sum += above ? sample(o - stride + i) : 0;
      sum += left ? sample(o + i * stride - 1) : 0;
    }
    int count = above && left ? 2 * size : size;
    return (sum + count / 2) / count;
  }

  /**
   * Predicts a part of 4 x 4 (RFC 6386, section 12.3).
   *
   * @param e the samples around it: four to the left from below, the corner, eight above
   */
  void predictPart(int mode, int y, int x, int[] e) {
    for (int j = 0; j < 4; j++) {
      int o = at(y + j, x);
      for (int i = 0; i < 4; i++) {
        samples[o + i] = (byte) part(mode, i, j, e);
      }
    }
  }

  private static int part(int mode, int x, int y, int[] e) {
    return switch (mode) {
      case DC -> (e[0] + e[1] + e[2] + e[3] + e[5] + e[6] + e[7] + e[8] + 4) >> 3;
      case TRUE_MOTION -> Vp8Coefficients.clip(e[3 - y] + e[5 + x] - e[4]);
      case VERTICAL -> three(e, 5 + x);
      case HORIZONTAL -> three(e, 3 - y);
      case 4 -> three(e, 6 + x + y); // left and down
      case 5 -> three(e, 4 + x - y); // right and down
      case 6 -> // vertical, right
          y >= 2 && x > 0
              ? part(mode, x - 1, y - 2, e)
              : y == 0 ? two(e, 4 + x) : three(e, y == 1 ? 4 + x : 5 - y);
      case 7 -> // vertical, left
          x == 3 && y >= 2
              ? three(e, 8 + y)
              : y % 2 == 0 ? two(e, 5 + x + y / 2) : three(e, 6 + x + y / 2);
      case 8 -> // horizontal, down
          x >= 2 && y > 0
              ? part(mode, x - 2, y - 1, e)
              : x == 0 ? two(e, 3 - y) : three(e, x == 1 ? 4 - y : 3 + x);
      default -> up(e, x + 2 * y); // horizontal, up
    };
  }

  private static int up(int[] e, int k) {
    int at = 3 - k / 2;
    if (at <= 0) {
      return e[0];
    }
    return k % 2 == 0 ? two(e, at - 1) : three(e, at - 1);
  }

  private static int two(int[] e, int at) {
    return (e[at] + e[at + 1] + 1) >> 1;
  }

  /** The ends stand for what is beyond them. */
  private static int three(int[] e, int at) {
    return (e[Math.max(0, at - 1)] + 2 * e[at] + e[Math.min(12, at + 1)] + 2) >> 2;
  }
}
