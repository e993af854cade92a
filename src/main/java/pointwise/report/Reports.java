package pointwise.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Locale;
import java.util.Map;

/** How reports are written: for programs as JSON, for people as lines. */
public final class Reports {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Reports() {}

  public static byte[] json(Map<String, Object> fields) {
    try {
      return JSON.writeValueAsBytes(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the report", e);
    }
  }

  /** Appends a name and, in a column beside it, what it is. */
  public static void line(StringBuilder text, String name, String format, Object... values) {
    String value = String.format(Locale.ROOT, format, values).replaceAll("\\p{Cntrl}", "?");
    text.append("%-10s %s".formatted(name, value).stripTrailing()).append(System.lineSeparator());
  }
}
