package pointwise.command;

import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import pointwise.image.MalformedImageException;

/** What the command line answers when it does not do its work. */
public final class ExitCodes {
  static final int FAILURE = 1;
  static final int WRONG_USE = 2;
  static final int EVERY_INPUT_FAILED = 3;

  private ExitCodes() {}

  /** A word that is no option or command, or has a wrong value: one line, exit 2. */
  public static int wrongUse(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    command
        .getErr()
        .printf(
            "%s (see %s --help)%n",
            firstLine(e.getMessage()), command.getCommandSpec().qualifiedName());
    return WRONG_USE;
  }

  /**
   * An exception of a command. {@link IllegalArgumentException} on the driver is wrong use; what
   * Pointwise foresaw is one line; anything else comes with its stack trace.
   */
  public static int failure(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (e instanceof IllegalArgumentException) {
      err.println(firstLine(e.getMessage()));
      return WRONG_USE;
    }
    Throwable foreseen = foreseen(e);
    if (foreseen == null) {
      e.printStackTrace(err);
    } else {
      err.println(firstLine(foreseen.getMessage()));
    }
    err.flush();
    return FAILURE;
  }

  /** The innermost cause with a message meant for users, or null. */
  private static Throwable foreseen(Throwable e) {
    Throwable found = null;
    for (Throwable t = e; t != null; t = t.getCause()) {
      boolean ours =
          t instanceof MalformedImageException
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

  private static String firstLine(String message) {
    return message == null ? "failed" : message.lines().findFirst().orElse("failed");
  }
}
