package pointwise.job;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import pointwise.report.Failures;
import pointwise.report.JobMetrics;
import pointwise.report.RunReport;
import pointwise.report.Skipped;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.TableCounts;
import pointwise.store.TableFailures;
import pointwise.text.Text;
import pointwise.text.Version;

/** What every job that writes a result does around its own work. */
public final class Job {
  /** The work: writes to the staging folder and tells what it did. */
  @FunctionalInterface
  public interface Work {
    public Done run(SparkSession spark, JobMetrics metrics) throws IOException;
  }

  /**
   * What only the job knows of its work.
   *
   * @param inputs images that were listed, or that the input table holds
   * @param skipped what the folders hold beside images
   * @param counts what the result holds
   * @param kernels name, shape and names of channels; empty for a job without kernels
   * @param settings the options
   */
  public record Done(
      long inputs,
      Skipped skipped,
      TableCounts counts,
      Map<String, Object> kernels,
      Map<String, Object> settings) {}

  private Job() {}

  /**
   * Runs the work, puts the result in its place and prints the summary.
   *
   * @param mostUnreadable files that the storage may fail to give before the job stops
   * @return the exit code
   * @throws IllegalStateException if the inputs are not all accounted for; the result stays away
   */
  public static int run(String command, OutputDirectory out, long mostUnreadable, Work work)
      throws IOException {
    RunReport report;
    int code;
    try (Sessions.Session session = Sessions.start(command)) {
      SparkSession spark = session.spark();
      Interruption interruption = Interruption.ofJob(command, spark.sparkContext(), out);
      try (interruption;
          out) {
        SparkJobs jobs = new SparkJobs(spark.sparkContext(), out.staging());
        try (jobs) {
          report = report(command, spark, out, mostUnreadable, work);
        } catch (Exception e) {
          requireWritten(e, out);
          throw e;
        }
        if (!report.addsUp()) {
          throw new IllegalStateException(
              Text.of(
                  "Cannot account for every input: found %d done, %d failed and %d dropped, expected %d in all",
                  report.images(), report.errors(), report.dropped().count(), report.inputs()));
        }
        code = ExitCodes.of(report.images(), report.failures());
        out.commit(report.json(code, ExitCodes.outcome(code)))
            .ifPresent(
                old ->
                    System.err.printf(
                        Locale.ROOT,
                        "The result is at %s; the older one could not be deleted, it is at %s%n",
                        out.path(),
                        old));
      }
    }
    System.out.print(report.summary());
    return code;
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

  private static RunReport report(
      String command, SparkSession spark, OutputDirectory out, long mostUnreadable, Work work)
      throws IOException {
    try (JobMetrics metrics = new JobMetrics(spark.sparkContext());
        UnreadableLimit limit =
            new UnreadableLimit(spark.sparkContext(), metrics, mostUnreadable)) {
      return limit.run(() -> report(command, spark, metrics, out, work));
    }
  }

  private static RunReport report(
      String command, SparkSession spark, JobMetrics metrics, OutputDirectory out, Work work)
      throws IOException {
    long start = System.nanoTime();
    Done done = work.run(spark, metrics);
    return new RunReport(
        command,
        out.path(),
        done.inputs,
        done.skipped,
        done.counts.images(),
        done.counts.errors(),
        metrics.dropped(),
        done.counts.pixels(),
        out.bytes(),
        (System.nanoTime() - start) / 1e9,
        metrics.taskSeconds(),
        done.kernels,
        metrics.blas(),
        versions(spark),
        done.settings,
        done.counts.errors() == 0 ? new Failures() : TableFailures.of(spark, out.staging()),
        metrics.notes());
  }

  /** Of Pointwise, Spark and Java, for the report. */
  public static Map<String, String> versions(SparkSession spark) {
    Map<String, String> versions = new TreeMap<>();
    versions.put("pointwise", Version.text());
    versions.put("spark", spark.version());
    versions.put("java", System.getProperty("java.version"));
    return versions;
  }

  /** The settings of several groups of options, for the report. */
  @SafeVarargs
  public static Map<String, Object> settings(Map<String, Object>... groups) {
    Map<String, Object> all = new TreeMap<>();
    for (Map<String, Object> group : groups) {
      all.putAll(group);
    }
    return all;
  }
}
