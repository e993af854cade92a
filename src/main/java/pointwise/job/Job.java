package pointwise.job;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import pointwise.raster.ImageException;
import pointwise.report.ImageTally;
import pointwise.report.JobMetrics;
import pointwise.report.JobReport;
import pointwise.report.Skipped;
import pointwise.report.TooManyUnreadableException;
import pointwise.store.Bundles;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.TableCounts;
import pointwise.text.Text;
import pointwise.text.UsageException;
import scala.Option;

/** What every job does around its own work. */
public final class Job {
  /** The property by which Spark describes the jobs of a thread. */
  private static final String DESCRIPTION = "spark.job.description";

  /** The work, and what it gives. */
  @FunctionalInterface
  public interface Work<T> {
    T run(SparkSession spark, JobMetrics metrics) throws IOException;
  }

  /**
   * What only the job knows of a table that it wrote to the staging folder.
   *
   * @param bundles that were written
   * @param inputs images that were listed, or that the input table holds
   * @param skipped what the folders hold beside images
   * @param counts what the result holds
   * @param kernels what was applied; null where nothing was
   * @param settings the options
   */
  public record Done(
      Bundles bundles,
      long inputs,
      Skipped skipped,
      TableCounts counts,
      JobReport.Part kernels,
      Map<String, Object> settings) {}

  /**
   * What a job tells at its end.
   *
   * @param ofTable the report of the table that it wrote; null where the one that was there stays
   * @param told what is printed; null where nothing is new
   */
  public record Told(JobReport ofTable, JobReport told) {}

  /**
   * What a job reads.
   *
   * @param of its name, of folder or file, for people
   * @param mostUnreadable files that the storage may fail to give before the job stops
   */
  public record Inputs(String of, long mostUnreadable) {
    /** Of a table. */
    public static Inputs ofTable(String path) {
      return new Inputs(path, Long.MAX_VALUE);
    }
  }

  private Job() {}

  /** Runs the work in a session of its own. */
  public static <T> T inSession(String command, Inputs inputs, Work<T> work) throws IOException {
    try (Sessions.Session session = session(command, inputs)) {
      return measured(command, session.spark(), inputs, work);
    }
  }

  /** Several jobs of a command. */
  @FunctionalInterface
  public interface Several {
    int run() throws IOException;
  }

  /** Runs jobs, each of which borrows one session; the exit code. */
  public static int inOneSession(String command, Inputs inputs, Several jobs) throws IOException {
    Sessions.Session session = session(command, inputs);
    try {
      return jobs.run();
    } finally {
      session.close();
    }
  }

  private static Sessions.Session session(String command, Inputs inputs) {
    String name = command + " " + inputs.of;
    Sessions.Session session = Sessions.start(name);
    Option<String> ui = session.spark().sparkContext().uiWebUrl();
    if (!session.borrowed() && ui.isDefined()) {
      System.err.println(Text.of("pointwise %s: Spark UI at %s", name, ui.get()));
    }
    return session;
  }

  private static <T> T measured(String command, SparkSession spark, Inputs inputs, Work<T> work)
      throws IOException {
    SparkContext context = spark.sparkContext();
    String description = context.getLocalProperty(DESCRIPTION);
    context.setJobDescription("pointwise " + command);
    return SparkEnd.told(
        command,
        context,
        () -> {
          try (ClusterWatch cluster = ClusterWatch.start(command, spark);
              JobMetrics metrics = new JobMetrics(context);
              UnreadableLimit limit =
                  new UnreadableLimit(context, metrics, inputs.mostUnreadable)) {
            return Progress.during(
                spark, metrics, () -> cluster.run(() -> limit.run(() -> work.run(spark, metrics))));
          } finally {
            context.setLocalProperty(DESCRIPTION, description);
          }
        });
  }

  /**
   * Runs work that writes a table, puts the result in its place and prints the summary.
   *
   * @param work null where the result has all of it already
   * @return the exit code
   * @throws IllegalStateException if the inputs are not all accounted for; the result stays away
   */
  public static int run(String command, OutputDirectory out, Inputs inputs, Work<Done> work)
      throws IOException {
    return runTold(
        command,
        out,
        inputs,
        (spark, metrics) -> {
          Done done = work.run(spark, metrics);
          JobReport report = done == null ? null : report(command, spark, metrics, done);
          return new Told(report, report);
        });
  }

