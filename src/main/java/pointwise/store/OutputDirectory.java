package pointwise.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import pointwise.file.LocalDisk;
import pointwise.file.OutputFile;
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
  public static final String REPORT = ResultFolder.REPORT;

  private final Configuration configuration;
  private final FileSystem fs;
  private final Start start;
  private final ResultFolder folder;
  private Lock lock;
  private boolean replaces;
  private boolean complete;
  private boolean givenUp;
  private volatile boolean committed;

  private OutputDirectory(Configuration configuration, Path out, Start start) throws IOException {
    this.configuration = LocalDisk.configuration(configuration, out);
    this.fs = out.getFileSystem(this.configuration);
    this.start = start;
    this.folder = new ResultFolder(fs, out);
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
    if (prepared.folder.out().isRoot()) {
      throw prepared.refused("it is the root folder, expected a folder of its own");
    }
    prepared.requireFolder();
    for (String input : inputs) {
      Path read = Listing.path(input);
      Path path = read.getFileSystem(configuration).makeQualified(read);
      if (OutputFile.isInside(path, prepared.folder.out())
          || OutputFile.isInside(path, prepared.folder.staging())) {
        throw prepared.refused(Text.of("the input %s is in it", input));
      }
    }
    prepared.requireWritable();
    return prepared;
  }

  /** Whether a result is at {@code out}, or what a job to it has done so far. */
  public static boolean isThere(Configuration configuration, String out) throws IOException {
    ResultFolder folder = new OutputDirectory(configuration, new Path(out), Start.NEW).folder;
    return folder.exists(folder.out()) || folder.exists(folder.staging());
  }

  /** What changed the result at {@code out}, by its plan; none where there is no such. */
  public static Optional<Map<String, String>> identity(Configuration configuration, String out)
      throws IOException {
    ResultFolder folder = new OutputDirectory(configuration, new Path(out), Start.NEW).folder;
    return folder.hasResult()
        ? folder.resultPlan().header().map(Plan.Header::identity)
        : Optional.empty();
  }

  /** A part of the identity of an earlier job, if this one is to go on with it. */
  public Optional<String> earlier(String name) throws IOException {
    return start.continues()
        ? earlier().header().map(header -> header.identity().get(name))
        : Optional.empty();
  }

  /** The plan of an earlier job, which may not be there. */
  PlanFiles earlier() throws IOException {
    boolean begun = folder.isUnfinished() && !folder.plan().recorded().isEmpty();
    return begun ? folder.plan() : folder.resultPlan();
  }

  /** Refuses what no job would make a result of. */
  private void requireFolder() throws IOException {
    boolean mayBeThere = start.overwrite() || start.continues();
    boolean unfinished = !folder.renames() && folder.plan().isThere();
    if (folder.exists(folder.out()) && !folder.isCommitting() && !unfinished) {
      if (!mayBeThere) {
        throw refused("it exists already, expected a new folder or --overwrite");
      }
      if (!folder.isFolder() || (!folder.hasResult() && !folder.isEmpty())) {
        throw refused(
            Text.of(
                "it is no earlier result, found no %s in it, expected a folder that Pointwise wrote",
                REPORT));
      }
    }
    if (folder.renames() && folder.exists(folder.staging()) && !folder.isStagingOurs()) {
      throw refused(
          Text.of("%s is in the way, found something else than parts in it", folder.staging()));
    }
  }

  /**
   * Makes a folder beside the result, and takes it away again. It has a name of its own: a job may
   * be writing to that of the result.
   */
  private void requireWritable() throws IOException {
    String found = "the file system refuses";
    Path trial = new Path(folder.out().getParent(), "." + UUID.randomUUID() + ".pointwise-trial");
    try {
      if (fs.mkdirs(trial)) {
        fs.delete(trial, true);
        return;
      }
    } catch (AccessControlException | FileAlreadyExistsException | ParentNotDirectoryException e) {
      found = String.valueOf(e.getMessage()).lines().findFirst().orElse(found);
    }
    throw refused(
        Text.of("no folder can be made beside it, found: %s, expected one to write to", found));
  }

  private UsageException refused(String why) {
    return new UsageException(Text.of("Cannot write to %s: %s", folder.out(), why));
  }

  /**
   * Takes the lock, and ends what a job was stopped in of which the next step is known.
   *
   * @throws UsageException if another job writes to it, or something is there that this one may not
   *     replace
   */
  public void begin(String command) throws IOException {
    try {
      lock = Lock.take(configuration, folder.out(), command);
    } catch (IOException e) {
      throw unwritten(e);
    }
    if (start.overwrite() && !start.continues() && !folder.canBeGoneOnWith()) {
      folder.discard();
    }
    folder.repair();
    boolean exists = folder.hasResult();
    boolean unfinished = folder.isUnfinished() && !folder.plan().recorded().isEmpty();
    if (unfinished && !start.overwrite() && !start.continues()) {
      throw refused(
          Text.of(
              "a job to it is not finished: %s, expected --resume to go on or --overwrite to begin anew",
              progress()));
    }
    if (exists && !start.overwrite() && !start.continues()) {
      throw refused("it exists already, expected a new folder or --overwrite");
    }
    boolean goesOn = unfinished && start.continues();
    complete = exists && !goesOn && start.resume() && !start.overwrite() && !start.extendsResults();
    replaces =
        start.overwrite()
            || (start.continues() && (folder.isEmpty() || (exists && !goesOn)))
            || (goesOn && folder.plan().header().orElseThrow().replaces());
    if (!complete) {
      requireNothingElse();
    }
    if (goesOn) {
      System.err.println(Text.of("Going on with %s: %s", folder.out(), progress()));
    } else if (folder.renames() || !(complete || start.extendsResults())) {
      if (start.continues() && !folder.plan().recorded().isEmpty()) {
        System.err.println(
            Text.of(
                "Cannot go on with what a job did of %s: the plan of it is gone, so all is done anew",
                folder.out()));
      }
      folder.discard();
    }
  }

  /** Refuses to replace a result that has a file of somebody else in it. */
  void requireNothingElse() throws IOException {
    Optional<String> other = replaces ? folder.other() : Optional.empty();
    if (other.isPresent()) {
      throw refused(
          Text.of(
              "%s is in it, which no job wrote and which would be lost, expected it to be somewhere else",
              other.get()));
    }
  }

  /** Whether the job was to go on, and found a result. */
  public boolean isComplete() {
    return complete;
  }

  private String progress() throws IOException {
    return Text.of(
        "%d of %d bundles are done",
        folder.plan().recorded().size(),
        folder.plan().header().map(Plan.Header::bundles).orElse(0));
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

  ResultFolder folder() {
    return folder;
  }

  /** Where the job writes. */
  public String staging() {
    return folder.staging().toString();
  }

  /** Where the result will be. */
  public String path() {
    return folder.out().toString();
  }

  /** What the job of the result that is there ended with. */
  public int exitCode() throws IOException {
    return folder.exitCode();
  }

  /**
   * A file beside the table, in a folder that readers of Parquet pass over.
   *
   * @param name of the folder, which begins with an underscore
   */
  public OutputStream side(String name, String file) throws IOException {
    return fs.create(new Path(new Path(folder.staging(), name), Listing.path(file)));
  }

  /** A file of its own beside the table, whose name begins with an underscore. */
  public OutputStream side(String file) throws IOException {
    return fs.create(new Path(folder.staging(), file));
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
    if (folder.renames() && !replaces && folder.exists(folder.out())) {
      throw ResultFolder.cannotRename(folder.staging(), folder.out());
    }
    try {
      Optional<String> older = folder.commit(report);
      committed = true;
      return older;
    } catch (IOException e) {
      throw unwritten(e);
    }
  }

  /** Says what could not be written, where only the reason is told. */
  IOException unwritten(IOException e) {
    return String.valueOf(e.getMessage()).startsWith("Cannot ")
        ? e
        : new IOException(Text.of("Cannot write to %s: %s", folder.out(), e.getMessage()), e);
  }

  /** {@link #left(String)} where {@code --resume} goes on. */
  public String left() {
    return left("--resume");
  }

  /**
   * What is left of the job, for its last line where it did not come to its end.
   *
   * @param options that go on with it
   */
  public String left(String options) {
    if (committed) {
      return "its result is complete, at " + folder.out();
    }
    try {
      return isLeft()
          ? Text.of(
              "%s and kept: the same command with %s goes on with the others", progress(), options)
          : folder.renames()
              ? left(fs, folder.staging())
              : "what it wrote may be left, and the next job takes it away";
    } catch (IOException e) {
      return left(fs, folder.staging());
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

  /** Keeps nothing for another job, unless this one was to go on or to be gone on with. */
  public void giveUp() {
    givenUp = !start.continues();
  }

  /** Whether bundles are kept for a job that goes on. */
  public boolean isLeft() throws IOException {
    return !committed && !givenUp && !folder.plan().recorded().isEmpty();
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
    Closeable held = lock::release;
    lock = null;
    try (held) {
      if (!committed && !isLeft()) {
        folder.discard();
      }
    } catch (IOException e) {
      throw new IOException(
          Text.of("Cannot delete what the job wrote to %s: %s", folder.staging(), e.getMessage()),
          e);
    }
  }
}
