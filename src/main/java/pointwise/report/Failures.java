package pointwise.report;

import static pointwise.report.Reports.line;

import java.io.Serializable;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.text.Text;

/**
 * Images that failed: how many by which kind and for which reason. Reasons are alike where they
 * differ in numbers, in quoted words, in the path of the image or in what was found. A mergeable
 * state, the same in any order as long as no more than {@value #MOST} reasons are told apart; those
 * after them are counted without. Not safe for concurrent use.
 */
public final class Failures implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What bounds the memory, whatever the reasons are. */
  static final int MOST = 1000;

  private static final int SHOWN = 10;

  /** Where a reason begins to tell of this image alone. */
  private static final Pattern FOUND = Pattern.compile(",? found .*");

  private static final Pattern NUMBER_OR_QUOTED =
      Pattern.compile("(?<=^|\\s)('[^']*'|\"[^\"]*\")|\\S*\\d\\S*");

  /** By what is alike, kind and reason. */
  private final TreeMap<String, Group> groups = new TreeMap<>();

  /** How many images by kind: Kryo loses what an EnumMap holds. */
  private final TreeMap<ErrorKind, Long> kinds = new TreeMap<>();

  /**
   * Images that failed alike.
   *
   * @param count how many
   * @param kind as {@link ErrorKind#label} has it
   * @param origin the first of them in the order of text
   * @param reason why that one did
   */
  public record Alike(long count, String kind, String origin, String reason) {
    /** One of them, with its reason. */
    public String example() {
      return origin + ": " + reason;
    }
  }

  /** The same while it is counted: Kryo does not know records. */
  private static final class Group implements Serializable {
    private static final long serialVersionUID = 1L;

    final ErrorKind kind;
    String origin;
    String reason;
    long count;

    Group(ErrorKind kind, String origin, String reason, long count) {
      this.kind = kind;
      this.origin = origin;
      this.reason = reason;
      this.count = count;
    }

    void merge(Group other) {
      count += other.count;
      if (other.origin.compareTo(origin) < 0) {
        origin = other.origin;
        reason = other.reason;
      }
    }

    Alike alike() {
      return new Alike(count, kind.label(), origin, reason);
    }
  }

  /** Counts an image. */
  public void add(ImageException failure) {
    add(failure.origin(), failure.kind(), failure.reason());
  }

  /** Counts an image. */
  public void add(String origin, ErrorKind kind, String reason) {
    kinds.merge(kind, 1L, Long::sum);
    add(alike(origin, kind, reason), new Group(kind, origin, reason, 1));
  }

  private void add(String alike, Group more) {
    Group group = groups.get(alike);
    if (group != null) {
      group.merge(more);
    } else if (groups.size() < MOST) {
      groups.put(alike, new Group(more.kind, more.origin, more.reason, more.count));
    }
  }

  /** Counts images that were found to be alike. */
  public void add(Alike found) {
    ErrorKind kind = ErrorKind.of(found.kind);
    kinds.merge(kind, found.count, Long::sum);
    add(
        alike(found.origin, kind, found.reason),
        new Group(kind, found.origin, found.reason, found.count));
  }

  /** All that are told apart. */
  public List<Alike> all() {
    return groups.values().stream().map(Group::alike).toList();
  }

  /** What failures that are alike have in common. */
  public static String alike(ImageException failure) {
    return alike(failure.origin(), failure.kind(), failure.reason());
  }

  private static String alike(String origin, ErrorKind kind, String reason) {
    String path = origin.replaceFirst("^[a-z][a-z0-9+.-]*:(//[^/]*)?", "");
    String clause = FOUND.matcher(reason.replace(path, "#")).replaceFirst("");
    return kind.label() + " " + NUMBER_OR_QUOTED.matcher(clause).replaceAll("#");
  }

  /** Adds the other state to this one, and gives this one. */
  public Failures merge(Failures other) {
    other.kinds.forEach((kind, more) -> kinds.merge(kind, more, Long::sum));
    other.groups.forEach(this::add);
    return this;
  }

  /** How many images. */
  public long count() {
    return kinds.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many images by that kind. */
  public long count(ErrorKind kind) {
    return kinds.getOrDefault(kind, 0L);
  }

  /** The reasons of most images, those of most first. */
  public List<Alike> most() {
    return groups.values().stream()
        .map(Group::alike)
        .sorted(
            Comparator.comparingLong(Alike::count)
                .reversed()
                .thenComparing(Comparator.comparing(Alike::example)))
        .limit(SHOWN)
        .toList();
  }

  /** For a report: how many by which kind. */
  public Map<String, Long> byKind() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (ErrorKind kind : ErrorKind.values()) {
      counts.put(kind.label(), count(kind));
    }
    return counts;
  }

  /** Appends lines for people; none where nothing failed. */
  public void appendTo(StringBuilder text, String name) {
    if (count() == 0) {
      return;
    }
    String counts =
        byKind().entrySet().stream()
            .filter(kind -> kind.getValue() > 0)
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .map(kind -> Text.of("%,d %s", kind.getValue(), kind.getKey()))
            .collect(Collectors.joining(", "));
    line(text, name, "%,d: %s", count(), counts);
    long shown = 0;
    for (Alike group : most()) {
      shown += group.count;
      line(
          text,
          "",
          "%,d %s%s %s",
          group.count,
          group.kind,
          group.count == 1 ? ":" : ", such as",
          group.example());
    }
    if (shown < count()) {
      boolean all = groups.values().stream().mapToLong(group -> group.count).sum() == count();
      line(
          text,
          "",
          "%,d for %s%,d other reasons",
          count() - shown,
          all ? "" : "more than ",
          groups.size() - SHOWN);
    }
  }
}
