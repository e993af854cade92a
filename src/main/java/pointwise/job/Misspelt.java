package pointwise.job;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.text.similarity.LevenshteinDistance;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import pointwise.text.Text;

/** Words of a command line that no command knows: what was meant instead. */
public final class Misspelt {
  /** Of spark-submit, which a command does not have. */
  private static final Set<String> OF_SPARK =
      Set.of(
          "--master",
          "--remote",
          "--deploy-mode",
          "--conf",
          "-c",
          "--properties-file",
          "--jars",
          "--packages",
          "--exclude-packages",
          "--repositories",
          "--files",
          "--archives",
          "--py-files",
          "--proxy-user",
          "--principal",
          "--keytab",
          "--queue",
          "--driver-memory",
          "--driver-cores",
          "--driver-java-options",
          "--driver-library-path",
          "--driver-class-path",
          "--executor-memory",
          "--executor-cores",
          "--num-executors",
          "--total-executor-cores");

  private Misspelt() {}

  /**
   * What to say of the first word that is not known; empty where all of them are.
   *
   * @param args of the whole command line
   */
  static Optional<String> message(ParameterException e, String[] args) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    String word = unknown(e, command, List.of(args));
    if (word == null) {
      return Optional.empty();
    }
    if (!word.startsWith("-")) {
      Set<String> commands = command.subcommands().keySet();
      return commands.isEmpty()
          ? Optional.of(
              Text.of("found the word %s, which belongs to no option", Text.printable(word)))
          : Optional.of(
              Text.of("found no command %s%s", Text.printable(word), near(word, commands)));
    }
    String option = word.replaceFirst("=.*", "");
    if (OF_SPARK.contains(option)) {
      return Optional.of(
          Text.of("%s is an option of Spark: those stand before the command", option));
    }
    return Optional.of(
        Text.of(
            "found no option %s%s",
            Text.printable(option), near(option, command.optionsMap().keySet())));
  }

  /** Before picocli tells of words that it does not know, it tells of options that are missing. */
  private static String unknown(ParameterException e, CommandSpec command, List<String> args) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      return unmatched.getUnmatched().get(0);
    }
    if (!(e instanceof CommandLine.MissingParameterException)) {
      return null;
    }
    return args.stream()
        .filter(word -> word.startsWith("--"))
        .map(word -> word.replaceFirst("=.*", ""))
        .filter(word -> !command.optionsMap().containsKey(word))
        .findFirst()
        .orElse(null);
  }

  /** A question after the known word that is near; empty where none is. */
  public static String near(String word, Collection<String> known) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return known.stream()
        .filter(name -> distance.apply(word, name) <= Math.max(1, word.length() / 3))
        .min(
            Comparator.<String>comparingInt(name -> distance.apply(word, name))
                .thenComparing(x -> x))
        .map(name -> Text.of(", did you mean %s?", name))
        .orElse("");
  }
}
