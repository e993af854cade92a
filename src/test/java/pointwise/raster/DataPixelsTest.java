package pointwise.raster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DataPixelsTest {
  private static final int PIXELS = 7001;
  private static final int D = 3;

  private static final float[][] NODATA = {
    {Float.NaN, Float.NaN, Float.NaN},
    {7, 7, 7},
    {7, Float.NaN, 7},
    {-3, 7, 9},
    {-0f, 0f, 0f},
    {300, 300, 300},
    {70000, 70000, 70000},
    {0.5f, 0.5f, 0.5f},
    {Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY}
  };

  /** Few values, so that all meet; the first half of the pixels has none that are special. */
  private static float value(Random random, int pixel, SampleType type) {
    float[] plain = {1, 2, 3};
    float[] special =
        type.isFloating()
            ? new float[] {7, -3, 0.5f, -0f, Float.NaN, Float.NEGATIVE_INFINITY, 9, 300}
            : new float[] {7, 0, 9, type.full()};
    float[] of = pixel < PIXELS / 2 ? plain : special;
    return of[random.nextInt(of.length)];
  }

  private static void put(ByteBuffer to, SampleType type, float value) {
    switch (type) {
      case UINT8 -> to.put((byte) (int) value);
      case UINT16, INT16 -> to.putShort((short) (int) value);
      case FLOAT16 -> to.putShort(half(value));
      case FLOAT32 -> to.putFloat(value);
    }
  }

  /** Those of {@link #value} in IEEE 754 binary16. */
  private static short half(float value) {
    if (Float.isNaN(value)) {
      return 0x7e00;
    }
    if (Float.isInfinite(value)) {
      return (short) (value > 0 ? 0x7c00 : 0xfc00);
    }
    int bits = Float.floatToIntBits(value);
    int exponent = ((bits >> 23) & 0xff) - 127 + 15;
    int sign = bits < 0 ? 0x8000 : 0;
    return (short) (value == 0 ? sign : sign | exponent << 10 | (bits & 0x7fffff) >> 13);
  }

  @ParameterizedTest
  @EnumSource
  void aPixelIsDataAsADoubleLoopSays(SampleType type) {
    for (float[] nodata : NODATA) {
      for (boolean all : new boolean[] {false, true}) {
        Random random = new Random(5);
        ByteBuffer samples =
            ByteBuffer.allocate(PIXELS * D * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        byte[] expected = new byte[PIXELS];
        boolean some = false;
        for (int p = 0; p < PIXELS; p++) {
          int none = 0;
          boolean finite = true;
          for (int c = 0; c < D; c++) {
            float value = value(random, p, type);
            put(samples, type, value);
            finite &= Float.isFinite(value);
            none += value == nodata[c] ? 1 : 0;
          }
          boolean data = finite && (all ? none < D : none == 0);
          expected[p] = (byte) (data ? 1 : 0);
          some |= !data;
        }
        byte[] found = new DataPixels(type, nodata, all).valid(samples.array());
        if (some) {
          assertThat(found).isEqualTo(expected);
        } else {
          assertThat(found).isNull();
        }
      }
    }
  }
}
