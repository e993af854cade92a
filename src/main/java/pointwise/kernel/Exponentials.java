package pointwise.kernel;

/**
 * Functions of e^x over whole arrays, in float: loops without branches and calls, which the JVM
 * vectorises. They go over copies of a few hundred numbers, all from index 0 on: it does not
 * vectorise loops over arrays at different offsets so well.
 *
 * <p>x = k ln 2 + r with a whole number k and |r| at most ln(2) / 2, so e^x = 2^k e^r.
 */
final class Exponentials {
  /** Numbers at a time: their copies stay in the first cache. */
  private static final int CHUNK = 512;

  private static final float LOG2_E = 1.442695f;

  /** 1.5 * 2^23: a float has no fraction behind it. A small number added to it is rounded. */
  private static final float ROUND = 0x1.8p23f;

  /** ln 2 in two parts; k times the first, of 9 bits, is exact. */
  private static final float LN2_HIGH = 0x1.63p-1f;

  private static final float LN2_LOW = (float) (0.6931471805599453 - 0x1.63p-1);

  /** The exponent that is stored for 1. */
  private static final int ONE = 0x3f800000;

  private static final int FRACTION_BITS = 23;

  private Exponentials() {}

  /** y = 1 / (1 + e^-(y + bias)); 0 where that is below the smallest float of full precision. */
  static void sigmoid(float[] y, float[] bias, int length) {
    int most = Math.min(CHUNK, length);
    float[] x = new float[most];
    float[] b = new float[most];
    for (int begin = 0, count; begin < length; begin += count) {
      count = Math.min(most, length - begin);
      System.arraycopy(y, begin, x, 0, count);
      System.arraycopy(bias, begin, b, 0, count);
      for (int i = 0; i < count; i++) {
        // From 88.4 on 2^k is infinite.
        x[i] = Math.max(-87f, Math.min(89f, -(x[i] + b[i])));
      }
      reduce(x, b, count);
      for (int i = 0; i < count; i++) {
        b[i] = (b[i] + 1) * power(x[i]);
      }
      for (int i = 0; i < count; i++) {
        x[i] = 1 / (1 + b[i]);
      }
      System.arraycopy(x, 0, y, begin, count);
    }
  }

  /**
   * y = tanh(y + bias) = E / (E + 2), E = e^(2 (y + bias)) - 1, which is exact to the last at 0.
   */
  static void tanh(float[] y, float[] bias, int length) {
    int most = Math.min(CHUNK, length);
    float[] x = new float[most];
    float[] b = new float[most];
    for (int begin = 0, count; begin < length; begin += count) {
      count = Math.min(most, length - begin);
      System.arraycopy(y, begin, x, 0, count);
      System.arraycopy(bias, begin, b, 0, count);
      for (int i = 0; i < count; i++) {
        // From 9.1 on tanh is 1 in float.
        x[i] = Math.max(-20f, Math.min(20f, 2 * (x[i] + b[i])));
      }
      reduce(x, b, count);
      for (int i = 0; i < count; i++) {
        float power = power(x[i]);
        b[i] = power * b[i] + (power - 1);
      }
      for (int i = 0; i < count; i++) {
        x[i] = b[i] / (b[i] + 2);
      }
      System.arraycopy(x, 0, y, begin, count);
    }
  }

  /**
   * Of x, e^r - 1 and k.
   *
   * @param x becomes ROUND + k
   * @param q becomes e^r - 1: r + r^2 times a polynomial whose coefficients make the largest
   *     relative error of e^r small, those of Cephes' expf
   */
  private static void reduce(float[] x, float[] q, int count) {
    for (int i = 0; i < count; i++) {
      float rounded = x[i] * LOG2_E + ROUND;
      float k = rounded - ROUND;
      float r = x[i] - k * LN2_HIGH - k * LN2_LOW;
      float p = 1.9875691e-4f * r + 1.3981999e-3f;
      p = p * r + 8.333452e-3f;
      p = p * r + 4.1665796e-2f;
      p = p * r + 0.16666666f;
      p = p * r + 0.5f;
      q[i] = p * (r * r) + r;
      x[i] = rounded;
    }
  }

  /** 2^k of ROUND + k, for k from -126 to 128: k is in the last bits of that. */
  private static float power(float rounded) {
    return Float.intBitsToFloat((Float.floatToRawIntBits(rounded) << FRACTION_BITS) + ONE);
  }
}
