package pointwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.StringWriter;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import pointwise.input.ImageFormats;
import pointwise.learn.classify.Prediction;
import pointwise.pixels.PixelRow;
import pointwise.raster.ImageException;
import pointwise.text.Text;
import pointwise.tile.Column;
import pointwise.tile.MapTable;

/** What the documents say, beside what the program is: options, links, commands, numbers. */
class DocumentsTest {
  private static final Path REFERENCE = Path.of("docs/reference.md");
  private static final Pattern WORD = Pattern.compile("`([^`]+)`");

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
        List<String> cells = Documents.cells(line);
        Matcher option = Pattern.compile("`(--[a-z-]+)(?: (.*))?`").matcher(cells.get(0));
        assertThat(option.matches()).as(line).isTrue();
        assertThat(cells).as(line).hasSize(ownColumn ? 4 : 3);
        assertThat(cells).as(line).last().asString().endsWith(".");
        String value = option.group(2) == null ? "" : option.group(2);
        for (String command : words(ownColumn ? cells.get(1) : of)) {
          options.add(new Option(command, option.group(1), value, cells.get(ownColumn ? 2 : 1)));
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
        assertThat(documented.otherwise().replace("`", ""))
            .as("%s", documented)
            .isEqualTo(otherwise);
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
    List<String> rows =
        Documents.section(Documents.page("reference.md"), "Commands")
            .lines()
            .filter(l -> l.startsWith("| `"))
            .toList();
    assertThat(rows.stream().map(row -> words(row).get(0)))
        .containsExactlyInAnyOrderElementsOf(commands.keySet());
    for (String row : rows) {
      List<String> cells = Documents.cells(row);
      List<OptionSpec> options =
          commands.get(words(cells.get(0)).get(0)).getCommandSpec().options();
      List<String> needs = words(cells.get(1));
      assertThat(needs)
          .containsAll(
              options.stream().filter(OptionSpec::required).map(OptionSpec::longestName).toList());
      assertThat(options.stream().map(OptionSpec::longestName)).containsAll(needs);
    }
  }

