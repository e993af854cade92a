package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import pointwise.text.Text;

/**
 * Reads tensors: float32, float16 and float64 as floats, int64 and bool as integers. Nothing is
 * allocated before as many numbers are known to be there.
 */
final class Tensors {
  private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
  private static final int FLOAT16 = TensorProto.DataType.FLOAT16_VALUE;
  private static final int DOUBLE = TensorProto.DataType.DOUBLE_VALUE;
  private static final int INT64 = TensorProto.DataType.INT64_VALUE;
  private static final int BOOL = TensorProto.DataType.BOOL_VALUE;

  /** Bits of a number, of every type that a model may hold. */
  private static final Map<Integer, Integer> WIDTHS =
      Map.ofEntries(
          Map.entry(FLOAT, 32),
          Map.entry(FLOAT16, 16),
          Map.entry(TensorProto.DataType.BFLOAT16_VALUE, 16),
          Map.entry(DOUBLE, 64),
          Map.entry(BOOL, 8),
          Map.entry(TensorProto.DataType.INT8_VALUE, 8),
          Map.entry(TensorProto.DataType.UINT8_VALUE, 8),
          Map.entry(TensorProto.DataType.INT16_VALUE, 16),
          Map.entry(TensorProto.DataType.UINT16_VALUE, 16),
          Map.entry(TensorProto.DataType.INT32_VALUE, 32),
          Map.entry(TensorProto.DataType.UINT32_VALUE, 32),
          Map.entry(INT64, 64),
          Map.entry(TensorProto.DataType.UINT64_VALUE, 64));

  private Tensors() {}

  /**
   * The tensor.
   *
   * @throws IllegalArgumentException if its type is another, or its numbers are not there
   */
  static Tensor read(TensorProto tensor, ExternalData external) {
    String name = tensor.getName();
    int[] dims = new int[tensor.getDimsCount()];
    int count = count(tensor, dims);
    int type = tensor.getDataType();
    if (type != FLOAT && type != FLOAT16 && type != DOUBLE && type != INT64 && type != BOOL) {
      throw new IllegalArgumentException(
          Text.of(
              "constant %s has a type that is not read, found %s, expected float, float16, double, int64 or bool",
              name, typeName(type)));
    }
    if (tensor.hasSegment()) {
      throw new IllegalArgumentException(Text.of("constant %s comes in segments", name));
    }
    boolean outside = tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    if (outside || tensor.hasRawData()) {
      ByteBuffer bytes =
          outside
              ? ByteBuffer.wrap(outside(tensor, (long) count * width(type), external))
              : tensor.getRawData().asReadOnlyByteBuffer();
      require(name, bytes.remaining(), (long) count * width(type), "bytes");
      return raw(name, dims, count, type, bytes.order(ByteOrder.LITTLE_ENDIAN));
    }
    if (type == INT64) {
      require(name, tensor.getInt64DataCount(), count, "numbers");
      return integers(name, dims, tensor.getInt64DataList());
    }
    if (type == BOOL) {
      require(name, tensor.getInt32DataCount(), count, "numbers");
      return integers(name, dims, tensor.getInt32DataList());
    }
    int there =
        type == FLOAT
            ? tensor.getFloatDataCount()
            : type == DOUBLE ? tensor.getDoubleDataCount() : tensor.getInt32DataCount();
    require(name, there, count, "numbers");
    return floats(
        name,
        dims,
        count,
        type == FLOAT
            ? tensor::getFloatData
            : type == DOUBLE ? tensor::getDoubleData : i -> ofHalf((short) tensor.getInt32Data(i)));
  }

  /** The name of a type, in lower case. */
  static String typeName(int type) {
    TensorProto.DataType known = TensorProto.DataType.forNumber(type);
    return known == null ? "type " + type : known.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static int count(TensorProto tensor, int[] dims) {
    long count = 1;
    for (int i = 0; i < dims.length; i++) {
      long dim = tensor.getDims(i);
      if (dim < 0) {
        throw new IllegalArgumentException(
            Text.of("constant %s has a negative size, found %d", tensor.getName(), dim));
      }
      // Both factors are below 2^31 here, so that the product does not overflow.
      count = dim > Integer.MAX_VALUE ? Long.MAX_VALUE : count * dim;
      if (count > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            Text.of(
                "constant %s is too large, found dimensions %s, expected at most %d numbers",
                tensor.getName(), tensor.getDimsList(), Integer.MAX_VALUE));
      }
      dims[i] = (int) dim;
    }
    return (int) count;
  }