  /** The same of work that makes its own report, once all is written that belongs to it. */
  public static int runTold(String command, OutputDirectory out, Inputs inputs, Work<Told> work)
      throws IOException {
    try (out) {
      out.begin(command);
      try {
        return written(command, out, inputs, work);
      } catch (Exception e) {
        // What a user has to change is not mended by the same command.
        if (!(e instanceof UsageException) && out.isLeft()) {
          // Else what could not be read by now would stop the next job too.
          System.err.println(
              e instanceof TooManyUnreadableException
                  ? out.left("--resume --retry-errors storage")
                  : out.left());
        }
        throw e;
      }
    }
  }

  /** Whether the job was stopped by an image, as the mode failfast asks for. */
  private static boolean isFailedFast(Exception e) {
    return ExitCodes.foreseen(e) instanceof ImageException;
  }

  private static int written(String command, OutputDirectory out, Inputs inputs, Work<Told> work)
      throws IOException {
    Told told;
    try (Sessions.Session session = session(command, inputs)) {
      SparkSession spark = session.spark();
      Interruption interruption = Interruption.ofJob(command, spark.sparkContext(), out);
      try (interruption;
          out) {
        SparkJobs jobs = new SparkJobs(spark.sparkContext(), out.staging());
        try (jobs) {
          told = measured(command, spark, inputs, work);
        } catch (Exception e) {
          if (isFailedFast(e)) {
            out.giveUp();
          }
          requireWritten(e, out);
          throw e;
        }
        if (told.ofTable != null) {
          out.commit(told.ofTable.json())
              .ifPresent(
                  old ->
                      System.err.printf(
                          Locale.ROOT,
                          "The result is at %s; the older one could not be deleted, it is at %s%n",
                          out.path(),
                          old));
        }
      }
    }
    if (told.told == null) {
      int code = out.exitCode();
      System.out.println(
          (out.isComplete() ? "The result is complete: " : "Nothing is new, the result stays: ")
              + out.path());
      return code;
    }
    System.out.print(told.told.summary());
    return told.told.outcome().exitCode();
  }

  /**
   * Names the result where Spark could not write it, and nobody has said more than the reason.
   *
   * @param e may be Spark's, which Scala does not declare
   * @throws IOException if that is so
   */
  private static void requireWritten(Exception e, OutputDirectory out) throws IOException {
    boolean writing = false;
    for (Throwable t = e; t != null; t = t.getCause()) {
      writing |= ParquetTable.isUnwritten(t);
    }
    Throwable reason = ExitCodes.foreseen(e);
    if (writing && reason != null && !reason.getMessage().startsWith("Cannot ")) {
      throw new IOException(Text.of("Cannot write to %s: %s", out.path(), reason.getMessage()), e);
    }
  }

  /** The report of a table that was written to the staging folder. */
  public static JobReport report(
      String command, SparkSession spark, JobMetrics metrics, Done done) {
    Bundles bundles = done.bundles;
    ImageTally images = done.counts.images(spark, bundles.parts());
    long pixels = done.counts.pixels();
    return new JobReport(
        command,
        bundles.path(),
        done.inputs,
        done.skipped,
        images,
        metrics.notes(),
        metrics,
        done.settings,
        new TableResult(
            pixels,
            bundles.bytes(),
            bundles.shapes(),
            bundles.goesOn() ? Double.NaN : images.done() / metrics.seconds(),
            bundles.goesOn() ? Double.NaN : pixels / 1e6 / metrics.seconds(),
            metrics.taskSeconds(),
            done.kernels,
            bundles.id(),
            bundles.partNames()));
  }

  /** The settings of several groups of options. */
  @SafeVarargs
  public static <T> Map<String, T> settings(Map<String, ? extends T>... groups) {
    Map<String, T> all = new TreeMap<>();
    for (Map<String, ? extends T> group : groups) {
      all.putAll(group);
    }
    return all;
  }
}
