package pointwise.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * What rows of feature maps add up to: {@code add} each row, {@code merge} the tallies of files,
 * {@code finish}. Strips are added up by image until the image is whole, so that no more is held
 * than the images that another file continues.
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.NON_PRIVATE)
final class MapTally implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Lines of one image that are there so far. */
  record Lines(
      @JsonProperty("height") int height,
      @JsonProperty("width") int width,
      @JsonProperty("rows") long rows)
      implements Serializable {}

  long rows;
  long images;
  long errors;
  long pixels;
  final TreeMap<String, Lines> partial = new TreeMap<>();

  /** Adds the row of an image that failed. */
  void addError() {
    rows++;
    errors++;
  }

  /**
   * Adds a row that holds {@code lines} lines.
   *
   * @throws IllegalStateException if strips of one image differ in the shape of the image
   */
  void add(String origin, int height, int width, int lines) {
    rows++;
    addLines(origin, new Lines(height, width, lines));
  }

  private void addLines(String origin, Lines lines) {
    Lines sum = partial.merge(origin, lines, (a, b) -> joined(origin, a, b));
    if (sum.rows == sum.height) {
      partial.remove(origin);
      images++;
      pixels += (long) sum.height * sum.width;
    }
  }

  private static Lines joined(String origin, Lines a, Lines b) {
    if (a.height != b.height || a.width != b.width) {
      throw new IllegalStateException(
          "Cannot account for %s: its strips differ in shape, found %d x %d, expected %d x %d"
              .formatted(origin, b.height, b.width, a.height, a.width));
    }
    return new Lines(a.height, a.width, a.rows + b.rows);
  }

  /** Adds what another file holds. */
  void merge(MapTally other) {
    rows += other.rows;
    images += other.images;
    errors += other.errors;
    pixels += other.pixels;
    other.partial.forEach(this::addLines);
  }

  /**
   * The counts.
   *
   * @throws IllegalStateException if the strips of an image do not add up to its height
   */
  TableCounts finish() {
    for (Map.Entry<String, Lines> image : partial.entrySet()) {
      throw new IllegalStateException(
          "Cannot account for %s: its strips do not add up, found %d lines, expected %d"
              .formatted(image.getKey(), image.getValue().rows, image.getValue().height));
    }
    return new TableCounts(images, errors, pixels);
  }

  /** As a value for the footer of a Parquet file. */
  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a tally", e);
    }
  }

  static MapTally parse(String json) throws JsonProcessingException {
    return JSON.readValue(json, MapTally.class);
  }
}
