package pointwise.command;

import static pointwise.report.Reports.line;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import pointwise.job.Sessions;
import pointwise.report.Failures;
import pointwise.report.Reports;
import pointwise.store.JobStatus;
import pointwise.store.StatusReader;

/** Tells what is in the place of a result; starts no Spark and changes nothing. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    footer = "%nExample:%n  jobs/pointwise status --out maps",
    description =
        "What is in the folder of a result and beside it: the result, a job that runs or was stopped and how to go on with it, what is left over, who has the lock. Changes nothing.")
public final class StatusCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "What --out was for the job.")
  private String out;

  @Option(names = "--json", description = "The same as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    JobStatus status = StatusReader.read(Sessions.configuration(), out);
    System.out.print(
        json ? new String(Reports.json(status), StandardCharsets.UTF_8) + "\n" : text(status));
    return 0;
  }

  private static String text(JobStatus status) {
    StringBuilder text = new StringBuilder();
    line(text, "folder", "%s", status.out());
    append(text, status.result());
    append(text, status.unfinished());
    for (JobStatus.LeftOver left : status.leftOvers()) {
      line(
          text,
          "left over",
          "%,d %s of %,d bytes in %s",
          left.files(),
          left.files() == 1 ? "file" : "files",
          left.bytes(),
          left.folder());
      line(text, "", "%s", left.what());
    }
    append(text, status.lock());
    return text.toString();
  }

  private static void append(StringBuilder text, JobStatus.Result result) {
    if (result == null) {
      line(text, "result", "none");
      return;
    }
    line(text, "result", "%s, complete since %s", result.command(), result.completed());
    line(
        text,
        "images",
        "%,d in = %,d done + %,d failed + %,d dropped",
        result.inputs(),
        result.done(),
        result.failed(),
        result.dropped());
    line(text, "outcome", "%s, exit code %d", result.outcome(), result.exitCode());
    line(
        text,
        "written",
        "%,d bytes in %,d %s",
        result.bytes(),
        result.parts(),
        result.parts() == 1 ? "part" : "parts");
  }

  private static void append(StringBuilder text, JobStatus.Unfinished job) {
    if (job == null) {
      return;
    }
    line(text, "unfinished", "%s, planned %s, in %s", job.command(), job.created(), job.folder());
    line(
        text,
        "bundles",
        "%,d of %,d done, %,d bytes",
        job.bundlesDone(),
        job.bundles(),
        job.bytes());
    if (job.images() > 0) {
      line(text, "images", "%,d of %,d are in them", job.imagesDone(), job.images());
    }
    if (job.maps() != null) {
      line(text, "maps", "%,d in %,d rows, %,d pixels", job.maps(), job.rows(), job.pixels());
    }
    Failures failures = new Failures();
    job.failures().forEach(failures::add);
    failures.appendTo(text, "failed");
    if (job.dropped() > 0) {
      line(text, "dropped", "%,d", job.dropped());
    }
    line(text, "go on", "%s", job.next());
  }

  private static void append(StringBuilder text, JobStatus.Held lock) {
    if (lock == null) {
      line(text, "lock", "none");
      return;
    }
    if (lock.owner() == null) {
      line(
          text,
          "lock",
          "%s is there and is no lock of a job; %s removes it",
          lock.file(),
          lock.breaks());
      return;
    }
    line(text, "lock", "%s", lock.owner());
    line(
        text,
        "",
        lock.runs() == null
            ? "from here it cannot be known whether it runs; if it does not, %s breaks its lock"
            : lock.runs()
                ? "it runs"
                : "it has ended; the next job on this machine takes the lock over, elsewhere %s breaks it",
        lock.breaks());
  }
}
