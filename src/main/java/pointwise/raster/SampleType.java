package pointwise.raster;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Collectors;
import pointwise.text.Text;

/**
 * The type of a sample as it is stored: what one channel of one pixel is. Multi-byte samples are
 * little-endian wherever Pointwise holds them.
 */
public enum SampleType {
  UINT8("uint8", 1, 255f),
  UINT16("uint16", 2, 65535f),
  INT16("int16", 2, 32767f),
  FLOAT16("float16", 2, 1f),
  FLOAT32("float32", 4, 1f);

  /** What kernels and layers compute in: the type of their results. */
  public static final SampleType COMPUTED = FLOAT32;

  private final String dtype;
  private final int bytes;
  private final float full;

  SampleType(String dtype, int bytes, float full) {
    this.dtype = dtype;
    this.bytes = bytes;
    this.full = full;
  }

  /** NumPy's name of the type, as the {@code dtype} column holds it. */
  public String dtype() {
    return dtype;
  }

  /** Bytes per sample. */
  public int bytes() {
    return bytes;
  }

  /** The value that {@code "range": "unit"} maps to 1, and that an opaque alpha has. */
  public float full() {
    return full;
  }

  /** Whether it has NaN and infinite numbers. */
  public boolean isFloating() {
    return this == FLOAT16 || this == FLOAT32;
  }

  /** The sample at {@code index}, counted in samples; {@code samples} is little-endian. */
  public float sample(ByteBuffer samples, int index) {
    return switch (this) {
      case UINT8 -> samples.get(index) & 0xff;
      case UINT16 -> samples.getShort(2 * index) & 0xffff;
      case INT16 -> samples.getShort(2 * index);
      case FLOAT16 -> Half.toFloat(samples.getShort(2 * index));
      case FLOAT32 -> samples.getFloat(4 * index);
    };
  }

  /** Whether {@link #FLOAT32} does not hold a number exactly; NaN it does. */
  public static boolean isRounded(double value) {
    return (float) value != value && !Double.isNaN(value);
  }

  /** The type of that NumPy name. */
  public static SampleType of(String dtype) {
    for (SampleType type : values()) {
      if (type.dtype.equals(dtype)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        Text.of(
            "the dtype is unknown, found %s, expected one of %s",
            dtype,
            Arrays.stream(values()).map(SampleType::dtype).collect(Collectors.joining(", "))));
  }
}
