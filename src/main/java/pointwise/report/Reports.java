package pointwise.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Map;
import pointwise.text.Text;

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
    String value = Text.of(format, values).replaceAll("\\p{Cntrl}", "?");
    text.append(Text.of("%-10s %s", name, value).stripTrailing()).append(System.lineSeparator());
  }
}
