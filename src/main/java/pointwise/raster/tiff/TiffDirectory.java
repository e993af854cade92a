package pointwise.raster.tiff;

import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.stream.LongStream;
import pointwise.raster.ImageException;
import pointwise.text.Text;

/**
 * One directory of a TIFF file (TIFF 6.0, section 2, and BigTIFF): fields by tag, whose values stay
 * in the file until they are asked for. Nothing of it is trusted: a field that lies outside the
 * file is refused when it is needed.
 */
final class TiffDirectory {
  static final int SHORT = 3;
  static final int LONG = 4;
  private static final int RATIONAL = 5;
  private static final int FLOAT = 11;
  private static final int DOUBLE = 12;

  private static final int SUBFILE = 254;
  private static final int OLD_SUBFILE = 255;
  private static final int REDUCED = 0b1;
  private static final int MASK = 0b100;
  private static final int[] BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

  /** Entries of a directory, as many as libtiff reads. */
  private static final int MOST_ENTRIES = 0xffff;

  /** Bytes of a field whose values are taken at once. */
  private static final long MOST_BYTES = 1L << 26;

  private final String origin;
  private final TiffBytes file;
  private final TreeMap<Integer, Field> fields = new TreeMap<>();
  private final long start;
  private final long end;

  /** Where the values of a field are in the file. */
  private record Field(int type, long count, long at) {
    /** The largest number where they are more than any file has. */
    long bytes() {
      return count < 0 || count > Long.MAX_VALUE / 8 ? Long.MAX_VALUE : count * BYTES[type];
    }
  }

  private TiffDirectory(String origin, TiffBytes file, long start, int entries) {
    this.origin = origin;
    this.file = file;
    this.start = start;
    int place = placeBytes(file);
    int step = 4 + 2 * place;
    long first = start + (file.bigTiff() ? 8 : 2);
    end = first + (long) step * entries;
    for (long entry = first; entry < end; entry += step) {
      int type = file.u2(entry + 2);
      if (type < BYTES.length && BYTES[type] > 0) {
        Field field = new Field(type, file.number(entry + 4, place), entry + 4 + place);
        boolean inEntry = field.bytes() <= place;
        fields.putIfAbsent(
            file.u2(entry),
            inEntry ? field : new Field(type, field.count, file.number(field.at, place)));
      }
    }
  }

  /** Bytes of an offset or a count. */
  private static int placeBytes(TiffBytes file) {
    return file.bigTiff() ? 8 : 4;
  }

  /**
   * The directory at an offset.
   *
   * @return null where no directory of a picture is
   */
  static TiffDirectory at(String origin, TiffBytes file, long offset) {
    int count = file.bigTiff() ? 8 : 2;
    if (offset < 8 || offset > file.length() - count) {
      return null;
    }
    long entries = file.number(offset, count);
    int step = 4 + 2 * placeBytes(file);
    if (entries < 0 || entries > MOST_ENTRIES || entries * step > file.length() - count - offset) {
      return null;
    }
    TiffDirectory directory = new TiffDirectory(origin, file, offset, (int) entries);
    return directory.has(TiffTags.WIDTH) && directory.has(TiffTags.HEIGHT) ? directory : null;
  }

  /** The offset of the next directory, or 0. */
  long next() {
    int bytes = placeBytes(file);
    return end + bytes <= file.length() ? file.number(end, bytes) : 0;
  }

  /** Bytes of the directory itself. */
  long bytes() {
    return end + placeBytes(file) - start;
  }

  /** Its file. */
  TiffBytes file() {
    return file;
  }

  boolean has(int tag) {
    return fields.containsKey(tag);
  }

  /** Whether the picture is of full resolution, and no mask of another. */
  boolean fullResolution() {
    return has(SUBFILE)
        ? (number(SUBFILE, 0) & (REDUCED | MASK)) == 0
        : number(OLD_SUBFILE, 1) != 2;
  }

  /** Whether it is the mask of another picture. */
  boolean mask() {
    return (number(SUBFILE, 0) & MASK) != 0;
  }

  /** How many numbers a field has; 0 where there is no such field. */
  long count(int tag) {
    Field field = fields.get(tag);
    return field == null ? 0 : checked(tag, field).count;
  }

