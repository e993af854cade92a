package pointwise.raster;

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. Java has it from 20 on. */
public final class Half {
  /** Halfway from the largest number to what would be the next: from here on, infinity. */
  public static final float INFINITE_FROM = 65520f;

  private static final int NORMAL_FROM = Float.floatToRawIntBits(0x1p-14f);
  private static final int INFINITY = 0x7f800000;

  private Half() {}

  /** The number; float32 holds them all. */
  public static float toFloat(short half) {
    int exponent = half >> 10 & 31;
    int fraction = half & 1023;
    int size =
        switch (exponent) {
          case 0 -> Float.floatToRawIntBits(fraction * 0x1p-24f);
          case 31 -> INFINITY | fraction << 13;
          default -> (exponent + 112) << 23 | fraction << 13;
        };
    return Float.intBitsToFloat((half & 0x8000) << 16 | size);
  }

  /** The nearest number, of two equally near the one with an even fraction. */
  public static short ofFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int size = bits & 0x7fffffff;
    int half;
    if (size > INFINITY) {
      half = 0x7e00 | ((size >> 13) & 0x1ff); // a quiet NaN with the first bits of its payload
    } else if (size >= Float.floatToRawIntBits(INFINITE_FROM)) {
      half = 0x7c00;
    } else if (size >= NORMAL_FROM) {
      // Half of the last bit that stays, less one where that bit is even, carries where it should.
      half = (size + 0xfff + ((size >> 13) & 1) - (112 << 23)) >> 13;
    } else {
      half = (int) Math.rint(Float.intBitsToFloat(size) * 0x1p24);
    }
    return (short) (sign | half);
  }
}
