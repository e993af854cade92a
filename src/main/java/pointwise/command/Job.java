package pointwise.command;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import pointwise.kernel.KernelStack;
import pointwise.report.RunReport;
import pointwise.store.OutputDirectory;

/** What every job that writes a result does around its own work. */
final class Job {
  /** The work: writes to the staging folder and tells what it did. */
  @FunctionalInterface
  interface Work {
    RunReport run(SparkSession spark) throws IOException;
  }

  private Job() {}

  /**
   * Runs the work in a session of its own, puts the result in its place and prints the summary.
   *
   * @return the exit code
   * @throws IllegalStateException if the inputs are not all accounted for; the result stays away
   */
  static int run(String command, OutputDirectory out, Work work) throws IOException {
    RunReport report;
    try (SparkSession spark = Sessions.start(command)) {
      boolean done = false;
      try {
        report = work.run(spark);
        if (!report.addsUp()) {
          throw new IllegalStateException(
              "Cannot account for every input: found %d done, %d failed and %d dropped, expected %d in all"
                  .formatted(report.images(), report.errors(), report.dropped(), report.inputs()));
        }
        out.commit(report.json());
        done = true;
      } finally {
        if (!done) {
          out.abort();
        }
      }
    }
    System.out.print(report.summary());
    return report.everyInputFailed() ? ExitCodes.EVERY_INPUT_FAILED : 0;
  }

  static Map<String, String> versions(SparkSession spark) {
    Map<String, String> versions = new TreeMap<>();
    versions.put("pointwise", "0.1.0");
    versions.put("spark", spark.version());
    versions.put("java", System.getProperty("java.version"));
    return versions;
  }

  static Map<String, Object> describe(KernelStack kernels) {
    Map<String, Object> described = new TreeMap<>();
    described.put("name", kernels.name());
    described.put("D", kernels.inputChannels());
    described.put("N", kernels.outputChannels());
    described.put("inputs", kernels.inputs());
    described.put("outputs", kernels.outputs());
    return described;
  }

  static double seconds(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e9;
  }
}
