package pointwise;

import java.lang.reflect.Constructor;
import java.util.List;
import org.apache.spark.SparkContext$;
import org.apache.spark.SparkException;
import org.apache.spark.SparkUserAppException;
import picocli.CommandLine;
import pointwise.command.AssembleCommand;
import pointwise.command.ClassifyCommand;
import pointwise.command.DoctorCommand;
import pointwise.command.EvaluateCommand;
import pointwise.command.ExplodeCommand;
import pointwise.command.ExportCommand;
import pointwise.command.ExtractCommand;
import pointwise.command.FitPcaCommand;
import pointwise.command.InspectCommand;
import pointwise.command.MakeColoursCommand;
import pointwise.command.MultiplyCommand;
import pointwise.command.PreviewCommand;
import pointwise.command.SimilarCommand;
import pointwise.command.StatusCommand;
import pointwise.command.TrainCommand;
import pointwise.job.ExitCodes;
import pointwise.text.Version;

/** The command line: one class of {@code pointwise.command} per command. */
public final class Pointwise {
  private Pointwise() {}

  /**
   * The program: runs a command, and ends with its exit code where that is not 0.
   *
   * @throws SparkUserAppException with the exit code, for whoever started the driver to end with:
   *     spark-submit, the master of an application on a cluster, a notebook, which goes on. Only a
   *     JVM of its own is ended here.
   */
  public static void main(String[] args) throws SparkException, ReflectiveOperationException {
    int java = Runtime.version().feature();
    if (java != 17 && java != 21) {
      System.err.printf(
          "Cannot start: Spark does not run on this Java, found %d, expected 17 or 21%n", java);
      System.exit(ExitCodes.WRONG_USE);
    }
    boolean ownJvm =
        System.getProperty("spark.submit.deployMode") == null
            && SparkContext$.MODULE$.getActive().isEmpty();
    int code = run(List.of(args));
    if (code == 0) {
      return;
    }
    if (ownJvm) {
      System.exit(code);
    }
    // Of the code in Spark 4.0, of the code and a cause since 4.1.
    Constructor<?> ended = SparkUserAppException.class.getConstructors()[0];
    throw (SparkException)
        (ended.getParameterCount() == 1
            ? ended.newInstance(code)
            : ended.newInstance(code, (Object) null));
  }

  /**
   * Runs a command, in the Spark session of this JVM where there is one. The only method of its
   * name, and of a list: py4j can call it.
   *
   * @param args the command and its options
   * @return 0 when it did its work, 1 when it failed, 2 when it was asked wrongly, 3 when every
   *     input failed, 4 when it did its work but the storage did not give some inputs
   */
  public static int run(List<String> args) {
    CommandLine commands = new CommandLine(new Commands());
    commands.getCommandSpec().version("pointwise " + Version.text());
    HelpLayout.set(commands);
    return commands
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(100)
        .setUsageHelpAutoWidth(true)
        .setExecutionStrategy(ExitCodes::execute)
        .setParameterExceptionHandler(ExitCodes::wrongUse)
        .setExecutionExceptionHandler(ExitCodes::failure)
        .execute(args.toArray(String[]::new));
  }

  @CommandLine.Command(
      name = "pointwise",
      mixinStandardHelpOptions = true,
      description = "1x1 convolutions over large image datasets, as Spark jobs.",
      footer = "Spark options (--master, --conf, --executor-memory, ...) stand before the command.",
      synopsisSubcommandLabel = "COMMAND",
      subcommands = {
        ExtractCommand.class,
        ExplodeCommand.class,
        MultiplyCommand.class,
        AssembleCommand.class,
        ClassifyCommand.class,
        EvaluateCommand.class,
        InspectCommand.class,
        MakeColoursCommand.class,
        PreviewCommand.class,
        ExportCommand.class,
        SimilarCommand.class,
        FitPcaCommand.class,
        TrainCommand.class,
        StatusCommand.class,
        DoctorCommand.class
      })
  private static final class Commands implements Runnable {
    @Override
    public void run() {
      new CommandLine(this).usage(System.out);
    }
  }
}
