package pointwise.store;

import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import pointwise.text.Text;

/**
 * Between which shapes the maps of a table are.
 *
 * @param least height, width and channels, each the least of all maps
 * @param most the same, each the most
 * @param dtypes of their samples
 */
public record MapShapes(List<Integer> least, List<Integer> most, SortedSet<String> dtypes) {

  static MapShapes of(int height, int width, int channels, String dtype) {
    List<Integer> shape = List.of(height, width, channels);
    return new MapShapes(shape, shape, new TreeSet<>(List.of(dtype)));
  }

  /** Those of all of these; null for none. */
  static MapShapes joined(Stream<MapShapes> all) {
    return all.filter(Objects::nonNull).reduce(MapShapes::and).orElse(null);
  }

  /** Whether a map is within them. */
  boolean include(int height, int width, int channels, String dtype) {
    return includes(0, height)
        && includes(1, width)
        && includes(2, channels)
        && dtypes.contains(dtype);
  }

  private boolean includes(int axis, int size) {
    return size >= least.get(axis) && size <= most.get(axis);
  }

  MapShapes and(MapShapes other) {
    SortedSet<String> both = new TreeSet<>(dtypes);
    both.addAll(other.dtypes);
    return new MapShapes(
        IntStream.range(0, least.size())
            .mapToObj(i -> Math.min(least.get(i), other.least.get(i)))
            .toList(),
        IntStream.range(0, most.size())
            .mapToObj(i -> Math.max(most.get(i), other.most.get(i)))
            .toList(),
        both);
  }

  /** Such as 58..2753 x 100 x 16 uint8. */
  public String text() {
    String shape =
        IntStream.range(0, least.size())
            .mapToObj(
                i ->
                    least.get(i).equals(most.get(i))
                        ? Text.of("%d", least.get(i))
                        : Text.of("%d..%d", least.get(i), most.get(i)))
            .collect(Collectors.joining(" x "));
    return shape + " " + String.join(", ", dtypes);
  }
}
