package pointwise.learn.labels;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a class is called.
 *
 * @param value its place in the outputs of a network; of pixels, the label
 * @param name of the class
 * @param colour 0xRRGGBB; null where none was given
 */
public record ClassName(int value, String name, Integer colour) {
  /** Labels of pixels are bytes without sign. */
  public static final int LARGEST_OF_PIXELS = 255;

  private static final Pattern LABEL = Pattern.compile("\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-4]");

  /** Whether a text is the number of a class of pixels: 0 to 254, since 255 stands for none. */
  public static boolean isLabel(String text) {
    return LABEL.matcher(text).matches();
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
        if (isLabel(label.asText())) {
          classes.add(new ClassName(label.asInt(), label.asText(), null));
        }
      }
    }
    return classes;
  }
}
