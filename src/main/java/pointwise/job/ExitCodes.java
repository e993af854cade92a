package pointwise.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.SparkConf;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import pointwise.raster.ImageException;
import pointwise.report.JobReport;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** What the command line answers when it does not do its work. */
public final class ExitCodes {
  private static final int LONGEST = 4000;
  private static final String FULL = "No space left on device";

  /** The setting of the class of a file system. */
  private static final Pattern FILE_SYSTEM = Pattern.compile("fs\\.([a-z][a-z0-9+-]*)\\.impl");

  public static final int FAILURE = 1;
  public static final int WRONG_USE = 2;
  public static final int EVERY_INPUT_FAILED = JobReport.Outcome.EVERY_INPUT_FAILED.exitCode();

  private ExitCodes() {}

  /** A word that is no option or command, or has a wrong value: one line, exit 2. */
  public static int wrongUse(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String line =
        Misspelt.message(e, args)
            .map(why -> Text.of("Cannot run %s: %s", name, why))
            .orElseGet(() -> line(command, e));
    command.getErr().printf(Locale.ROOT, "%s (see %s --help)%n", line, name);
    return WRONG_USE;
  }

  /**
   * Runs the command that was asked for.
   *
   * @throws ParameterException if an option has an empty word for its value
   */
  public static int execute(ParseResult parsed) {
    List<CommandLine> commands = parsed.asCommandLineList();
    CommandLine asked = commands.get(commands.size() - 1);
    CommandSpec command = asked.getCommandSpec();
    for (OptionSpec option : asked.getParseResult().matchedOptions()) {
      if (option.stringValues().contains("")) {
        throw new ParameterException(
            asked, Text.of("Cannot use %s: found an empty word", option.longestName()));
      }
    }
    Interruption interruption =
        Interruption.ofCommand(
            command.qualifiedName(),
            command.name().equals("train")
                ? "; --resume goes on after the last epoch that was printed"
                : "");
    try (interruption) {
      return new CommandLine.RunLast().execute(parsed);
    }
  }

  /**
   * An exception of a command. {@link UsageException} on the driver is wrong use; what Pointwise
   * foresaw is one line; anything else comes with its stack trace.
   */
  public static int failure(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (Interruption.isUnderWay()) {
      return FAILURE;
    }
    if (isWrongUse(e)) {
      err.println(line(command, e));
      return WRONG_USE;
    }
    String missing = missingFileSystem(e);
    if (missing != null) {
      err.println(missing);
      return WRONG_USE;
    }
    Throwable foreseen = foreseen(e);
    if (foreseen == null) {
      e.printStackTrace(err);
    } else {
      err.println(line(command, foreseen));
      for (Throwable later : e.getSuppressed()) {
        // What went wrong when a command cleared up; Spark suppresses exceptions of its own.
        if (String.valueOf(later.getMessage()).startsWith("Cannot ")) {
          err.println(line(command, later));
        }
      }
    }
    err.flush();
    return FAILURE;
  }

  /** Also names that are none, of paths, hosts and file systems, which Hadoop refuses. */
  private static boolean isWrongUse(Exception e) {
    return e instanceof UsageException
        || e instanceof UnsupportedFileSystemException
        || (e instanceof IllegalArgumentException
            && (e.getCause() instanceof URISyntaxException
                || e.getCause() instanceof UnknownHostException));
  }

  /** What to say where a file system has a name but no class; null where that is not the cause. */
  private static String missingFileSystem(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof ClassNotFoundException) {
        for (Map.Entry<String, String> setting : Sessions.configuration()) {
          Matcher scheme = FILE_SYSTEM.matcher(setting.getKey());
          String message = Text.of("Class %s not found", setting.getValue()); // Hadoop's
          if (scheme.matches() && message.equals(t.getMessage())) {
            return Text.of(
                "Cannot use %s: the jar of its file system is missing on the class path, found no class %s, expected it, as hadoop-aws has it for s3a and hadoop-azure for abfs",
                scheme.group(1), setting.getValue());
          }
        }
      }
    }
    return null;
  }

  /** The innermost cause with a message meant for users, or null. */
  static Throwable foreseen(Throwable e) {
    Throwable found = null;
    for (Throwable t = e; t != null; t = t.getCause()) {
      boolean ours =
          t instanceof ImageException
              || t instanceof UsageException
              || t instanceof IllegalStateException
              || t instanceof IOException;
      if (ours && t.getMessage() != null) {
        if (t.getMessage().startsWith("Cannot ")) {
          return t;
        }
        found = t;
      }
    }
    return found;
  }

  /** The message in one line; of others' messages the first line, after what cannot be done. */
  private static String line(CommandLine command, Throwable e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    if (message.startsWith("Cannot ")) {
      // Names of files and labels may hold line breaks.
      String all = message.replaceAll("\\p{Cntrl}+", " ");
      return all.length() <= LONGEST ? all : all.substring(0, LONGEST) + "...";
    }
    String line = message.lines().findFirst().orElse(e.getClass().getSimpleName());
    if (line.endsWith(FULL)) {
      // Which of the disks it is Java does not tell.
      line +=
          Text.of(
              "; what Spark keeps meanwhile is in %s, and elsewhere with --conf spark.local.dir=FOLDER",
              String.join(",", Sessions.localFolders(new SparkConf())));
    }
    return Text.of("Cannot run %s: %s", command.getCommandSpec().qualifiedName(), line);
  }
}
