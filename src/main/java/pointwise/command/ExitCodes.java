package pointwise.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import pointwise.image.ErrorKind;
import pointwise.image.ImageException;
import pointwise.report.Failures;
import pointwise.text.Text;

/** What the command line answers when it does not do its work. */
public final class ExitCodes {
  private static final int LONGEST = 4000;

  static final int FAILURE = 1;
  static final int WRONG_USE = 2;
  static final int EVERY_INPUT_FAILED = 3;
  static final int UNREADABLE_INPUTS = 4;

  private ExitCodes() {}

  /**
   * Of a job that was done.
   *
   * @param images that a result came of
   */
  static int of(long images, Failures failures) {
    if (images == 0) {
      return EVERY_INPUT_FAILED;
    }
    return failures.count(ErrorKind.STORAGE) == 0 ? 0 : UNREADABLE_INPUTS;
  }

  /** A word that is no option or command, or has a wrong value: one line, exit 2. */
  public static int wrongUse(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().printf(Locale.ROOT, "%s (see %s --help)%n", line(command, e), name);
    return WRONG_USE;
  }

  /**
   * An exception of a command. {@link IllegalArgumentException} on the driver is wrong use; what
   * Pointwise foresaw is one line; anything else comes with its stack trace.
   */
  public static int failure(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (isInterrupted()) {
      boolean resumes = command.getCommandSpec().findOption("--resume") != null;
      err.printf(
          Locale.ROOT,
          "Cannot finish %s: it was interrupted%s%n",
          command.getCommandSpec().qualifiedName(),
          resumes ? "; --resume goes on after the last epoch that was printed" : "");
      return FAILURE;
    }
    if (e instanceof IllegalArgumentException || e instanceof UnsupportedFileSystemException) {
      err.println(line(command, e));
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

  /** Whether the JVM is ending, which stops Spark while the command still runs. */
  private static boolean isInterrupted() {
    Thread hook = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  /** The innermost cause with a message meant for users, or null. */
  private static Throwable foreseen(Throwable e) {
    Throwable found = null;
    for (Throwable t = e; t != null; t = t.getCause()) {
      boolean ours =
          t instanceof ImageException
              || t instanceof IllegalArgumentException
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
    return Text.of("Cannot run %s: %s", command.getCommandSpec().qualifiedName(), line);
  }
}
