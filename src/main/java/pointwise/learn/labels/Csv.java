package pointwise.learn.labels;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import pointwise.input.LocalFiles;
import pointwise.input.SteadyInput;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * Comma-separated values by RFC 4180: fields may stand in double quotes, a double quote inside them
 * is written twice, lines end in LF or CRLF. Empty lines are left out.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
final class Csv {
  /**
   * A record.
   *
   * @param line where it begins, from 1
   */
  record Line(int line, List<String> fields) {}

  private static final char END = '\uffff';

  private final String name;
  private final String text;
  private int at;
  private int line = 1;

  private Csv(String name, String text) {
    this.name = name;
    this.text = text;
  }

  /**
   * The records of a file, in order; a byte order mark at its beginning is left out.
   *
   * @param what it holds, for messages
   * @throws IllegalArgumentException if there is none, a quote is not closed, or not where a field
   *     begins and ends
   */
  static List<Line> read(Configuration configuration, String what, Path file) throws IOException {
    String name = what + " " + file;
    Csv csv = new Csv(name, text(configuration, name, file));
    List<Line> lines = new ArrayList<>();
    while (csv.at < csv.text.length()) {
      Line line = csv.line();
      if (!line.fields.equals(List.of(""))) {
        lines.add(line);
      }
    }
    return lines;
  }

  /**
   * The text of a file in UTF-8, without a byte order mark.
   *
   * @param name for messages
   */
  static String text(Configuration configuration, String name, Path file) throws IOException {
    FileSystem fs = LocalFiles.of(configuration, file);
    try (InputStream in = SteadyInput.open(configuration, file)) {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(in.readAllBytes()))
          .toString()
          .replaceFirst("^\ufeff", "");
    } catch (FileNotFoundException e) {
      throw new UsageException(
          Text.of(
              "Cannot read %s: %s",
              name, fs.exists(file) ? "it is a folder, expected a file" : "no file is there"),
          e);
    } catch (CharacterCodingException e) {
      throw new UsageException(Text.of("Cannot read %s: it is no text in UTF-8", name), e);
    } catch (IOException e) {
      throw new IOException(Text.of("Cannot read %s: %s", name, e.getMessage()), e);
    }
  }

  private Line line() {
    int begin = line;
    List<String> fields = new ArrayList<>();
    fields.add(field());
    while (next() == ',') {
      at++;
      fields.add(field());
    }
    if (next() == '\r') {
      at++;
    }
    if (next() == '\n') {
      at++;
      line++;
    }
    return new Line(begin, List.copyOf(fields));
  }

  private char next() {
    return at < text.length() ? text.charAt(at) : END;
  }

  private boolean atLineEnd() {
    return at >= text.length()
        || next() == '\n'
        || (next() == '\r' && (at + 1 == text.length() || text.charAt(at + 1) == '\n'));
  }

  private String field() {
    if (next() == '"') {
      return quoted();
    }
    int begin = at;
    while (!atLineEnd() && next() != ',') {
      if (next() == '"') {
        throw wrong(line, "found a quote inside a field, expected the whole field in quotes");
      }
      at++;
    }
    return text.substring(begin, at);
  }

  private String quoted() {
    int begin = line;
    StringBuilder field = new StringBuilder();
    for (at++; ; at++) {
      if (at >= text.length()) {
        throw wrong(begin, "a quote is not closed");
      }
      if (next() == '"') {
        at++;
        if (next() != '"') {
          break;
        }
      } else if (next() == '\n') {
        line++;
      }
      field.append(next());
    }
    if (!atLineEnd() && next() != ',') {
      throw wrong(
          line, "found text after a closing quote, expected a comma or the end of the line");
    }
    return field.toString();
  }

  private IllegalArgumentException wrong(int where, String why) {
    return new UsageException(Text.of("Cannot read %s: line %d: %s", name, where, why));
  }
}
