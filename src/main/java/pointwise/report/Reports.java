package pointwise.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import pointwise.text.Text;

/** How reports are written: for programs as JSON, for people as lines. */
public final class Reports {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .registerModule(
              new SimpleModule()
                  .addSerializer(double.class, new NumberOrNull())
                  .addSerializer(Double.class, new NumberOrNull()));

  private Reports() {}

  /** JSON has no NaN and nothing infinite. */
  private static final class NumberOrNull extends JsonSerializer<Double> {
    @Override
    public void serialize(Double number, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(number)) {
        json.writeNumber(number);
      } else {
        json.writeNull();
      }
    }
  }

  /** The fields of a record, their names in snake case. */
  public static byte[] json(Record fields) {
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