  /** The first number of a field, or another where there is no such field. */
  long number(int tag, long otherwise) {
    Field field = fields.get(tag);
    return field == null || field.count == 0 ? otherwise : number(tag, checked(tag, field), 0);
  }

  /** A number of a field that is there and has as many. */
  long numberAt(int tag, long i) {
    return number(tag, fields.get(tag), i);
  }

  /** The numbers of a field; empty where there is no such field. */
  long[] numbers(int tag) {
    Field field = fields.get(tag);
    long[] numbers = new long[field == null ? 0 : (int) small(tag, field).count];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(tag, field, i);
    }
    return numbers;
  }

  /** The bytes of a field as they are in the file. */
  byte[] values(int tag) {
    Field field = small(tag, fields.get(tag));
    byte[] values = new byte[(int) field.bytes()];
    file.read(field.at, values, 0, values.length);
    return values;
  }

  /** The fractions of a field, or others where it has not as many. */
  double[] rationals(int tag, double... otherwise) {
    Field field = fields.get(tag);
    if (field == null || field.type != RATIONAL || field.count != otherwise.length) {
      return otherwise;
    }
    long at = checked(tag, field).at;
    double[] fractions = new double[otherwise.length];
    for (int i = 0; i < fractions.length; i++, at += 8) {
      fractions[i] = (double) file.u4(at) / file.u4(at + 4);
    }
    return fractions;
  }

  /** The floating-point numbers of a field; empty where there is no such field. */
  double[] doubles(int tag) {
    Field field = fields.get(tag);
    if (field == null || (field.type != DOUBLE && field.type != FLOAT)) {
      return new double[0];
    }
    double[] numbers = new double[(int) small(tag, field).count];
    for (int i = 0; i < numbers.length; i++) {
      long at = field.at + (long) i * BYTES[field.type];
      numbers[i] =
          field.type == DOUBLE
              ? Double.longBitsToDouble(file.number(at, 8))
              : Float.intBitsToFloat((int) file.u4(at));
    }
    return numbers;
  }

  /**
   * Where the first thing behind a place begins that is known of: this directory, its values, the
   * next directory or the end of the file.
   */
  long firstBehind(long place) {
    LongStream own = fields.values().stream().mapToLong(Field::at);
    return LongStream.concat(LongStream.of(start, next(), file.length()), own)
        .filter(at -> at > place)
        .min()
        .orElse(file.length());
  }

  /** A field of text without the end that it may have. */
  String text(int tag) {
    String text = new String(values(tag), StandardCharsets.UTF_8);
    int end = text.indexOf(0);
    return (end < 0 ? text : text.substring(0, end)).strip();
  }

  private long number(int tag, Field field, long i) {
    long at = field.at + i * BYTES[field.type];
    return switch (field.type) {
      case 1, 7 -> file.u1(at);
      case SHORT -> file.u2(at);
      case LONG, 13 -> file.u4(at);
      case 6 -> (byte) file.u1(at);
      case 8 -> (short) file.u2(at);
      case 9 -> (int) file.u4(at);
      case 17 -> file.number(at, 8);
      case 16, 18 -> {
        long number = file.number(at, 8);
        yield number < 0 ? Long.MAX_VALUE : number;
      }
      default ->
          throw new ImageException(
              origin,
              Text.of(
                  "TIFF field %d is corrupt, found values of type %d, expected whole numbers",
                  tag, field.type));
    };
  }

  /** A field whose values are all in the file. */
  private Field checked(int tag, Field field) {
    if (field.at < 0 || field.bytes() > file.length() - field.at) {
      throw new ImageException(
          origin,
          Text.of(
              "the file is cut short, found %d bytes, expected at least %s: TIFF field %d ends there",
              file.length(), Long.toUnsignedString(field.at + field.bytes()), tag));
    }
    return field;
  }

  private Field small(int tag, Field field) {
    if (checked(tag, field).bytes() > MOST_BYTES) {
      throw new ImageException(
          origin,
          Text.of(
              "TIFF field %d is corrupt, found %d bytes, expected at most %d",
              tag, field.bytes(), MOST_BYTES));
    }
    return field;
  }
}