  /** Each command in an indented or fenced block, in every document, has options that there are. */
  @Test
  void theCommandsOfTheDocumentsAreUnderstood() throws Exception {
    int understood = 0;
    for (Path document : Documents.all()) {
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
    for (Path document : Documents.all()) {
      String text = Files.readString(document).replaceAll("(?ms)^```.*?^```$", "");
      List<String> targets =
          Pattern.compile("\\]\\(([^)\\s]+)\\)")
              .matcher(text)
              .results()
              .map(m -> m.group(1))
              .toList();
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
    for (Path document : Documents.all()) {
      String path = document.normalize().toString();
      if (!path.equals("README.md")) {
        assertThat(readme).contains("(" + path + ")");
      }
    }
  }

  /**
   * What the README says of speed stands in the page of measurements, which says how it came about.
   */
  @Test
  void theNumbersOfSpeedAreMeasured() throws IOException {
    String measured = Documents.page("performance.md");
    List<List<String>> speed =
        Documents.table(Documents.section(Files.readString(Documents.README), "Speed"));
    assertThat(speed).hasSizeGreaterThan(4);
    for (List<String> row : speed.subList(1, speed.size())) {
      assertThat(measured).contains("| " + row.get(1) + " |");
    }
  }

  @Test
  void noDocumentKnowsTheMachineItWasWrittenOn() throws IOException {
    for (Path document : Documents.all()) {
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
    for (Path document : Documents.all()) {
      String text = Files.readString(document);
      assertThat(Documents.all(text, "pointwise-(\\d+\\.\\d+\\.\\d+)\\.jar"))
          .as("%s", document)
          .allMatch(version::equals);
      assertThat(Documents.all(text, "pointwise</artifactId>\\s*<version>(.*?)</version>"))
          .as("%s", document)
          .allMatch(version::equals);
    }
    String example = Files.readString(Path.of("docs/example/pom.xml"));
    assertThat(
            Documents.all(
                example, "<artifactId>pointwise</artifactId>\\s*<version>(.*?)</version>"))
        .containsExactly(version);
    assertThat(Documents.all(example, "_2.13</artifactId>\\s*<version>(.*?)</version>"))
        .isNotEmpty()
        .allMatch(spark::equals);
    assertThat(Files.readString(Path.of("CHANGELOG.md"))).contains(Text.of("## %s", version));
  }

  private static String first(String text, String pattern) {
    return Documents.all(text, pattern).get(0);
  }

  /** The formats of the README's matrix are those that are told apart. */
  @Test
  void theMatrixHasAColumnForEachFormat() throws IOException {
    List<List<String>> matrix =
        Documents.table(Documents.section(Files.readString(Documents.README), "What is read"));
    byte[] other = {1, 2, 3};
    String known =
        assertThrows(ImageException.class, () -> ImageFormats.ofContent("x", other)).getMessage();
    assertThat(known).endsWith("expected one of " + String.join(", ", matrix.get(0).subList(1, 9)));
    assertThat(matrix).allMatch(row -> row.size() == matrix.get(0).size());
  }

  /** The columns of each table and their types, in the order in which they are documented. */
  @Test
  void thePageOfTablesHasTheColumnsOfTheCode() throws IOException {
    String page = Documents.page("table.md");
    List<String> maps = new ArrayList<>();
    for (List<String> row : Documents.table(Documents.section(page, "Feature maps"))) {
      for (String name : words(row.get(0))) {
        maps.add(name + " " + row.get(1));
      }
    }
    assertThat(maps).containsExactlyInAnyOrderElementsOf(columns(MapTable.COLUMNS, true));
    assertThat(names(page, "Pixel rows"))
        .containsExactlyElementsOf(columns(PixelRow.COLUMNS, false));
    assertThat(names(page, "Classes"))
        .containsExactlyElementsOf(columns(Prediction.COLUMNS, false));
  }

  private static List<String> columns(List<? extends Column<?>> columns, boolean types) {
    return columns.stream()
        .map(column -> types ? column.name() + " " + type(column.type()) : column.name())
        .toList();
  }

  private static String type(DataType type) {
    if (type instanceof ArrayType list) {
      return "list of " + type(list.elementType());
    }
    return type instanceof StructType struct
        ? String.join(" and ", struct.fieldNames())
        : type.simpleString();
  }

  /**
   * The words after the first colon, up to the end of the sentence, without what is in brackets.
   */
  private static List<String> names(String page, String title) {
    String text = Documents.section(page, title);
    return words(first(text, "(?s): (`.*?)\\.\\s").replaceAll("\\(.*?\\)", ""));
  }

  @Test
  void theExampleProjectHasTheDependencyOfThePage() throws IOException {
    List<String> xml = Documents.blocks(Documents.page("java.md"), "xml");
    assertThat(xml).hasSize(1);
    assertThat(Files.readString(Path.of("docs/example/pom.xml")).replaceAll("\\s+", ""))
        .contains(xml.get(0).replaceAll("\\s+", ""));
  }

  /** The example project, which users compile with the installed jar. */
  @Test
  void theExampleProjectCompiles(@TempDir Path folder) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    StringWriter said = new StringWriter();
    boolean compiled =
        javac
            .getTask(
                said,
                null,
                null,
                List.of(
                    "-d",
                    folder.toString(),
                    "-cp",
                    classPath,
                    "-proc:none",
                    "-Xlint:all,-path",
                    "-Werror"),
                null,
                javac
                    .getStandardFileManager(null, null, StandardCharsets.UTF_8)
                    .getJavaFileObjects(Path.of("docs/example/src/main/java/Maps.java")))
            .call();
    assertThat(compiled).as(said.toString()).isTrue();
    assertThat(folder.resolve("Maps.class")).exists();
  }
}
