package pointwise.raster.tiff;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.stream.LongStream;
import pointwise.raster.ImageException;
import pointwise.text.Text;

/**
 * One directory of a classic TIFF file (TIFF 6.0, section 2): fields by tag, whose values stay in
 * the file until they are asked for. Nothing of it is trusted: a field that lies outside the file
 * is refused when it is needed.
 */
final class TiffDirectory {
  static final int SHORT = 3;
  static final int LONG = 4;
  private static final int RATIONAL = 5;

  private static final int SUBFILE = 254;
  private static final int OLD_SUBFILE = 255;
  private static final int REDUCED_OR_MASK = 0b101;
  private static final int[] BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

  private final String origin;
  private final ByteBuffer file;
  private final TreeMap<Integer, Field> fields = new TreeMap<>();
  private final int start;
  private final int end;

  /** Where the values of a field are in the file. */
  private record Field(int type, long count, long at) {
    long bytes() {
      return count * BYTES[type];
    }
  }

  private TiffDirectory(String origin, ByteBuffer file, int at, int entries) {
    this.origin = origin;
    this.file = file;
    start = at;
    end = at + 2 + 12 * entries;
    for (int entry = at + 2; entry < end; entry += 12) {
      int type = u2(file, entry + 2);
      if (type > 0 && type < BYTES.length) {
        long count = u4(file, entry + 4);
        boolean inEntry = count * BYTES[type] <= 4;
        Field field = new Field(type, count, inEntry ? entry + 8 : u4(file, entry + 8));
        fields.putIfAbsent(u2(file, entry), field);
      }
    }
  }

  /** The bytes of a file in its byte order. */
  static ByteBuffer ordered(byte[] file) {
    return ByteBuffer.wrap(file)
        .order(file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
  }

  /**
   * The directory at an offset.
   *
   * @return null where no directory of a picture is
   */
  static TiffDirectory at(String origin, ByteBuffer file, long offset) {
    int length = file.capacity();
    if (offset < 8 || offset + 2 > length) {
      return null;
    }
    int entries = u2(file, (int) offset);
    if (offset + 2 + 12L * entries > length) {
      return null;
    }
    TiffDirectory directory = new TiffDirectory(origin, file, (int) offset, entries);
    return directory.has(TiffTags.WIDTH) && directory.has(TiffTags.HEIGHT) ? directory : null;
  }

  /** The offset of the next directory, or 0. */
  long next() {
    return end + 4 <= file.capacity() ? u4(file, end) : 0;
  }

  /** Bytes of the directory itself. */
  int bytes() {
    return end + 4 - start;
  }

  boolean has(int tag) {
    return fields.containsKey(tag);
  }

  /** Whether the picture is of full resolution, and no mask of another. */
  boolean fullResolution() {
    return has(SUBFILE) ? (number(SUBFILE, 0) & REDUCED_OR_MASK) == 0 : number(OLD_SUBFILE, 1) != 2;
  }

  /** The first number of a field, or another where there is no such field. */
  long number(int tag, long otherwise) {
    Field field = fields.get(tag);
    return field == null || field.count == 0 ? otherwise : number(tag, field, 0);
  }

  /** The numbers of a field; empty where there is no such field. */
  long[] numbers(int tag) {
    Field field = fields.get(tag);
    long[] numbers = new long[field == null ? 0 : (int) checked(tag, field).count];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(tag, field, i);
    }
    return numbers;
  }

  /** The bytes of a field as they are in the file. */
  byte[] values(int tag) {
    Field field = checked(tag, fields.get(tag));
    byte[] values = new byte[(int) field.bytes()];
    file.get((int) field.at, values);
    return values;
  }

  /** The fractions of a field, or others where it has not as many. */
  double[] rationals(int tag, double... otherwise) {
    Field field = fields.get(tag);
    if (field == null || field.type != RATIONAL || field.count != otherwise.length) {
      return otherwise;
    }
    int at = (int) checked(tag, field).at;
    double[] fractions = new double[otherwise.length];
    for (int i = 0; i < fractions.length; i++, at += 8) {
      fractions[i] = (double) u4(file, at) / u4(file, at + 4);
    }
    return fractions;
  }

  /**
   * Where the first thing behind a place begins that is known of: this directory, its values, the
   * next directory or the end of the file.
   */
  long firstBehind(long place) {
    LongStream own = fields.values().stream().mapToLong(Field::at);
    return LongStream.concat(LongStream.of(start, next(), file.capacity()), own)
        .filter(at -> at > place)
        .min()
        .orElse(file.capacity());
  }

  /** A field of text without the end that it may have. */
  String text(int tag) {
    String text = new String(values(tag), StandardCharsets.ISO_8859_1);
    int end = text.indexOf(0);
    return (end < 0 ? text : text.substring(0, end)).strip();
  }

  private long number(int tag, Field field, int i) {
    int at = (int) (checked(tag, field).at + (long) i * BYTES[field.type]);
    return switch (field.type) {
      case 1, 7 -> file.get(at) & 0xff;
      case SHORT -> u2(file, at);
      case LONG, 13 -> u4(file, at);
      case 6 -> file.get(at);
      case 8 -> file.getShort(at);
      case 9 -> file.getInt(at);
      default ->
          throw new ImageException(
              origin,
              Text.of(
                  "TIFF field %d is corrupt, found values of type %d, expected whole numbers",
                  tag, field.type));
    };
  }

  private Field checked(int tag, Field field) {
    if (field.at + field.bytes() > file.capacity()) {
      throw new ImageException(
          origin,
          Text.of(
              "the file is cut short, found %d bytes, expected at least %d: TIFF field %d ends there",
              file.capacity(), field.at + field.bytes(), tag));
    }
    return field;
  }

  static int u2(ByteBuffer file, int at) {
    return file.getShort(at) & 0xffff;
  }

  static long u4(ByteBuffer file, int at) {
    return file.getInt(at) & 0xffffffffL;
  }
}