  private static void require(String name, long found, long expected, String what) {
    if (found != expected) {
      throw new IllegalArgumentException(
          Text.of(
              "the data of constant %s do not fit its shape, found %d %s, expected %d",
              name, found, what, expected));
    }
  }

  private static int width(int type) {
    return type == BOOL ? 1 : type == FLOAT16 ? 2 : type == FLOAT ? 4 : 8;
  }

  private static Tensor raw(String name, int[] dims, int count, int type, ByteBuffer bytes) {
    if (type == INT64 || type == BOOL) {
      long[] integers = new long[count];
      for (int i = 0; i < count; i++) {
        integers[i] = type == INT64 ? bytes.getLong() : bytes.get();
      }
      return new Tensor(name, dims, null, integers);
    }
    if (type == FLOAT) {
      float[] floats = new float[count];
      bytes.asFloatBuffer().get(floats);
      return new Tensor(name, dims, floats, null);
    }
    return floats(
        name, dims, count, i -> type == DOUBLE ? bytes.getDouble() : ofHalf(bytes.getShort()));
  }

  private static Tensor floats(String name, int[] dims, int count, IntToDoubleFunction at) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) at.applyAsDouble(i);
    }
    return new Tensor(name, dims, floats, null);
  }

  private static Tensor integers(String name, int[] dims, List<? extends Number> numbers) {
    return new Tensor(
        name, dims, null, numbers.stream().mapToLong(number -> number.longValue()).toArray());
  }

  /** The number that 16 bits stand for: sign, 5 bits of exponent, 10 of fraction (IEEE 754). */
  static float ofHalf(short bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    float size =
        exponent == 0
            ? fraction * 0x1p-24f
            : exponent == 31
                ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
                : Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
    return bits < 0 ? -size : size;
  }

  /**
   * The bytes of a tensor in a file beside the model, as many as that says, or as its type and
   * dimensions ask for.
   */
  static byte[] outside(TensorProto tensor, ExternalData external) {
    int type = tensor.getDataType();
    long bits = WIDTHS.getOrDefault(type, 0);
    long count = count(tensor, new int[tensor.getDimsCount()]);
    if (bits == 0) {
      throw new IllegalArgumentException(
          Text.of(
              "constant %s has a type that is not read, found %s, expected numbers",
              tensor.getName(), typeName(type)));
    }
    long size = (count * bits + Byte.SIZE - 1) / Byte.SIZE;
    byte[] bytes = outside(tensor, size, external);
    require(tensor.getName(), bytes.length, size, "bytes");
    return bytes;
  }

  private static byte[] outside(TensorProto tensor, long size, ExternalData external) {
    String location = null;
    long offset = 0;
    long length = size;
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      switch (entry.getKey()) {
        case "location" -> location = entry.getValue();
        case "offset" -> offset = number(tensor, entry);
        case "length" -> length = number(tensor, entry);
        default -> {} // a checksum, which need not be checked
      }
    }
    requireBeside(tensor.getName(), location);
    require(tensor.getName(), length, size, "bytes in file " + location);
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          Text.of(
              "constant %s is too large, found %d bytes in file %s, expected at most %d",
              tensor.getName(), size, location, Integer.MAX_VALUE - 8));
    }
    try (InputStream stream = external.open(location)) {
      stream.skipNBytes(offset);
      return stream.readNBytes((int) size); // grows with what is there
    } catch (EOFException e) {
      throw new IllegalArgumentException(
          Text.of(
              "the data of constant %s are not in file %s, found its end before offset %d",
              tensor.getName(), location, offset),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          Text.of(
              "cannot read file %s of constant %s: %s",
              location, tensor.getName(), e.getMessage() == null ? e : e.getMessage()),
          e);
    }
  }

  private static long number(TensorProto tensor, StringStringEntryProto entry) {
    if (!entry.getValue().matches("\\d{1,18}")) {
      throw new IllegalArgumentException(
          Text.of(
              "%s of constant %s does not fit, found %s, expected 0 to 999999999999999999",
              entry.getKey(), tensor.getName(), entry.getValue()));
    }
    return Long.parseLong(entry.getValue());
  }

  private static void requireBeside(String name, String location) {
    boolean beside =
        location != null
            && location.chars().noneMatch(c -> c == '\\' || c == ':' || Character.isISOControl(c))
            && Arrays.stream(location.split("/", -1))
                .noneMatch(part -> part.isEmpty() || part.equals(".."));
    if (!beside) {
      throw new IllegalArgumentException(
          Text.of(
              "the file of constant %s is not beside the model, found %s, expected a path below its folder",
              name, location));
    }
  }
}
