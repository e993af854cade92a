package pointwise.raster.npy;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pointwise.raster.ImageException;
import pointwise.text.Text;

/**
 * The Python dictionary in a {@code .npy} header.
 *
 * @param height lines, positive
 * @param width pixels per line, positive
 * @param channels samples per pixel, positive; 1 for an array of two dimensions
 * @param descr one of the types that are read, byte order first ({@code |}, {@code <} or {@code >})
 */
public record NpyDictionary(
    int height, int width, int channels, String descr, boolean fortranOrder) {
  private static final int MOST_QUOTED = 300;
  private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");
  private static final Pattern ENTRY =
      Pattern.compile(
          "\\s*(?:'([^']*+)'|\"([^\"]*+)\")\\s*:\\s*"
              + "('[^']*+'|\"[^\"]*+\"|True|False|\\([^()]*+\\)|\\[.*\\])\\s*(,|(?=}))",
          Pattern.DOTALL);
  private static final Pattern SIZE = Pattern.compile("-?[0-9]{1,20}L?");

  /** What an array may hold. */
  public enum Content {
    SAMPLES(
        "[<>=|][bui]1|[<>][ui][248]|[<>]f[248]",
        "bool, integers of 1, 2, 4 or 8 bytes, or float16, 32 or 64, in either byte order"),
    LABELS("[<>=|][ui]1|[<>][ui][248]", "integers of 1, 2, 4 or 8 bytes in either byte order");

    private final Pattern types;
    private final String expected;

    Content(String types, String expected) {
      this.types = Pattern.compile(types);
      this.expected = expected;
    }
  }

  static NpyDictionary parse(String origin, String text, Content content) {
    Map<String, String> entries = entries(origin, text.strip());
    int[] shape = shape(origin, entries.get("shape"));
    return new NpyDictionary(
        shape[0],
        shape[1],
        shape[2],
        descr(origin, entries.get("descr"), content),
        fortranOrder(origin, entries.get("fortran_order")));
  }

  private static Map<String, String> entries(String origin, String text) {
    if (!text.startsWith("{") || !text.endsWith("}")) {
      throw bad(origin, "found no dictionary, expected {'descr': ..., 'shape': ...}");
    }
    Map<String, String> entries = new HashMap<>();
    Matcher matcher = ENTRY.matcher(text).region(1, text.length());
    while (matcher.lookingAt()) {
      String key = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      if (!KEYS.contains(key)) {
        throw bad(origin, Text.of("unknown key '%s', expected descr, fortran_order, shape", key));
      }
      if (entries.put(key, matcher.group(3)) != null) {
        throw bad(origin, Text.of("the key '%s' stands twice", key));
      }
      matcher.region(matcher.end(), text.length());
    }
    if (!text.substring(matcher.regionStart()).strip().equals("}")) {
      throw bad(origin, "the dictionary is corrupt at character " + matcher.regionStart());
    }
    for (String key : new String[] {"descr", "fortran_order", "shape"}) {
      if (!entries.containsKey(key)) {
        throw bad(origin, Text.of("the key '%s' is missing", key));
      }
    }
    return entries;
  }

  private static String descr(String origin, String value, Content content) {
    if (value.startsWith("[")) {
      throw bad(origin, "structured samples are not read, expected " + content.expected);
    }
    String descr = value.substring(1, value.length() - 1);
    if (!content.types.matcher(descr).matches()) {
      throw bad(
          origin,
          Text.of(
              "the type of the samples is not read, found '%s'%s, expected %s",
              descr, descr.endsWith("O") ? " (objects)" : "", content.expected));
    }
    return descr;
  }

  private static boolean fortranOrder(String origin, String value) {
    if (!value.equals("True") && !value.equals("False")) {
      throw bad(origin, Text.of("fortran_order is %s, expected True or False", value));
    }
    return value.equals("True");
  }

  /** Height, width, channels. */
  private static int[] shape(String origin, String value) {
    if (!value.startsWith("(")) {
      throw bad(origin, Text.of("the shape is %s, expected a tuple", value));
    }
    String inner = value.substring(1, value.length() - 1).strip();
    String[] parts =
        inner.isEmpty() ? new String[0] : inner.split("\\s*,\\s*"); // drops a last comma
    if (parts.length != 2 && parts.length != 3) {
      throw bad(
          origin,
          Text.of(
              "the array is of %d dimensions, found shape %s, expected height x width or height x width x channels",
              parts.length, value));
    }
    int[] shape = {0, 0, 1};
    for (int i = 0; i < parts.length; i++) {
      if (!SIZE.matcher(parts[i]).matches()) {
        throw bad(origin, Text.of("the shape is corrupt, found %s", value));
      }
      double size = Double.parseDouble(parts[i].replace("L", ""));
      if (size < 1 || size > Integer.MAX_VALUE) {
        throw bad(
            origin,
            Text.of("the shape is %s, expected sizes from 1 to %d", value, Integer.MAX_VALUE));
      }
      shape[i] = (int) size;
    }
    return shape;
  }

  private static ImageException bad(String origin, String what) {
    String quoted = what.length() <= MOST_QUOTED ? what : what.substring(0, MOST_QUOTED) + "...";
    return new ImageException(origin, "the npy header is not that of a picture: " + quoted);
  }
}
