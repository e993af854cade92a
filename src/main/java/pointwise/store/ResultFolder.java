package pointwise.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import pointwise.file.AtomicRename;
import pointwise.file.DamagedException;
import pointwise.file.LocalDisk;
import pointwise.file.OutputFile;
import pointwise.file.PartName;
import pointwise.input.Listing;
import pointwise.text.Text;

/**
 * The folder of a result and, where folders are renamed in one step, those beside it: that of a job
 * that has not ended, and that of an older result while a new one takes its place. Elsewhere a job
 * writes into the folder of the result.
 */
final class ResultFolder {
  /** The side file that makes a folder a result. */
  static final String REPORT = "_report.json";

  private static final String UNFINISHED = ".unfinished";
  private static final String REPLACED = ".replaced";

  private final FileSystem fs;
  private final Path out;
  private final boolean renames;
  private final Path staging;
  private final Path replaced;
  private final PlanFiles plan;

  ResultFolder(FileSystem fs, Path out) throws IOException {
    this.fs = fs;
    this.out = LocalDisk.followed(fs, fs.makeQualified(out));
    this.renames = !out.isRoot() && AtomicRename.has(fs, out);
    this.staging = renames ? beside(UNFINISHED) : this.out;
    this.replaced = renames ? beside(REPLACED) : null;
    this.plan = new PlanFiles(fs, staging, places());
  }

  private Set<Path> places() {
    return new HashSet<>(List.of(out, staging));
  }

  private Path beside(String suffix) {
    return new Path(out.getParent(), Listing.path(out.getName() + suffix));
  }

  /** Where the result is, or will be. */
  Path out() {
    return out;
  }

  /** Where a job writes: beside the result, or in its folder. */
  Path staging() {
    return staging;
  }

  /**
   * Where the older result is while a new one takes its place; null where there is no such time.
   */
  Path replaced() {
    return replaced;
  }

  /** The plan in the folder that a job writes to. */
  PlanFiles plan() {
    return plan;
  }

  /** The plan of the result. */
  PlanFiles resultPlan() {
    return new PlanFiles(fs, out, places());
  }

  boolean renames() {
    return renames;
  }

