package pointwise.raster.envi;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import pointwise.raster.ImageException;
import pointwise.text.Text;

/**
 * The text of an ENVI header: {@code key = value}, or {@code key = {value, value}} over any number
 * of lines. Keys are in lower case with single spaces; keys without a value are left out. Lines
 * that begin with a semicolon are comments, those without a key are passed over.
 *
 * @param origin the path of the header
 */
record EnviFields(String origin, Map<String, String> values) {
  private static final int MOST_QUOTED = 200;
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][+-]?\\d{1,3})?");
  private static final Pattern INFINITE = Pattern.compile("(?i)[+-]?inf(inity)?");

  /** Reads the text, UTF-8 or else Latin-1. */
  static EnviFields parse(String origin, byte[] text) {
    EnviFields fields = new EnviFields(origin, new HashMap<>());
    Iterator<String> lines =
        decoded(text)
            .lines()
            .skip(1)
            .filter(line -> !line.stripLeading().startsWith(";"))
            .iterator();
    while (lines.hasNext()) {
      String line = lines.next();
      int equals = line.indexOf('=');
      if (equals < 0) {
        continue;
      }
      String key =
          line.substring(0, equals).strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
      String value = line.substring(equals + 1).strip();
      value = value.startsWith("{") ? fields.inBraces(key, value, lines) : value;
      String before = fields.values.putIfAbsent(key, value);
      if (before != null) {
        throw fields.wrong(key, before + " and " + value, "it once");
      }
    }
    fields.values.values().removeIf(String::isEmpty);
    return fields;
  }

  private static String decoded(byte[] text) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      return new String(text, StandardCharsets.ISO_8859_1);
    }
  }

  /** The inside of braces that are closed on this line or on a later one. */
  private String inBraces(String key, String begin, Iterator<String> lines) {
    StringBuilder inside = new StringBuilder(begin);
    String last = begin;
    while (last.indexOf('}') < 0) {
      if (!lines.hasNext()) {
        throw wrong(key, begin, "a closing brace");
      }
      last = lines.next().strip();
      inside.append('\n').append(last);
    }
    return inside.substring(1, inside.lastIndexOf("}")).strip();
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  /** The value of a key that has to be there. */
  String text(String key) {
    String value = values.get(key);
    if (value == null) {
      throw wrong(key, "nothing", "a value");
    }
    return value;
  }

  /** A value in lower case; empty where there is none. */
  String word(String key) {
    return values.getOrDefault(key, "").toLowerCase(Locale.ROOT);
  }

  /** A whole number that has to be there. */
  long whole(String key, long least, long most) {
    String value = text(key);
    if (!value.matches("\\d{1,18}")
        || Long.parseLong(value) < least
        || Long.parseLong(value) > most) {
      throw wrong(key, value, Text.of("a whole number from %d to %d", least, most));
    }
    return Long.parseLong(value);
  }

  /** The values of a key, as many as there are bands; empty where it is not there. */
  List<String> ofBands(String key, int bands) {
    if (!has(key)) {
      return List.of();
    }
    List<String> values = list(key);
    if (values.size() != bands) {
      throw wrong(
          key, Text.of("%d values", values.size()), Text.of("%d, one for each band", bands));
    }
    return values;
  }

  /** The values of a key, which commas part. */
  List<String> list(String key) {
    return Stream.of(text(key).split(",", -1)).map(String::strip).toList();
  }

  /** A value of a key as a number, which may be NaN or infinite. */
  double number(String key, String value) {
    if (value.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    if (INFINITE.matcher(value).matches()) {
      return value.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (!NUMBER.matcher(value).matches()) {
      throw wrong(key, value, "a number");
    }
    return Double.parseDouble(value);
  }

  /** A value of a key as a number that is finite. */
  double finite(String key, String value) {
    double number = number(key, value);
    if (!Double.isFinite(number)) {
      throw wrong(key, value, "a finite number");
    }
    return number;
  }

  /** What is wrong with a key. */
  ImageException wrong(String key, String found, String expected) {
    return new ImageException(
        origin,
        Text.of(
            "the ENVI header is wrong at '%s', found %s, expected %s",
            quoted(key), quoted(found), expected));
  }

  private static String quoted(String text) {
    return text.length() <= MOST_QUOTED ? text : text.substring(0, MOST_QUOTED) + "...";
  }
}
