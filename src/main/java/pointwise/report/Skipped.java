package pointwise.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import pointwise.text.Text;

/**
 * What lies in listed folders and is no input.
 *
 * @param entries how many of each kind; kinds without any are left out
 * @param folders the folders that were not entered, by the path below what was listed, in order
 */
public record Skipped(SortedMap<Kind, Long> entries, List<String> folders) {
  /** Of a job without images. */
  public static final Skipped NONE = of(List.of(), List.of());

  private static final int SHOWN = 5;

  /** Why an entry is no input. */
  public enum Kind {
    /** Neither a known suffix nor {@code --glob} takes it. */
    FILE("other file"),
    /** What GDAL keeps beside an image, and is not read with it. */
    SIDE_FILE("side file"),
    /** Its name begins with a dot or an underscore. */
    HIDDEN("hidden"),
    /** A link that leads nowhere, of a name that is not taken. */
    BROKEN_LINK("broken link"),
    PIPE("named pipe"),
    SOCKET("socket"),
    DEVICE("device");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** What one of them is called. */
    public String label() {
      return label;
    }

    private String text(long count) {
      return Text.of("%,d %s%s", count, label, count == 1 || this == HIDDEN ? "" : "s");
    }
  }

  public static Skipped of(Collection<Kind> entries, Collection<String> folders) {
    TreeMap<Kind, Long> counts = new TreeMap<>();
    entries.forEach(kind -> counts.merge(kind, 1L, Long::sum));
    return new Skipped(counts, folders.stream().sorted().toList());
  }

  /** The same with more files of other kinds. */
  public Skipped withFiles(long count) {
    TreeMap<Kind, Long> counts = new TreeMap<>(entries);
    if (count > 0) {
      counts.merge(Kind.FILE, count, Long::sum);
    }
    return new Skipped(counts, folders);
  }

  /** In one line; empty where nothing was skipped. */
  public String text() {
    List<String> parts = new ArrayList<>();
    if (!entries.isEmpty()) {
      parts.add(
          entries.entrySet().stream()
              .map(entry -> entry.getKey().text(entry.getValue()))
              .collect(Collectors.joining(", ")));
    }
    if (!folders.isEmpty()) {
      parts.add(
          Text.of(
              "%,d folder%s not entered (%s%s): --recursive takes %s",
              folders.size(),
              folders.size() == 1 ? "" : "s",
              String.join(", ", someFolders()),
              folders.size() > SHOWN ? ", ..." : "",
              folders.size() == 1 ? "it" : "them"));
    }
    return String.join("; ", parts);
  }

  /** How many entries. */
  public long count() {
    return entries.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many entries of each kind, by what it is called. */
  Map<String, Long> kinds() {
    Map<String, Long> kinds = new LinkedHashMap<>();
    entries.forEach((kind, count) -> kinds.put(kind.label, count));
    return kinds;
  }

  /** The first of the folders. */
  List<String> someFolders() {
    return folders.stream().limit(SHOWN).map(Text::printable).toList();
  }
}