  boolean exists(Path path) throws IOException {
    try {
      fs.getFileStatus(path);
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** Whether a result is there that is whole. */
  boolean hasResult() throws IOException {
    return exists(new Path(out, REPORT));
  }

  /** Whether what is there is a folder. */
  boolean isFolder() throws IOException {
    return exists(out) && fs.getFileStatus(out).isDirectory();
  }

  /** Whether the result's folder is there and nothing is in it. */
  boolean isEmpty() throws IOException {
    return isFolder() && fs.listStatus(out).length == 0;
  }

  /** Whether a job wrote what is beside the result: nothing but parts and side files. */
  boolean isStagingOurs() throws IOException {
    return fs.getFileStatus(staging).isDirectory() && other(staging).isEmpty();
  }

  /** What is in the result's folder that no job wrote, and would be gone with it. */
  Optional<String> other() throws IOException {
    return renames && exists(out) ? other(out) : Optional.empty();
  }

  private Optional<String> other(Path folder) throws IOException {
    return names(folder).stream()
        .filter(name -> !name.startsWith("_") && !name.startsWith(".") && !PartName.matches(name))
        .findFirst();
  }

  /** Whether a job was stopped after all of its result was written. */
  boolean isCommitting() throws IOException {
    return renames && (exists(new Path(staging, REPORT)) || (exists(replaced) && !exists(out)));
  }

  /** Whether the folder that a job writes to has the plan of one that has not ended. */
  boolean isUnfinished() throws IOException {
    Optional<Plan.Header> header = plan.header();
    return header.isPresent()
        && (renames
            || !hasResult()
            || !report(out).path("plan").asText().equals(header.get().id()));
  }

  /** Takes away what an unfinished job wrote. */
  void discard() throws IOException {
    if (renames) {
      delete(staging);
    } else if (exists(out)) {
      plan.delete();
      deleteStrays(listedParts());
      if (fs.listStatus(out).length == 0) {
        fs.delete(out, false);
      }
    }
  }

  /** What the job of the result ended with. */
  int exitCode() throws IOException {
    return report(out).path("exit_code").asInt();
  }

  private JsonNode report(Path folder) throws IOException {
    Path file = new Path(folder, REPORT);
    try (InputStream in = fs.open(file)) {
      return PlanFiles.read(in.readAllBytes(), JsonNode.class);
    } catch (JsonProcessingException e) {
      throw new DamagedException(file.toString(), "it is cut short or damaged", e);
    }
  }

  /** The parts that the report of the result lists, where a job writes into its folder. */
  Set<String> listedParts() throws IOException {
    return !renames && hasResult() ? parts(out) : Set.of();
  }

  private Set<String> parts(Path folder) throws IOException {
    Set<String> parts = new TreeSet<>();
    report(folder).path("parts").forEach(part -> parts.add(part.asText()));
    return parts;
  }

  /** Takes away parts that no bundle has: of attempts that were stopped, or given up. */
  void deleteStrays(Set<String> parts) throws IOException {
    for (FileStatus status : fs.listStatus(staging)) {
      String name = status.getPath().getName();
      if (PartName.matches(name) && !parts.contains(name)) {
        fs.delete(status.getPath(), false);
      }
    }
  }

  /** Ends a commit that was stopped, or puts an older result back that it had set aside. */
  void repair() throws IOException {
    if (!renames) {
      if (hasResult() && !isUnfinished()) {
        deleteStrays(listedParts());
      }
      return;
    }
    if (exists(new Path(staging, REPORT))) {
      exchange();
    } else if (exists(replaced) && exists(out)) {
      delete(replaced);
    } else if (exists(replaced)) {
      rename(replaced, out);
    }
  }

  /**
   * Makes what a job wrote the result, its report last.
   *
   * @return where the older result still is, if it could not be deleted
   */
  Optional<String> commit(byte[] report) throws IOException {
    plan.deleteTemporary();
    if (renames) {
      // A report that is there is whole: the next job goes on by it.
      Path written = new Path(new Path(staging, PlanFiles.FOLDER), ".report.json.new");
      OutputFile.create(fs, written, report);
      rename(written, new Path(staging, REPORT));
      return exchange();
    }
    OutputFile.create(fs, new Path(out, REPORT), report);
    deleteStrays(listedParts());
    return Optional.empty();
  }

  /**
   * Puts the folder of the job in the place of the result. Each step may be the last of a job that
   * is killed, and the first of the next one.
   */
  private Optional<String> exchange() throws IOException {
    Set<String> missing = missing();
    if (!missing.isEmpty()) {
      Path from = earlier();
      Set<String> lost = lost(missing);
      if (!lost.isEmpty()) {
        throw new IOException(
            Text.of(
                "Cannot put %s in the place of %s: its part %s is gone, expected it in %s: --overwrite begins anew",
                staging, out, lost.iterator().next(), from));
      }
      // Without some of its parts it is no result.
      fs.delete(new Path(from, REPORT), false);
      for (String part : missing) {
        rename(new Path(from, part), new Path(staging, part));
      }
    }
    if (exists(out)) {
      if (exists(replaced)) {
        delete(replaced);
      }
      rename(out, replaced);
    }
    try {
      rename(staging, out);
    } catch (IOException e) {
      restore(e);
      throw e;
    }
    try {
      delete(replaced);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(replaced.toString());
    }
  }

  /** Parts of a written result that are in the folder of the earlier one. */
  private Set<String> missing() throws IOException {
    Set<String> parts = parts(staging);
    parts.removeAll(names(staging));
    return parts;
  }

  private Path earlier() throws IOException {
    return exists(out) ? out : replaced;
  }

  /** Those that are not there. */
  private Set<String> lost(Set<String> missing) throws IOException {
    Set<String> lost = new TreeSet<>(missing);
    if (!lost.isEmpty()) {
      lost.removeAll(names(earlier()));
    }
    return lost;
  }

  /** Whether the plan of a job is whole, and a result that was written has all of its parts. */
  boolean canBeGoneOnWith() throws IOException {
    try {
      Optional<Plan.Header> unused = plan.header();
      return !renames || !exists(new Path(staging, REPORT)) || lost(missing()).isEmpty();
    } catch (DamagedException e) {
      return false;
    }
  }

  private Set<String> names(Path folder) throws IOException {
    Set<String> names = new HashSet<>();
    try {
      for (FileStatus file : fs.listStatus(folder)) {
        names.add(file.getPath().getName());
      }
    } catch (FileNotFoundException e) {
      return names;
    }
    return names;
  }

  private void restore(IOException failure) {
    try {
      if (exists(replaced)) {
        rename(replaced, out);
      }
    } catch (IOException e) {
      failure.addSuppressed(
          new IOException(Text.of("Cannot restore %s: it is at %s", out, replaced), e));
    }
  }

  private void rename(Path from, Path to) throws IOException {
    // A rename to a folder that is there would move into it.
    if (exists(to) || !fs.rename(from, to)) {
      throw cannotRename(from, to);
    }
  }

  static IOException cannotRename(Path from, Path to) {
    return new IOException(
        Text.of(
            "Cannot rename %s to %s: something is there, or the file system refuses", from, to));
  }

  private void delete(Path path) throws IOException {
    fs.delete(path, true);
    if (exists(path)) {
      throw new IOException("it is still there");
    }
  }
}
