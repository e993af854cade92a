package pointwise.network.apply;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import pointwise.kernel.SampleRange;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** What samples are scaled to before a network, as its file says in {@code metadata_props}. */
public final class RangeMetadata {
  /** The key; its value is the lower-case name of a {@link SampleRange}. */
  public static final String KEY = "pointwise.range";

  private RangeMetadata() {}

  /** The value that stands for a range. */
  public static String value(SampleRange range) {
    return range.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The range that a file asks for; none where it does not say.
   *
   * @param file its name, for messages
   * @throws IllegalArgumentException if the value is no range
   */
  public static Optional<SampleRange> of(String file, Map<String, String> metadata) {
    String found = metadata.get(KEY);
    if (found == null) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.stream(SampleRange.values())
            .filter(range -> value(range).equals(found))
            .findFirst()
            .orElseThrow(
                () ->
                    new UsageException(
                        Text.of(
                            "Cannot read %s: its metadata %s is not known, found %s, expected raw or unit",
                            file, KEY, found))));
  }
}
