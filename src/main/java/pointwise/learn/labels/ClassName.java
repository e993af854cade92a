package pointwise.learn.labels;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import pointwise.input.Listing;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * What a label of pixels is called.
 *
 * @param value the label, 0 to 255
 * @param name of the class
 * @param colour 0xRRGGBB; null where none was given
 */
public record ClassName(int value, String name, Integer colour) {
  private static final String EXPECTED =
      "value,name or value,name,colour, the value 0 to 255, the colour as #rrggbb";

  /**
   * The lines of a table of classes, in order; a first line with the names of its columns is left
   * out.
   *
   * @param file a CSV file on any file system
   * @throws IllegalArgumentException if it is none, or has a value twice
   */
  public static List<ClassName> read(Configuration configuration, String file) throws IOException {
    List<ClassName> classes = new ArrayList<>();
    for (Csv.Line line : Csv.read(configuration, "classes", Listing.path(file))) {
      List<String> fields = line.fields();
      if (line.line() == 1 && fields.get(0).equals("value")) {
        continue;
      }
      ClassName one = of(fields);
      if (one == null) {
        throw wrong(file, line, String.join(",", fields) + ", expected " + EXPECTED);
      }
      if (classes.stream().anyMatch(other -> other.value == one.value)) {
        throw wrong(file, line, one.value + " a second time, expected each value once");
      }
      classes.add(one);
    }
    if (classes.isEmpty()) {
      throw new UsageException(
          Text.of("Cannot read classes %s: found no line, expected %s", file, EXPECTED));
    }
    return classes;
  }

  /**
   * What a report says of the labels of a class map; empty where it says nothing. The classes of
   * images, whose names are no numbers, have no maps.
   *
   * @param applied what the report says of the classifier
   */
  public static List<ClassName> ofReport(JsonNode applied) {
    List<ClassName> classes = new ArrayList<>();
    for (JsonNode name : applied.path("class_names")) {
      JsonNode colour = name.path("colour");
      classes.add(
          new ClassName(
              name.path("value").asInt(),
              name.path("name").asText(),
              colour.isInt() ? colour.asInt() : null));
    }
    if (classes.isEmpty()) {
      for (JsonNode label : applied.path("classes")) {
        if (label.asText().matches("\\d|\\d\\d|1\\d\\d|2[0-4]\\d|25[0-4]")) {
          classes.add(new ClassName(label.asInt(), label.asText(), null));
        }
      }
    }
    return classes;
  }

  private static UsageException wrong(String file, Csv.Line line, String found) {
    return new UsageException(
        Text.of("Cannot read classes %s: line %d: found %s", file, line.line(), found));
  }

  /** Null where the fields are others. */
  private static ClassName of(List<String> fields) {
    boolean coloured = fields.size() == 3 && !fields.get(2).isEmpty();
    if (fields.size() < 2
        || fields.size() > 3
        || !fields.get(0).matches("\\d{1,3}")
        || Integer.parseInt(fields.get(0)) > 255
        || (coloured && !fields.get(2).matches("#[0-9a-fA-F]{6}"))) {
      return null;
    }
    return new ClassName(
        Integer.parseInt(fields.get(0)),
        fields.get(1),
        coloured ? Integer.valueOf(fields.get(2).substring(1), 16) : null);
  }
}
