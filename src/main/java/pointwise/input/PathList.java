package pointwise.input;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** A file of paths, in UTF-8: one in each line, of any characters but a line feed. */
public final class PathList {
  private static final String STANDARD_INPUT = "-";

  private PathList() {}

  /**
   * The paths that are not empty, in their order.
   *
   * @throws IllegalArgumentException if there is no such file, or a line is not UTF-8
   */
  public static List<String> read(Configuration configuration, String file) throws IOException {
    byte[] text = bytes(configuration, file);
    List<String> paths = new ArrayList<>();
    int line = 1;
    for (int begin = 0, end = 0; begin < text.length; begin = end + 1, line++) {
      end = begin;
      while (end < text.length && text[end] != '\n') {
        end++;
      }
      if (end > begin) {
        paths.add(decoded(file, line, ByteBuffer.wrap(text, begin, end - begin)));
      }
    }
    return paths;
  }

  private static String decoded(String file, int line, ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new UsageException(
          Text.of("Cannot read the list of images %s: line %d is not UTF-8", file, line), e);
    }
  }

  private static byte[] bytes(Configuration configuration, String file) throws IOException {
    if (file.equals(STANDARD_INPUT)) {
      return System.in.readAllBytes();
    }
    try (InputStream in = SteadyInput.open(configuration, Listing.path(file))) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      throw new UsageException(
          Text.of("Cannot read the list of images %s: no file is there", file), e);
    } catch (IOException e) {
      throw new IOException(
          Text.of("Cannot read the list of images %s: %s", file, e.getMessage()), e);
    }
  }
}
