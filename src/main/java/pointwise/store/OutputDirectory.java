package pointwise.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import pointwise.input.Listing;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * A result folder that appears whole or not at all. Where a folder is renamed in one step, a job
 * writes to one beside it, which is renamed when it is complete; an older result stays until then.
 * Elsewhere it writes into the result's own folder, and the report, written last, makes it one.
 *
 * <p>What a job that was stopped has done stays, for another to go on with.
 */
public final class OutputDirectory implements Closeable {
  /** The side file that makes a folder a result. */
  public static final String REPORT = "_report.json";

  /** The folder of a job that has not come to its end. */
  private static final String UNFINISHED = ".unfinished";

  /** Where the older result is while the new one takes its place. */
  private static final String REPLACED = ".replaced";

  private final Configuration configuration;
  private final FileSystem fs;
  private final Path out;
  private final Path staging;
  private final Path replaced;
  private final Start start;
  private final PlanFiles files;
  private Lock lock;
  private boolean replaces;
  private volatile int bundles;
  private volatile boolean committed;

  /**
   * What a job does where something is there already.
   *
   * @param overwrite it replaces an earlier result
   * @param resume it goes on where an earlier job stopped
   * @param incremental it adds what is new to an earlier result
   * @param retryStorage it reads again what the storage did not give
   */
  public record Start(
      boolean overwrite, boolean resume, boolean incremental, boolean retryStorage) {
    /** A new job, beside nothing. */
    public static final Start NEW = new Start(false, false, false, false);

    /** The same in place of an earlier result. */
    public static final Start OVERWRITE = new Start(true, false, false, false);

    /** Whether the job goes on from what is there. */
    boolean continues() {
      return resume || incremental || retryStorage;
    }

    /** Whether a result that is complete is worked on. */
    boolean extendsResults() {
      return incremental || retryStorage;
    }
  }

  private OutputDirectory(Configuration configuration, Path out, Start start) throws IOException {
    this.configuration = LocalDisk.configuration(configuration, out);
    this.fs = out.getFileSystem(this.configuration);
    this.out = fs.makeQualified(out);
    this.start = start;
    this.replaced = beside(REPLACED);
    this.staging = renames() ? beside(UNFINISHED) : this.out;
    this.files = new PlanFiles(fs, staging);
  }

  private Path beside(String suffix) {
    return new Path(out.getParent(), Listing.path(out.getName() + suffix));
  }

  /** Whether the job writes to a folder beside the result. */
  private boolean renames() throws IOException {
    return !out.isRoot() && AtomicRename.has(fs, out);
  }

  /**
   * Checks that a result can be written to {@code out}.
   *
   * @param inputs what the job reads; none may be in {@code out}
   * @throws IllegalArgumentException if {@code out} exists and may not be written over, or nothing
   *     can be written there
   */
  public static OutputDirectory prepare(
      Configuration configuration, String out, Start start, Collection<String> inputs)
      throws IOException {
    OutputDirectory prepared = new OutputDirectory(configuration, new Path(out), start);
    if (prepared.out.isRoot()) {
      throw prepared.refused("it is the root folder, expected a folder of its own");
    }
    for (String input : inputs) {
      Path read = Listing.path(input);
      Path path = read.getFileSystem(configuration).makeQualified(read);
      if (OutputFile.isInside(path, prepared.out) || OutputFile.isInside(path, prepared.staging)) {
        throw prepared.refused(Text.of("the input %s is in it", input));
      }
    }
    prepared.requireFolder();
    prepared.requireWritable();
    return prepared;
  }

  /** Refuses what no start of a job would make a result of. */
  private void requireFolder() throws IOException {
    boolean waits = isCommitting() || exists(replaced);
    if (exists(out) && !waits) {
      if (!start.overwrite && !start.continues() && isResult(out)) {
        throw refused("it exists already, expected a new folder or --overwrite");
      }
      if (!isResult(out) && (renames() || files.header().isEmpty())) {
        throw refused(
            start.overwrite || start.continues()
                ? Text.of(
                    "it is no earlier result, found no %s in it, expected a folder that Pointwise wrote",
                    REPORT)
                : "it exists already, expected a new folder or --overwrite");
      }
    }
    if (renames() && exists(staging) && !isOurs(staging)) {
      throw refused(Text.of("%s is in the way, found no plan of a job in it", staging));
    }
  }

