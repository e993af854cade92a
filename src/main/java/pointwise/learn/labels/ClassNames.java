package pointwise.learn.labels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import pointwise.input.Listing;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** Names of classes, in a table, or in a list of which the first is of class 0. */
public final class ClassNames {
  private static final String COLUMNS = "value,name or value,name,colour";

  /** JSON, or lists and dicts as Python writes them. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ClassNames() {}

  /**
   * The names in a file: where it is called .txt one in each line, where it is called .json, or
   * begins with a brace, as {@link #of(String)} reads them; else a table, in its order, of which a
   * first line with the names of its columns is left out.
   *
   * @param file on any file system
   * @param most the largest value
   * @throws IllegalArgumentException if it is none, or has a value twice
   */
  public static List<ClassName> read(Configuration configuration, String file, int most)
      throws IOException {
    String name = file.toLowerCase(Locale.ROOT);
    if (name.endsWith(".txt") || name.endsWith(".json")) {
      String text = Csv.text(configuration, "classes " + file, Listing.path(file));
      return name.endsWith(".json") || text.startsWith("{") ? json(file, text) : lines(file, text);
    }
    String expected = Text.of("%s, the value 0 to %d, the colour as #rrggbb", COLUMNS, most);
    List<ClassName> classes = new ArrayList<>();
    for (Csv.Line line : Csv.read(configuration, "classes", Listing.path(file))) {
      List<String> fields = line.fields();
      if (line.line() == 1 && fields.get(0).equals("value")) {
        continue;
      }
      ClassName one = of(fields, most);
      if (one == null) {
        throw wrong(file, line, String.join(",", fields) + ", expected " + expected);
      }
      if (classes.stream().anyMatch(other -> other.value() == one.value())) {
        throw wrong(file, line, one.value() + " a second time, expected each value once");
      }
      classes.add(one);
    }
    if (classes.isEmpty()) {
      throw wrong(file, "found no line, expected " + expected);
    }
    return classes;
  }

  private static List<ClassName> lines(String file, String text) {
    List<String> lines = text.stripTrailing().lines().map(String::strip).toList();
    if (lines.isEmpty() || lines.contains("")) {
      int line = 1 + Math.max(0, lines.indexOf(""));
      throw wrong(file, Text.of("line %d is empty, expected a name in each", line));
    }
    return named(lines);
  }

  private static List<ClassName> json(String file, String text) {
    return of(text)
        .orElseThrow(
            () ->
                wrong(
                    file,
                    "it is no list of names, expected [\"NAME\", ...], or {\"0\": \"NAME\", ...} or {\"0\": [\"ID\", \"NAME\"], ...} with each number from 0 on"));
  }

  /**
   * The names in a JSON list, or in a JSON object or Python dict whose keys are the numbers of the
   * classes and whose values are names, or lists that end in one; none where it is another text.
   */
  public static Optional<List<ClassName>> of(String text) {
    JsonNode all;
    try {
      all = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    for (int k = 0; k < all.size(); k++) {
      JsonNode name = all.isArray() ? all.get(k) : all.path(Integer.toString(k));
      if (all.isObject() && name.isArray()) {
        name = name.path(name.size() - 1);
      }
      if (!name.isTextual()) {
        return Optional.empty();
      }
      names.add(name.textValue());
    }
    return names.isEmpty() ? Optional.empty() : Optional.of(named(names));
  }

  /** Null where the fields are others. */
  private static ClassName of(List<String> fields, int most) {
    boolean coloured = fields.size() == 3 && !fields.get(2).isEmpty();
    if (fields.size() < 2
        || fields.size() > 3
        || !fields.get(0).matches("\\d{1,9}")
        || Integer.parseInt(fields.get(0)) > most
        || (coloured && !fields.get(2).matches("#[0-9a-fA-F]{6}"))) {
      return null;
    }
    return new ClassName(
        Integer.parseInt(fields.get(0)),
        fields.get(1),
        coloured ? Integer.valueOf(fields.get(2).substring(1), 16) : null);
  }

  private static UsageException wrong(String file, Csv.Line line, String found) {
    return wrong(file, Text.of("line %d: found %s", line.line(), found));
  }

  private static List<ClassName> named(List<String> names) {
    List<ClassName> classes = new ArrayList<>();
    names.forEach(name -> classes.add(new ClassName(classes.size(), name, null)));
    return classes;
  }

  private static UsageException wrong(String file, String why) {
    return new UsageException(Text.of("Cannot read classes %s: %s", file, why));
  }
}
