package pointwise.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import pointwise.command.options.Extraction;
import pointwise.job.Misspelt;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * Options of the source as words of a command line, and messages about those as messages about
 * options of the source: {@code maxPixels} is {@code --max-pixels}.
 */
final class SourceOptions {
  private static final String PATH = "path";
  private static final String PATHS = "paths";

  /** What a job is looked after by; a query has other ways. */
  private static final List<String> NOT_OF_SOURCE =
      List.of("--images", "--explain", "--max-unreadable");

  private static final Pattern WORD = Pattern.compile("--[a-z]+(?:-[a-z]+)*");

  private SourceOptions() {}

  /** What stands in place of a command. */
  @CommandLine.Command(name = RowKind.SOURCE)
  private static final class Reading {
    @CommandLine.Mixin private Extraction extraction;
  }

  /** What is made of options that are understood. */
  @FunctionalInterface
  interface Use<T> {
    T of(Extraction extraction) throws IOException;
  }

  /**
   * Uses the options.
   *
   * @throws UsageException if they cannot be used
   */
  static <T> T checked(CaseInsensitiveStringMap options, Use<T> use) {
    Reading reading = new Reading();
    CommandLine line =
        new CommandLine(reading).setExpandAtFiles(false).setCaseInsensitiveEnumValuesAllowed(true);
    Map<String, OptionSpec> known = new TreeMap<>();
    for (OptionSpec option : line.getCommandSpec().options()) {
      if (!NOT_OF_SOURCE.contains(option.longestName())) {
        known.put(camel(option.longestName()), option);
      }
    }
    try {
      line.parseArgs(words(options, known).toArray(String[]::new));
      return use.of(reading.extraction);
    } catch (ParameterException e) {
      throw new UsageException(own(e.getMessage(), known), e);
    } catch (UsageException e) {
      throw new UsageException(own(e.getMessage(), known), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> words(
      CaseInsensitiveStringMap options, Map<String, OptionSpec> known) {
    List<String> words = new ArrayList<>();
    options
        .asCaseSensitiveMap()
        .forEach(
            (name, value) -> {
              switch (name.toLowerCase(Locale.ROOT)) {
                case RowKind.OPTION -> {}
                case PATH -> words.add("--images=" + value);
                case PATHS -> paths(value).forEach(path -> words.add("--images=" + path));
                default -> add(name, value, known, words);
              }
            });
    return words;
  }

  private static void add(
      String name, String value, Map<String, OptionSpec> known, List<String> words) {
    String found = known.keySet().stream().filter(name::equalsIgnoreCase).findFirst().orElse(null);
    if (found == null) {
      throw new UsageException(
          Text.of(
              "Cannot read images: found no option %s%s",
              Text.printable(name), Misspelt.near(name, known.keySet())));
    }
    if (value.isEmpty()) {
      throw new UsageException(Text.of("Cannot use %s: found an empty word", found));
    }
    OptionSpec option = known.get(found);
    if (found.equals("imagesFrom") && value.equals("-")) {
      throw new UsageException("Cannot use imagesFrom: found standard input, expected a file");
    }
    boolean list = option.isMultiValue() && option.splitRegex().isEmpty();
    for (String one : list ? value.split(",", -1) : new String[] {value}) {
      words.add(option.longestName() + "=" + one);
    }
  }

  private static List<String> paths(String json) {
    try {
      return List.of(new ObjectMapper().readValue(json, String[].class));
    } catch (JsonProcessingException e) {
      throw new UsageException("Cannot use paths: found no list of words in JSON", e);
    }
  }

  /** The option as the source calls it. */
  private static String camel(String option) {
    StringBuilder name = new StringBuilder();
    for (String word : option.substring(2).split("-", -1)) {
      name.append(
          name.length() == 0
              ? word
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return name.toString();
  }

  /** The message with the names that options have here. */
  private static String own(String message, Map<String, OptionSpec> known) {
    Matcher word = WORD.matcher(message);
    return word.replaceAll(
        found ->
            known.containsKey(camel(found.group()))
                ? camel(found.group())
                : found.group().equals("--images") ? PATH : found.group());
  }
}