  /** Makes the folder that the job will write to, and takes it away again. */
  private void requireWritable() throws IOException {
    String found = "the file system refuses";
    try {
      if (exists(staging)) {
        return;
      }
      if (fs.mkdirs(staging)) {
        fs.delete(staging, true);
        return;
      }
    } catch (AccessControlException | FileAlreadyExistsException | ParentNotDirectoryException e) {
      found = String.valueOf(e.getMessage()).lines().findFirst().orElse(found);
    }
    throw refused(
        Text.of("no folder can be made beside it, found: %s, expected one to write to", found));
  }

  private boolean exists(Path path) throws IOException {
    try {
      fs.getFileStatus(path);
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** Also an empty folder, which nothing is lost of. */
  private boolean isResult(Path folder) throws IOException {
    return fs.getFileStatus(folder).isDirectory()
        && (exists(new Path(folder, REPORT)) || fs.listStatus(folder).length == 0);
  }

  /** Whether a job wrote the folder: nothing is in it but parts, a plan and side files. */
  private boolean isOurs(Path folder) throws IOException {
    for (FileStatus status : fs.listStatus(folder)) {
      String name = status.getPath().getName();
      if (!name.startsWith("_") && !PartName.is(name)) {
        return false;
      }
    }
    return fs.getFileStatus(folder).isDirectory();
  }

  private UsageException refused(String why) {
    return new UsageException(Text.of("Cannot write to %s: %s", out, why));
  }

  /**
   * Takes the lock, and ends what a job was stopped in, of which the next step is known.
   *
   * @return the exit code of the result, where a job that is to go on is complete; null where there
   *     is work
   * @throws UsageException if another job writes to it, or something is there that this one may not
   *     replace
   */
  public Integer begin(String command) throws IOException {
    lock = Lock.take(configuration, out, command);
    repair();
    boolean unfinished = isUnfinished();
    boolean exists = exists(out) && exists(new Path(out, REPORT));
    if (unfinished && !start.overwrite && !start.continues()) {
      throw refused(
          Text.of(
              "a job to it is not finished: %s, expected --resume to go on or --overwrite to begin anew",
              progress()));
    }
    if (exists && !start.overwrite && !start.continues()) {
      throw refused("it exists already, expected a new folder or --overwrite");
    }
    if (unfinished && !start.continues()) {
      discard();
      unfinished = false;
    }
    if (exists && !unfinished && start.resume && !start.overwrite && !start.extendsResults()) {
      return exitCode();
    }
    replaces =
        start.overwrite
            || start.extendsResults()
            || (unfinished && files.header().orElseThrow().replaces());
    if (!unfinished && !exists) {
      discard();
    }
    return null;
  }

  /** Ends a commit, or puts an older result back that a commit had set aside. */
  private void repair() throws IOException {
    if (isCommitting()) {
      exchange();
    } else if (renames() && exists(replaced)) {
      if (exists(out)) {
        fs.delete(replaced, true);
      } else {
        rename(replaced, out);
      }
    }
  }

  /** Whether a job was stopped after all of its result was written. */
  private boolean isCommitting() throws IOException {
    return renames() && exists(new Path(staging, REPORT));
  }

  /** Whether the folder that the job writes to has the plan of a job that has not ended. */
  boolean isUnfinished() throws IOException {
    Optional<Plan.Header> header = files.header();
    return header.isPresent()
        && (renames()
            || !exists(new Path(out, REPORT))
            || !report().path("plan").asText().equals(header.get().id()));
  }

  /** Takes away what an unfinished job wrote. */
  private void discard() throws IOException {
    if (renames()) {
      fs.delete(staging, true);
    } else if (exists(staging)) {
      files.delete();
      deleteStrays(listed(REPORT));
    }
  }

  /** What the job of the result that is there ended with. */
  public int exitCode() throws IOException {
    return report().path("exit_code").asInt();
  }

  private JsonNode report() throws IOException {
    return report(out);
  }

  private JsonNode report(Path folder) throws IOException {
    try (InputStream in = fs.open(new Path(folder, REPORT))) {
      return new ObjectMapper().readTree(in);
    }
  }

  /** The parts that the report of a result lists, where there is one. */
  private Set<String> listed(String name) throws IOException {
    Set<String> parts = new HashSet<>();
    if (exists(new Path(out, name))) {
      report().path("parts").forEach(part -> parts.add(part.asText()));
    }
    return parts;
  }

  /** The parts of the earlier result, where the job writes into its folder. */
  Set<String> listedParts() throws IOException {
    return renames() ? Set.of() : listed(REPORT);
  }

  Configuration configuration() {
    return configuration;
  }

  Start start() {
    return start;
  }

  boolean replaces() {
    return replaces;
  }

  /** The plan of the job, in the folder that it writes to. */
  PlanFiles plan() {
    return files;
  }

  /** The plan of the earlier result. */
  PlanFiles earlierPlan() {
    return new PlanFiles(fs, out);
  }

  /** Tells how many bundles the job has in all, for {@link #left}. */
  void planned(int all) {
    bundles = all;
  }

  /** Where the job writes. */
  public String staging() {
    return staging.toString();
  }

  /** Where the result will be. */
  public String path() {
    return out.toString();
  }

  /**
   * A file beside the table, in a folder that readers of Parquet pass over.
   *
   * @param folder its name, which begins with an underscore
   */
  public OutputStream side(String folder, String name) throws IOException {
    Path side = new Path(new Path(staging, folder), Listing.path(name));
    return fs.create(side);
  }

  /** Takes away parts that no bundle has: of attempts that were stopped, or given up. */
  void deleteStrays(Set<String> parts) throws IOException {
    for (FileStatus status : fs.listStatus(staging)) {
      String name = status.getPath().getName();
      if (PartName.is(name) && !parts.contains(name)) {
        fs.delete(status.getPath(), false);
      }
    }
  }

  /**
   * Writes the report and puts the result in its place. An older result is moved aside before and
   * deleted after.
   *
   * @param report which lists the parts
   * @return where the older result still is, if it could not be deleted
   * @throws IOException if something stands in the place that was not there before, or a rename
   *     fails; the message names where an older result is
   */
  public Optional<String> commit(byte[] report) throws IOException {
    if (renames() && !replaces && exists(out)) {
      throw cannotRename(staging, out);
    }
    files.deleteTemporary();
    OutputFile.create(fs, new Path(staging, REPORT), report);
    Optional<String> left = renames() ? exchange() : Optional.empty();
    if (!renames()) {
      deleteStrays(listed(REPORT));
    }
    committed = true;
    return left;
  }

  /**
   * Puts the folder of the job in the place of the result. Each step may be the last of a job, and
   * the first of the next one.
   */
  private Optional<String> exchange() throws IOException {
    Set<String> missing = new HashSet<>();
    for (JsonNode part : report(staging).path("parts")) {
      if (!exists(new Path(staging, part.asText()))) {
        missing.add(part.asText());
      }
    }
    if (!missing.isEmpty()) {
      Path from = exists(out) ? out : replaced;
      // Without some of its parts it is no result.
      fs.delete(new Path(from, REPORT), false);
      for (String part : missing) {
        rename(new Path(from, part), new Path(staging, part));
      }
    }
    if (exists(out)) {
      fs.delete(replaced, true);
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

  private static IOException cannotRename(Path from, Path to) {
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

  private String progress() throws IOException {
    int all = files.header().map(Plan.Header::bundles).orElse(bundles);
    return Text.of("%d of %d bundles are done", files.recorded().size(), all);
  }

  /** What is left of the job, for its last line where it did not come to its end. */
  public String left() {
    if (committed) {
      return "its result is complete, at " + out;
    }
    try {
      return files.recorded().isEmpty()
          ? "nothing is left of it"
          : Text.of(
              "%s and kept: the same command with --resume goes on with the others", progress());
    } catch (IOException e) {
      return left(fs, staging);
    }
  }

  /** The same of a folder that a command writes to. */
  public static String left(FileSystem fs, Path staging) {
    try {
      if (!fs.exists(staging)) {
        return "nothing is left of it";
      }
    } catch (IOException e) {
      // Then it may be there.
    }
    return Text.of("what it wrote to %s may be left, and can be deleted", staging);
  }

  /** Whether bundles are kept for a job that goes on. */
  public boolean isLeft() throws IOException {
    return !committed && !files.recorded().isEmpty();
  }

  /**
   * Gives the lock up, and takes away what the job wrote where none of its bundles is done; no task
   * may write any more.
   *
   * @throws IOException if it could not be deleted; the message names it
   */
  @Override
  public void close() throws IOException {
    if (lock == null) {
      return;
    }
    try {
      if (!committed && files.recorded().isEmpty()) {
        discard();
        if (renames() && exists(staging)) {
          throw new IOException("it is still there");
        }
      }
    } catch (IOException e) {
      throw new IOException(
          Text.of("Cannot delete what the job wrote to %s: %s", staging, e.getMessage()), e);
    } finally {
      lock.release();
      lock = null;
    }
  }
}
