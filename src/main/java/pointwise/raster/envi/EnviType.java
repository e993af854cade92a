package pointwise.raster.envi;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import pointwise.raster.SampleType;
import pointwise.text.Text;

/** The types that a sample may have in an ENVI file, by IDL's numbers. */
enum EnviType {
  UINT8(1, 1, SampleType.UINT8),
  INT16(2, 2, SampleType.INT16),
  INT32(3, 4, SampleType.FLOAT32),
  FLOAT32(4, 4, SampleType.FLOAT32),
  FLOAT64(5, 8, SampleType.FLOAT32),
  UINT16(12, 2, SampleType.UINT16),
  UINT32(13, 4, SampleType.FLOAT32),
  INT64(14, 8, SampleType.FLOAT32),
  UINT64(15, 8, SampleType.FLOAT32);

  private static final String READ =
      Arrays.stream(values()).map(EnviType::text).collect(Collectors.joining(", "));

  private final int code;
  private final int bytes;
  private final SampleType read;

  EnviType(int code, int bytes, SampleType read) {
    this.code = code;
    this.bytes = bytes;
    this.read = read;
  }

  /** The type that a header has by its number. */
  static EnviType of(EnviFields fields) {
    String found = fields.text("data type");
    for (EnviType type : values()) {
      if (found.equals(Integer.toString(type.code))) {
        return type;
      }
    }
    String named =
        switch (found) {
          case "6" -> "6 (complex float32)";
          case "9" -> "9 (complex float64)";
          default -> found;
        };
    throw fields.wrong("data type", named, "one of " + READ);
  }

  private String text() {
    return Text.of("%d (%s)", code, dtype());
  }

  /** NumPy's name of the stored type. */
  String dtype() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Bytes of a stored sample. */
  int bytes() {
    return bytes;
  }

  /** The type of the sample when it is read: float32 where the stored type is none of ours. */
  SampleType read() {
    return read;
  }

  /** Whether a sample is read as it is stored, but for the order of its bytes. */
  boolean asStored() {
    return read != SampleType.FLOAT32 || this == FLOAT32;
  }
}
