package pointwise.kernel;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import pointwise.raster.BandChoice;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * Values of a kernel file as plain Java, each checked. A {@code field} is where a value stands, for
 * example {@code layers[1].bias[0]}. Whatever does not fit is an {@link IllegalArgumentException}
 * of one line that names the file, the field, what was found and what was expected.
 */
final class KernelJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** The first byte of ONNX files: the tag of their version, which JSON cannot begin with. */
  private static final byte ONNX = 8;

  private static final Set<String> BAND_KEYS = Set.of("band", "wavelength", "tolerance");

  /** How far from its wavelength a band may be, in nanometres, unless the file says so. */
  private static final double TOLERANCE = 10;

  private final String file;

  /**
   * @param file its name, for messages
   */
  KernelJson(String file) {
    this.file = file;
  }

  /** The value of the whole file; missing where it is empty. */
  JsonNode root(byte[] json) {
    if (json.length > 0 && json[0] == ONNX) {
      throw new UsageException(
          Text.of(
              "Cannot read kernels %s: found what begins as an ONNX file does, expected JSON: networks go with --network",
              file));
    }
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UsageException(
          Text.of(
              "Cannot read kernels %s: it is no JSON, %s%s",
              file, place(e.getLocation()), problem(e)),
          e);
    } catch (IOException e) {
      throw new UsageException("Cannot read kernels " + file, e);
    }
  }

  private static String place(JsonLocation location) {
    return location == null || location.getLineNr() <= 0
        ? ""
        : Text.of("line %d column %d: ", location.getLineNr(), location.getColumnNr());
  }

  /** Jackson's words in one line, without its advice on its own settings. */
  private static String problem(JsonProcessingException e) {
    if (e instanceof MismatchedInputException) {
      return "something follows the object";
    }
    if (e instanceof StreamConstraintsException) {
      return "it is nested too deeply, or a number or text in it is too long";
    }
    return e.getOriginalMessage()
        .replaceAll("\\p{Cntrl}+", " ")
        .replaceAll(" \\(start marker at .*|: enable `.*", "");
  }

  /** The value itself: an object whose keys are known ones. */
  JsonNode object(String field, JsonNode node, Set<String> known) {
    if (!node.isObject()) {
      throw wrong(field.isEmpty() ? "the file" : field, node, "an object");
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw wrong(
            field.isEmpty() ? name : field + "." + name,
            "an unknown key",
            "one of " + String.join(", ", known.stream().sorted().toList()));
      }
    }
    return node;
  }

  /** The value itself: a list that is not empty. */
  JsonNode array(String field, JsonNode node) {
    if (node == null || !node.isArray() || node.isEmpty()) {
      throw wrong(field, node, "a list of at least one");
    }
    return node;
  }

  /** A list of numbers, each finite as float32. */
  double[] numbers(String field, JsonNode node) {
    JsonNode array = array(field, node);
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(field + Text.of("[%d]", i), array.get(i));
    }
    return numbers;
  }

  /** So many numbers. */
  double[] numbers(String field, JsonNode node, int count) {
    double[] numbers = numbers(field, node);
    if (numbers.length != count) {
      throw wrong(field, numbers.length + " numbers", String.valueOf(count));
    }
    return numbers;
  }

  /** A number that is finite as float32. */
  double number(String field, JsonNode node) {
    if (!node.isNumber() || !Float.isFinite((float) node.doubleValue())) {
      throw wrong(field, node, "a number that is finite as float32");
    }
    return node.doubleValue();
  }

  /** So many names. */
  List<String> names(String field, JsonNode node, int count) {
    List<String> names = new ArrayList<>();
    for (JsonNode name : array(field, node)) {
      String at = field + Text.of("[%d]", names.size());
      names.add(
          name.isObject() && field.matches("(layers\\[0]\\.)?inputs")
              ? name(band(at, name))
              : text(at, name));
    }
    if (names.size() != count) {
      throw wrong(field, names.size() + " names", String.valueOf(count));
    }
    return names;
  }

  /**
   * The bands that inputs choose from an image; none where they are but names.
   *
   * @throws IllegalArgumentException if some choose and some do not
   */
  List<BandChoice> bands(String field, JsonNode node) {
    List<BandChoice> bands = new ArrayList<>();
    for (int i = 0; node != null && i < node.size(); i++) {
      if (node.get(i).isObject() != node.get(0).isObject()) {
        throw wrong(field, "names beside bands", "either for all inputs");
      }
      if (node.get(i).isObject()) {
        bands.add(band(field + Text.of("[%d]", i), node.get(i)));
      }
    }
    return bands;
  }

  private BandChoice band(String field, JsonNode node) {
    object(field, node, BAND_KEYS);
    if (node.has("band") == node.has("wavelength") || (node.has("band") && node.has("tolerance"))) {
      throw wrong(field, node.toString(), "band, or wavelength with or without tolerance");
    }
    if (node.has("band")) {
      return new BandChoice.Named(text(field + ".band", node.get("band")));
    }
    double tolerance =
        node.has("tolerance") ? number(field + ".tolerance", node.get("tolerance")) : TOLERANCE;
    return new BandChoice.Near(number(field + ".wavelength", node.get("wavelength")), tolerance);
  }

  private static String name(BandChoice band) {
    return band instanceof BandChoice.Near near
        ? Text.of("%s nm", near.wavelength())
        : ((BandChoice.Named) band).name();
  }

  /** A text of one line that is not blank. */
  String text(String field, JsonNode node) {
    if (!node.isTextual()) {
      throw wrong(field, node, "a text");
    }
    if (node.textValue().isBlank() || node.textValue().chars().anyMatch(Character::isISOControl)) {
      throw wrong(field, node, "a text of one line");
    }
    return node.textValue();
  }

  private IllegalArgumentException wrong(String field, JsonNode found, String expected) {
    return wrong(field, describe(found), expected);
  }

  private static String describe(JsonNode node) {
    if (node == null || node.isMissingNode()) {
      return "nothing";
    }
    String text = node.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  /** The exception for a value that does not fit. */
  IllegalArgumentException wrong(String field, String found, String expected) {
    return wrong(field, found, expected, null);
  }

  /** {@link #wrong(String, String, String)} with a cause. One line, whatever the file holds. */
  IllegalArgumentException wrong(String field, String found, String expected, Throwable cause) {
    return new UsageException(
        Text.of(
                "Cannot read kernels %s: %s does not fit, found %s, expected %s",
                file, field, found, expected)
            .replaceAll("\\p{Cntrl}+", " "),
        cause);
  }
}
