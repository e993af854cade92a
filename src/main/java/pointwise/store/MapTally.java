package pointwise.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import pointwise.text.Text;

/**
 * What the rows of one file of feature maps add up to. Rows are added up by image until the image
 * is whole, so that no more is held than the images that another file continues.
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.NON_PRIVATE)
final class MapTally {
  long rows;
  long images;
  long errors;
  long pixels;

  /** Null where there are no maps. */
  MapShapes shapes;

  /** Height and width of images that are not whole here, and how many of their pixels are. */
  TreeMap<String, long[]> partial = new TreeMap<>();

  /** Adds the shape of a map that a row is of. */
  void addShape(int height, int width, int channels, String dtype) {
    if (shapes == null || !shapes.include(height, width, channels, dtype)) {
      MapShapes one = MapShapes.of(height, width, channels, dtype);
      shapes = shapes == null ? one : shapes.and(one);
    }
  }

  /** Adds the row of an image that failed. */
  void addError() {
    rows++;
    errors++;
  }

  /**
   * Adds a row that holds some pixels.
   *
   * @throws IllegalStateException if rows of one image differ in the shape of the image
   */
  void add(String origin, int height, int width, long found) {
    rows++;
    if (found == (long) height * width) {
      images++;
      pixels += found;
      return;
    }
    long[] sum =
        partial.merge(origin, new long[] {height, width, found}, (a, b) -> join(origin, a, b));
    if (isWhole(sum)) {
      partial.remove(origin);
      images++;
      pixels += sum[2];
    }
  }

  /** Pixels of images that are not whole here too. */
  long allPixels() {
    return pixels + partial.values().stream().mapToLong(sum -> sum[2]).sum();
  }

  /** How many images are whole in the files of these together. */
  static long whole(Collection<MapTally> tallies) {
    return tallies.stream().mapToLong(tally -> tally.images).sum()
        + joined(tallies).values().stream().filter(MapTally::isWhole).count();
  }

  /** The images that are whole in none of these, joined. */
  static Map<String, long[]> joined(Collection<MapTally> tallies) {
    Map<String, long[]> all = new TreeMap<>();
    for (MapTally tally : tallies) {
      tally.partial.forEach((origin, sum) -> all.merge(origin, sum, (a, b) -> join(origin, a, b)));
    }
    return all;
  }

  /** Whether all pixels of an image are there. */
  static boolean isWhole(long[] sum) {
    return sum[2] == sum[0] * sum[1];
  }

  /** The pixels of an image in two places together. */
  static long[] join(String origin, long[] a, long[] b) {
    if (a[0] != b[0] || a[1] != b[1]) {
      throw new IllegalStateException(
          Text.of(
              "Cannot account for %s: its rows differ in shape, found %d x %d, expected %d x %d",
              origin, b[0], b[1], a[0], a[1]));
    }
    return new long[] {a[0], a[1], a[2] + b[2]};
  }
}
