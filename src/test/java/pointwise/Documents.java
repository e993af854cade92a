package pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages of the project, and what stands in them. */
final class Documents {
  static final Path README = Path.of("README.md");
  static final Path DOCS = Path.of("docs");

  private Documents() {}

  /** Every page. */
  static List<Path> all() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(Path.of("sample-data/SOURCES.md")));
    for (Path folder : List.of(Path.of(""), DOCS)) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
      }
    }
    assertThat(documents).hasSizeGreaterThan(15);
    return documents;
  }

  /** A page of docs. */
  static String page(String name) throws IOException {
    return Files.readString(DOCS.resolve(name));
  }

  /** The blocks of code in a language. */
  static List<String> blocks(String text, String language) {
    return all(text, "(?ms)^```" + language + "\n(.*?)^```$");
  }

  /** What stands below a heading of the second rank, up to the next one. */
  static String section(String text, String title) {
    List<String> sections = all(text, "(?ms)^## " + title + "\n(.*?)(?=^## |\\z)");
    assertThat(sections).as(title).hasSize(1);
    return sections.get(0);
  }

  /** The lines that run a command of Pointwise, as they stand. */
  static List<String> commands(String text) {
    return text.lines().filter(line -> line.startsWith("    jobs/pointwise ")).toList();
  }

  /** The cells of the first table, row by row; the first row is the heading. */
  static List<List<String>> table(String text) {
    return text.lines()
        .dropWhile(line -> !line.startsWith("|"))
        .takeWhile(line -> line.startsWith("|"))
        .filter(line -> !line.startsWith("|---"))
        .map(Documents::cells)
        .toList();
  }

  /** The cells of a row of a table. */
  static List<String> cells(String row) {
    return List.of(row.substring(1, row.lastIndexOf('|')).strip().split(" *\\| *", -1));
  }

  /** The first group of every match. */
  static List<String> all(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(m -> m.group(1)).toList();
  }
}
