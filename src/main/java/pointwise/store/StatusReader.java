package pointwise.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ContentSummary;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import pointwise.file.DamagedException;
import pointwise.file.LocalDisk;
import pointwise.file.PartName;
import pointwise.file.Shell;
import pointwise.input.InputSplit;
import pointwise.raster.ErrorKind;
import pointwise.report.Failures;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** Looks at the place of a result while a job may run, and changes nothing. */
public final class StatusReader {
  /** How often, where a job changes what is looked at. */
  private static final int ATTEMPTS = 5;

  private final FileSystem fs;
  private final ResultFolder folder;
  private final Path out;
  private final JobStatus.Held lock;
  private final Optional<Plan.Header> header;
  private final JsonNode report;

  private StatusReader(Configuration configuration, Path place) throws IOException {
    fs = place.getFileSystem(LocalDisk.configuration(configuration, place));
    folder = new ResultFolder(fs, place);
    out = folder.out();
    lock = lock();
    header = folder.plan().header();
    report = report(out);
  }

  /**
   * What is there.
   *
   * @param out what the option of that name was for the job
   * @throws UsageException if no job that writes a table has been there
   */
  public static JobStatus read(Configuration configuration, String out) throws IOException {
    Path place = new Path(out);
    if (place.isRoot()) {
      throw refused(place, "it is the root folder, found no result", null);
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return new StatusReader(configuration, place).status();
      } catch (FileNotFoundException | ChangedException | DamagedException e) {
        if (attempt == ATTEMPTS) {
          throw new IOException(
              Text.of("Cannot show the status of %s: %s", out, e.getMessage()), e);
        }
      }
    }
  }

  /** A job may be writing what was read; then another look finds it whole. */
  private static final class ChangedException extends IOException {
    private static final long serialVersionUID = 1L;

    ChangedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private static UsageException refused(Path out, String why, Throwable cause) {
    return new UsageException(
        Text.of(
            "Cannot show the status of %s: %s, expected the --out of a job that writes a table",
            out, why),
        cause);
  }

  private JobStatus status() throws IOException {
    List<JobStatus.LeftOver> leftOvers = new ArrayList<>();
    JobStatus.Unfinished unfinished = null;
    if (isUnfinished()) {
      unfinished = unfinished(leftOvers);
    } else if (folder.renames() && fs.exists(folder.staging())) {
      leftOvers.add(
          all(
              folder.staging(),
              folder.isStagingOurs()
                  ? "without a plan: a job begins, or was stopped before its first task, and the next one deletes it"
                  : "which no job wrote: jobs are refused until it is somewhere else"));
    }
    JobStatus.Result result = report == null ? null : result();
    if (result != null && (unfinished == null || folder.renames())) {
      Set<String> parts = parts(report);
      addStrays(
          leftOvers,
          out,
          parts.isEmpty() ? List.of() : partFiles(out),
          parts,
          "which no reader needs; the next job that writes the result anew or extends it deletes them");
    }
    if (folder.renames() && fs.exists(folder.replaced())) {
      leftOvers.add(
          all(
              folder.replaced(),
              fs.exists(out)
                  ? "the older result, which the next job to --out deletes"
                  : isWritten()
                      ? "the older result; the next job to --out puts the new one in its place"
                      : "the older result, which the next job to --out puts back"));
    }
    if (!folder.plan().header().equals(header)) {
      throw new ChangedException("its plan changes while it is read, found another", null);
    }
    if (result == null && unfinished == null && leftOvers.isEmpty() && lock == null) {
      throw nothing();
    }
    return new JobStatus(
        JobStatus.SCHEMA_VERSION, out.toString(), result, unfinished, leftOvers, lock);
  }

  private UsageException nothing() throws IOException {
    try {
      return refused(
          out,
          fs.getFileStatus(out).isDirectory()
              ? Text.of(
                  "no job wrote it, found no %s and no %s in it",
                  ResultFolder.REPORT, PlanFiles.FOLDER)
              : "it is no folder, found a file",
          null);
    } catch (FileNotFoundException e) {
      return refused(out, "nothing is there, found no such folder", e);
    }
  }

  private boolean isUnfinished() {
    return header.isPresent()
        && (folder.renames()
            || report == null
            || !report.path("plan").asText().equals(header.get().id()));
  }

  /** Whether all is written that will be in the place of the result. */
  private boolean isWritten() throws IOException {
    return folder.renames() && report(folder.staging()) != null;
  }

  /** The report in a folder; null for none. */
  private JsonNode report(Path folder) throws IOException {
    Path file = new Path(folder, ResultFolder.REPORT);
    if (!fs.exists(file)) {
      return null;
    }
    try (InputStream in = fs.open(file)) {
      return new ObjectMapper().readValue(in, ObjectNode.class);
    } catch (JsonProcessingException e) {
      throw new ChangedException(
          Text.of(
              "the report %s cannot be read, found %s, expected a JSON object",
              file, e.getOriginalMessage()),
          e);
    }
  }

  private static Set<String> parts(JsonNode report) {
    Set<String> parts = new HashSet<>();
    report.path("parts").forEach(part -> parts.add(part.asText()));
    return parts;
  }

  private JobStatus.Result result() throws IOException {
    Path file = new Path(out, ResultFolder.REPORT);
    return new JobStatus.Result(
        report.path("command").asText(),
        Instant.ofEpochMilli(fs.getFileStatus(file).getModificationTime()).toString(),
        report.path("outcome").asText(),
        report.path("exit_code").asInt(),
        report.path("inputs").asLong(),
        report.path("done").asLong(),
        report.path("failed").asLong(),
        report.path("dropped").asLong(),
        report.path("parts").size(),
        report.path("pixels").asLong(),
        report.path("bytes").asLong());
  }

  /** Parts that are there first, then the records: a part is not told of before its bundle. */
  private JobStatus.Unfinished unfinished(List<JobStatus.LeftOver> leftOvers) throws IOException {
    Plan plan = folder.plan().plan(header.orElseThrow());
    List<FileStatus> there = partFiles(folder.staging());
    Map<Integer, BundleRecord> records = folder.plan().recordsSoFar(plan);
    Set<String> named = new HashSet<>();
    records.values().forEach(record -> named.add(record.part()));
    if (!folder.renames() && report != null) {
      named.addAll(parts(report));
    }
    addStrays(
        leftOvers,
        folder.staging(),
        there,
        named,
        "of tasks that run, or that were stopped; a job that comes to its end deletes the latter");
    return unfinished(plan, records);
  }

  private JobStatus.Unfinished unfinished(Plan plan, Map<Integer, BundleRecord> records)
      throws IOException {
    Failures failures = new Failures();
    Set<String> dropped = new TreeSet<>();
    for (BundleRecord record : records.values()) {
      record.failures().forEach(failures::add);
      dropped.addAll(record.counts().dropped().keySet());
    }
    List<MapTally> tallies =
        records.values().stream().map(BundleRecord::tally).filter(Objects::nonNull).toList();
    boolean maps = !tallies.isEmpty();
    return new JobStatus.Unfinished(
        folder.staging().toString(),
        plan.header().command(),
        plan.header().created(),
        plan.bundles().size(),
        records.size(),
        plan.header().inputs(),
        images(plan, records.keySet()),
        maps ? tallies.stream().mapToLong(tally -> tally.rows).sum() : null,
        maps ? MapTally.whole(tallies) : null,
        maps ? tallies.stream().mapToLong(MapTally::allPixels).sum() : null,
        failures.all(),
        dropped.size(),
        records.values().stream().mapToLong(BundleRecord::bytes).sum(),
        next(
            records.size(),
            plan.bundles().size(),
            plan.header().inputs() > 0 && failures.count(ErrorKind.STORAGE) > 0));
  }

  private static long images(Plan plan, Set<Integer> done) {
    return plan.bundles().stream()
        .filter(bundle -> done.contains(bundle.number()))
        .flatMap(bundle -> bundle.inputs().stream())
        .filter(InputSplit::isFirst)
        .count();
  }

  /**
   * How to go on.
   *
   * @param retries whether images are read again where that is asked for
   */
  private String next(int done, int all, boolean retries) throws IOException {
    if (lock != null && Boolean.TRUE.equals(lock.runs())) {
      return "the job runs";
    }
    String free = lock != null && lock.runs() == null ? "once no job has the lock, " : "";
    if (isWritten()) {
      return free + "the same command with --resume puts the result in its place";
    }
    if (done == 0) {
      return free + "the same command begins anew";
    }
    int missing = all - done;
    return Text.of(
        "%sthe same command with --resume %s%s; with --overwrite it begins anew",
        free,
        missing == 0
            ? "ends the job"
            : missing == 1
                ? "does the missing bundle"
                : Text.of("does the %,d missing bundles", missing),
        retries
            ? ", with --resume --retry-errors storage it reads again what the storage did not give too"
            : "");
  }

  private List<FileStatus> partFiles(Path folder) throws IOException {
    List<FileStatus> parts = new ArrayList<>();
    for (FileStatus file : fs.listStatus(folder)) {
      if (PartName.matches(file.getPath().getName())) {
        parts.add(file);
      }
    }
    return parts;
  }

  private static void addStrays(
      List<JobStatus.LeftOver> leftOvers,
      Path folder,
      List<FileStatus> parts,
      Set<String> named,
      String what) {
    List<FileStatus> strays =
        parts.stream().filter(part -> !named.contains(part.getPath().getName())).toList();
    if (!strays.isEmpty()) {
      leftOvers.add(
          new JobStatus.LeftOver(
              folder.toString(),
              strays.size(),
              strays.stream().mapToLong(FileStatus::getLen).sum(),
              "parts that no bundle names, " + what));
    }
  }

  private JobStatus.LeftOver all(Path path, String what) throws IOException {
    ContentSummary all = fs.getContentSummary(path);
    return new JobStatus.LeftOver(path.toString(), all.getFileCount(), all.getLength(), what);
  }

  private JobStatus.Held lock() throws IOException {
    Path file = Lock.beside(out);
    String breaks = Shell.remove(fs, file, false);
    try {
      return Lock.owner(fs, out)
          .map(
              owner ->
                  new JobStatus.Held(
                      file.toString(),
                      owner.text(),
                      owner.command(),
                      owner.user(),
                      owner.process(),
                      owner.since(),
                      owner.runs().orElse(null),
                      breaks))
          .orElse(null);
    } catch (UsageException e) {
      return new JobStatus.Held(file.toString(), null, null, null, null, null, null, breaks);
    }
  }
}
