package pointwise;

import picocli.CommandLine;
import pointwise.command.Assembly;
import pointwise.command.Classify;
import pointwise.command.Doctor;
import pointwise.command.Evaluate;
import pointwise.command.ExitCodes;
import pointwise.command.Explosion;
import pointwise.command.Extract;
import pointwise.command.FitPca;
import pointwise.command.Inspect;
import pointwise.command.MakeColours;
import pointwise.command.Multiplication;
import pointwise.command.Preview;

/** The command line: one class of {@code pointwise.command} per command. */
@CommandLine.Command(
    name = "pointwise",
    version = "pointwise 0.1.0",
    mixinStandardHelpOptions = true,
    description = "1x1 convolutions over large image datasets, as Spark jobs.",
    footer = "Spark options (--master, --conf, --executor-memory, ...) stand before the command.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      Extract.class,
      Explosion.class,
      Multiplication.class,
      Assembly.class,
      Classify.class,
      Evaluate.class,
      Inspect.class,
      MakeColours.class,
      Preview.class,
      FitPca.class,
      Doctor.class
    })
public final class Pointwise implements Runnable {
  private Pointwise() {}

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    int code = run(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  /**
   * Runs a command.
   *
   * @return 0 when it did its work, 1 when it failed, 2 when it was asked wrongly, 3 when every
   *     input failed
   */
  public static int run(String... args) {
    return new CommandLine(new Pointwise())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(100)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(ExitCodes::wrongUse)
        .setExecutionExceptionHandler(ExitCodes::failure)
        .execute(args);
  }

  @Override
  public void run() {
    new CommandLine(this).usage(System.out);
  }
}
