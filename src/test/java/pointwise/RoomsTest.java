package pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The house as the JDK's jdeps reads it from the compiled classes. */
class RoomsTest {
  private static final Path CLASSES = Path.of("target/classes");
  private static final Path SOURCES = Path.of("src/main/java");

  /** From the ground up: a room knows those that stand before it, and no other. */
  private static final List<String> ROOMS =
      List.of(
          "text",
          "raster",
          "raster.npy",
          "raster.jdk",
          "raster.webp",
          "raster.gdal",
          "raster.tiff",
          "raster.envi",
          "raster.stack",
          "blas",
          "kernel",
          "report",
          "tile",
          "input.maps",
          "input",
          "pixels",
          "network.layer",
          "network.graph",
          "network.run",
          "network.inspect",
          "network.onnx",
          "network.runtime",
          "network.apply",
          "learn.moments",
          "learn.labels",
          "learn.samples",
          "learn.classify",
          "learn.train",
          "file",
          "store",
          "colours",
          "preview",
          "similar",
          "export.file",
          "export",
          "job",
          "command.options",
          "command",
          "spark",
          "");

  private static final Set<String> SEE_SPARK =
      Set.of(
          "report",
          "tile",
          "input",
          "pixels",
          "network.apply",
          "learn.moments",
          "learn.classify",
          "learn.train",
          "store",
          "similar",
          "export.file",
          "export",
          "job",
          "command.options",
          "command",
          "spark",
          "");

  private static final int MOST_FILES = 25;

  private static final Pattern REFERENCE =
      Pattern.compile(
          "^\\s+(pointwise\\.\\S+)\\s+-> (pointwise\\.\\S+|org\\.apache\\.spark\\.\\S+)");

  /** Files by the files that they refer to, and classes of Spark. */
  private static final Map<String, Set<String>> REFERENCES = new TreeMap<>();

  @BeforeAll
  static void read() {
    StringWriter out = new StringWriter();
    int code =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(
                new PrintWriter(out),
                new PrintWriter(out),
                "-verbose:class",
                "-filter:none",
                CLASSES.toString());
    assertThat(code).as(out.toString()).isZero();
    for (String line : out.toString().lines().toList()) {
      Matcher reference = REFERENCE.matcher(line);
      if (reference.find() && !reference.group(1).startsWith("pointwise.shaded.")) {
        Set<String> known =
            REFERENCES.computeIfAbsent(file(reference.group(1)), file -> new TreeSet<>());
        String found = file(reference.group(2));
        if (!found.equals(file(reference.group(1)))) {
          known.add(found);
        }
      }
    }
    assertThat(REFERENCES.size()).isGreaterThan(200);
  }

  private static String file(String type) {
    return type.replaceFirst("\\$.*", "");
  }

  private static String room(String file) {
    return file.replaceFirst("\\.?[^.]*$", "").replaceFirst("^pointwise\\.?", "");
  }

  @Test
  void aRoomKnowsOnlyThoseBelow() {
    List<String> wrong = new ArrayList<>();
    REFERENCES.forEach(
        (from, all) ->
            all.stream()
                .filter(to -> to.startsWith("pointwise.") && !room(to).equals(room(from)))
                .filter(
                    to ->
                        ROOMS.indexOf(room(to)) < 0
                            || ROOMS.indexOf(room(from)) < 0
                            || ROOMS.indexOf(room(to)) > ROOMS.indexOf(room(from)))
                .forEach(to -> wrong.add(from + " -> " + to)));
    assertThat(wrong).isEmpty();
  }

  @Test
  void onlySomeRoomsSeeSpark() {
    Set<String> rooms = new TreeSet<>();
    REFERENCES.forEach(
        (from, all) -> {
          if (all.stream().anyMatch(to -> to.startsWith("org.apache.spark."))) {
            rooms.add(room(from));
          }
        });
    assertThat(rooms).isEqualTo(new TreeSet<>(SEE_SPARK));
  }

  @Test
  void everyRoomSaysWhatItIsAndIsSmall() throws IOException {
    for (String room : ROOMS) {
      Path folder = SOURCES.resolve("pointwise").resolve(room.replace('.', '/'));
      try (Stream<Path> files = Files.list(folder)) {
        List<String> names =
            files
                .map(file -> file.getFileName().toString())
                .filter(n -> n.endsWith(".java"))
                .toList();
        assertThat(names).as(room).hasSizeLessThanOrEqualTo(MOST_FILES + 1);
        if (!room.isEmpty()) {
          assertThat(names).as(room).contains("package-info.java");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void everyRoomIsInTheList() {
    assertThat(REFERENCES.keySet()).allSatisfy(file -> assertThat(ROOMS).contains(room(file)));
  }

  /** A sealed parent and its cases count as one. */
  @Test
  void noFilesKnowEachOtherInACircle() {
    Map<String, String> family = new HashMap<>();
    for (String file : REFERENCES.keySet()) {
      family.put(file, parent(file));
    }
    Map<String, Set<String>> families = new TreeMap<>();
    family.forEach(
        (from, name) ->
            REFERENCES.get(from).stream()
                .map(family::get)
                .filter(to -> to != null && !to.equals(name))
                .forEach(families.computeIfAbsent(name, one -> new TreeSet<>())::add));
    List<String> circles =
        families.keySet().stream()
            .filter(name -> reachable(families, name).contains(name))
            .toList();
    assertThat(circles).isEmpty();
  }

  /** All that a file knows, and what that knows. */
  private static Set<String> reachable(Map<String, Set<String>> families, String name) {
    Set<String> all = new TreeSet<>();
    Deque<String> next = new ArrayDeque<>(families.get(name));
    while (!next.isEmpty()) {
      String one = next.remove();
      if (all.add(one)) {
        next.addAll(families.getOrDefault(one, Set.of()));
      }
    }
    return all;
  }

  /** The sealed parent of a file's class in its room, or itself. */
  private static String parent(String file) {
    try {
      Class<?> type = Class.forName(file, false, RoomsTest.class.getClassLoader());
      return Stream.concat(Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()))
          .filter(up -> up.isSealed() && up.getPackage() == type.getPackage())
          .map(up -> file(up.getName()))
          .findFirst()
          .orElse(file);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
