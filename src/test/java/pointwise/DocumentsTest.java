package pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import pointwise.text.Text;

/** What the documents say, beside what the program is: options, links, commands, numbers. */
class DocumentsTest {
  private static final Path REFERENCE = Path.of("docs/reference.md");
  private static final Pattern WORD = Pattern.compile("`([^`]+)`");

  /** The README, CHANGELOG and what lies in docs. */
  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(Path.of("sample-data/SOURCES.md")));
    for (Path folder : List.of(Path.of("."), Path.of("docs"), Path.of("docs/example"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
      }
    }
    assertThat(documents).hasSizeGreaterThan(12);
    return documents;
  }

  private static Map<String, CommandLine> commands() throws ReflectiveOperationException {
    Class<?> all = Class.forName("pointwise.Pointwise$Commands");
    Map<String, CommandLine> commands = new TreeMap<>();
    for (Class<?> command : all.getAnnotation(CommandLine.Command.class).subcommands()) {
      CommandLine line =
          new CommandLine(command.getConstructor().newInstance())
              .setCaseInsensitiveEnumValuesAllowed(true)
              .setExpandAtFiles(false);
      commands.put(line.getCommandName(), line);
    }
    return commands;
  }

  /** A row of a table of options: of which command, which option, what value, what default. */
  private record Option(String command, String name, String value, String otherwise) {}

  private static List<Option> documented() throws IOException {
    List<Option> options = new ArrayList<>();
    String of = "";
    boolean ownColumn = false;
    for (String line : Files.readAllLines(REFERENCE)) {
      if (line.startsWith("Commands: ")) {
        of = line;
      } else if (line.startsWith("| option |")) {
        ownColumn = line.startsWith("| option | of |");
      } else if (line.startsWith("| `--") && !line.startsWith("| `--mode` |")) {
        String[] cells = line.split(" *\\| *");
        Matcher option = Pattern.compile("`(--[a-z-]+)(?: (.*))?`").matcher(cells[1]);
        assertThat(option.matches()).as(line).isTrue();
        assertThat(cells).as(line).hasSize(ownColumn ? 5 : 4);
        assertThat(cells[cells.length - 1]).as("a sentence").endsWith(".");
        for (String command : words(ownColumn ? cells[2] : of)) {
          String value = option.group(2) == null ? "" : option.group(2);
          options.add(
              new Option(command, option.group(1), value, cells[ownColumn ? 3 : 2].strip()));
        }
      }
    }
    return options;
  }

  private static List<String> words(String cell) {
    return WORD.matcher(cell).results().map(word -> word.group(1)).toList();
  }

  private static boolean isHelp(OptionSpec option) {
    return option.usageHelp() || option.versionHelp();
  }

  @Test
  void theReferenceHasEachOptionOfEachCommandOnce() throws Exception {
    List<String> expected = new ArrayList<>();
    for (CommandLine command : commands().values()) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        if (!isHelp(option)) {
          expected.add(command.getCommandName() + " " + option.longestName());
        }
      }
    }
    assertThat(documented().stream().map(option -> option.command() + " " + option.name()))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void theReferenceTellsDefaultsAndWhetherAnOptionIsRequired() throws Exception {
    Map<String, CommandLine> commands = commands();
    for (Option documented : documented()) {
      CommandLine command = commands.get(documented.command());
      OptionSpec option = command.getCommandSpec().findOption(documented.name());
      assertThat(documented.otherwise().equals("required"))
          .as("%s is required", documented)
          .isEqualTo(option.required());
      assertThat(documented.value().isEmpty())
          .as("%s is a flag", documented)
          .isEqualTo(option.arity().max() == 0);
      String otherwise = otherwise(option);
      if (otherwise != null) {
        assertThat(documented.otherwise().replace("`", "")).as("%s", documented).isEqualTo(otherwise);
      }
    }
  }

  /** The default that stands in the code, or null. */
  private static String otherwise(OptionSpec option) {
    if (option.defaultValue() != null) {
      return option.arity().max() == 0 ? null : option.defaultValue();
    }
    Object value = option.isOption() ? option.initialValue() : null;
    return value instanceof Number number && Double.isFinite(number.doubleValue())
        ? number.toString()
        : null;
  }

  @Test
  void theReferenceListsTheCommands() throws Exception {
    Map<String, CommandLine> commands = commands();
    List<String> rows = section("Commands").lines().filter(l -> l.startsWith("| `")).toList();
    assertThat(rows.stream().map(row -> words(row).get(0)))
        .containsExactlyInAnyOrderElementsOf(commands.keySet());
    for (String row : rows) {
      String[] cells = row.split(" *\\| *");
      List<OptionSpec> options =
          commands.get(words(cells[1]).get(0)).getCommandSpec().options();
      List<String> needs = words(cells[2]);
      assertThat(needs)
          .containsAll(
              options.stream().filter(OptionSpec::required).map(OptionSpec::longestName).toList());
      assertThat(options.stream().map(OptionSpec::longestName)).containsAll(needs);
    }
  }

  private static String section(String title) throws IOException {
    return Documents.section(Files.readString(REFERENCE), title);
  }

  /** Each command in an indented or fenced block, in every document, has options that there are. */
  @Test
  void theCommandsOfTheDocumentsAreUnderstood() throws Exception {
    int understood = 0;
    for (Path document : documents()) {
      String text = Files.readString(document).replace("\\\n", " ");
      for (String line : text.lines().toList()) {
        Matcher command =
            Pattern.compile("(?: {4})?jobs/pointwise (?:--\\S+ \\S+ )*?([a-z][a-z-]+)( .*)?")
                .matcher(line.replaceAll(" +#.*| +\\\\$", ""));
        if (!command.matches() || line.contains("...")) {
          continue;
        }
        CommandLine commands = commands().get(command.group(1));
        assertThat(commands).as("%s: %s", document, line).isNotNull();
        String options = command.group(2) == null ? "" : command.group(2).strip();
        String[] words = options.isEmpty() ? new String[0] : options.split(" +");
        assertThat(Arrays.asList(words)).as("%s: %s", document, line).doesNotContain("...");
        if (!options.equals("--help")) {
          commands.parseArgs(words); // throws where an option is unknown or missing
        }
        understood++;
      }
    }
    assertThat(understood).isGreaterThan(15);
  }

  /** Files and headings that links name are there. */
  @Test
  void theLinksLeadSomewhere() throws IOException {
    for (Path document : documents()) {
      String text = Files.readString(document).replaceAll("(?ms)^```.*?^```$", "");
      List<String> targets =
          Pattern.compile("\\]\\(([^)\\s]+)\\)").matcher(text).results().map(m -> m.group(1)).toList();
      for (String target : targets) {
        if (target.startsWith("https://")) {
          continue;
        }
        String[] parts = target.split("#", 2);
        Path file =
            parts[0].isEmpty()
                ? document
                : document.resolveSibling(URLDecoder.decode(parts[0], StandardCharsets.UTF_8));
        assertThat(file).as("%s links to %s", document, target).exists();
        if (parts.length > 1) {
          assertThat(headings(file)).as("%s links to %s", document, target).contains(parts[1]);
        }
      }
    }
  }

  /** As they are named in links. */
  private static List<String> headings(Path document) throws IOException {
    return Files.readString(document)
        .replaceAll("(?ms)^```.*?^```$", "")
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(
            line ->
                line.replaceFirst("#+ ", "")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'))
        .toList();
  }

  @Test
  void everyPageIsLinkedFromTheReadme() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    for (Path document : documents()) {
      String path = document.normalize().toString();
      if (!path.equals("README.md")) {
        assertThat(readme).contains("(" + path + ")");
      }
    }
  }

  /** What the README says of speed stands in the page of measurements, which says how it came about. */
  @Test
  void theNumbersOfSpeedAreMeasured() throws IOException {
    String measured = Files.readString(Path.of("docs/performance.md"));
    List<String> numbers = new ArrayList<>();
    for (String row :
        Documents.section(Files.readString(Path.of("README.md")), "Speed").lines().toList()) {
      if (row.startsWith("|")) {
        Pattern.compile("\\d+\\.\\d+").matcher(row).results().map(MatchResult::group).forEach(numbers::add);
      }
    }
    assertThat(numbers).hasSizeGreaterThan(5).allMatch(number -> measured.contains(number));
  }

  @Test
  void noDocumentKnowsTheMachineItWasWrittenOn() throws IOException {
    for (Path document : documents()) {
      assertThat(Files.readString(document))
          .as("%s", document)
          .doesNotContainPattern("(?<![\\w.])/(?:root|home|tmp|work|mnt)/");
    }
  }

  /** The coordinates, the jar's name and the version of Spark, wherever they are written. */
  @Test
  void theVersionsAreThoseOfThePom() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String version = first(pom, "<version>(.*?)</version>");
    String spark = first(pom, "<spark.version>(.*?)</spark.version>");
    for (Path document : documents()) {
      String text = Files.readString(document);
      assertThat(all(text, "pointwise-(\\d+\\.\\d+\\.\\d+)\\.jar"))
          .as("%s", document)
          .allMatch(version::equals);
      assertThat(all(text, "pointwise</artifactId>\\s*<version>(.*?)</version>"))
          .as("%s", document)
          .allMatch(version::equals);
    }
    String example = Files.readString(Path.of("docs/example/pom.xml"));
    assertThat(all(example, "<artifactId>pointwise</artifactId>\\s*<version>(.*?)</version>"))
        .containsExactly(version);
    assertThat(all(example, "_2.13</artifactId>\\s*<version>(.*?)</version>"))
        .isNotEmpty()
        .allMatch(spark::equals);
    assertThat(Files.readString(Path.of("CHANGELOG.md"))).contains(Text.of("## %s", version));
  }

  private static String first(String text, String pattern) {
    return all(text, pattern).get(0);
  }

  private static List<String> all(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(m -> m.group(1)).toList();
  }
}
