package pointwise.store;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
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
 * A result folder that appears whole or not at all: a job writes to a folder beside it, which is
 * renamed when it is complete. An older result stays until then. Closing it takes away what a job
 * wrote that did not come to its end.
 */
public final class OutputDirectory implements Closeable {
  /** The side file that makes a folder a result. */
  public static final String REPORT = "_report.json";

  private final FileSystem fs;
  private final Path out;
  private final Path staging;
  private final boolean replaces;
  private volatile boolean committed;

  private OutputDirectory(FileSystem fs, Path out, boolean replaces) {
    this.fs = fs;
    this.out = out;
    this.staging = beside(out, "new");
    this.replaces = replaces;
  }

  /**
   * Checks that a result can be written to {@code out}.
   *
   * @param inputs what the job reads; none may be in {@code out}
   * @throws IllegalArgumentException if {@code out} exists and may not be written over, or nothing
   *     can be written there
   */
  public static OutputDirectory prepare(
      Configuration configuration, String out, boolean overwrite, Collection<String> inputs)
      throws IOException {
    Path given = new Path(out);
    FileSystem fs = given.getFileSystem(LocalDisk.configuration(configuration, given));
    Path path = fs.makeQualified(given);
    if (path.isRoot()) {
      throw refused(path, "it is the root folder, expected a folder of its own");
    }
    boolean exists = exists(fs, path);
    if (exists && !overwrite) {
      throw refused(path, "it exists already, expected a new folder or --overwrite");
    }
    if (exists && !isResult(fs, path)) {
      throw refused(
          path,
          Text.of(
              "it is no earlier result, found no %s in it, expected a folder that Pointwise wrote",
              REPORT));
    }
    for (String input : inputs) {
      Path read = Listing.path(input);
      if (OutputFile.isInside(read.getFileSystem(configuration).makeQualified(read), path)) {
        throw refused(path, Text.of("the input %s is in it", input));
      }
    }
    OutputDirectory prepared = new OutputDirectory(fs, path, exists);
    prepared.requireWritable();
    return prepared;
  }

  /** Makes the folder that the job will write to, and takes it away again. */
  private void requireWritable() throws IOException {
    String found = "the file system refuses";
    try {
      if (fs.mkdirs(staging)) {
        fs.delete(staging, true);
        return;
      }
    } catch (AccessControlException | FileAlreadyExistsException | ParentNotDirectoryException e) {
      found = String.valueOf(e.getMessage()).lines().findFirst().orElse(found);
    }
    throw refused(
        out,
        Text.of("no folder can be made beside it, found: %s, expected one to write to", found));
  }

  private static boolean exists(FileSystem fs, Path path) throws IOException {
    try {
      fs.getFileStatus(path);
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  private static boolean isResult(FileSystem fs, Path path) throws IOException {
    FileStatus status = fs.getFileStatus(path);
    return status.isDirectory()
        && (exists(fs, new Path(path, REPORT)) || fs.listStatus(path).length == 0);
  }

  /**
   * What jobs that were stopped left beside the result, a line for people each; it is theirs to
   * delete, since a job may still run.
   */
  public List<String> leftOvers() {
    Pattern name = Pattern.compile(Pattern.quote(out.getName()) + "\\.(new|old)-[-0-9a-f]{36}");
    FileStatus[] found;
    try {
      found = fs.listStatus(out.getParent(), path -> name.matcher(path.getName()).matches());
    } catch (IOException e) {
      return List.of(); // the job will tell
    }
    List<String> lines = new ArrayList<>();
    for (FileStatus status : found) {
      Path left = status.getPath();
      boolean only = left.getName().startsWith(out.getName() + ".old-") && !replaces;
      lines.add(
          Text.of(
              "%s: %s, %s, %s old: %s",
              only ? "The earlier result was set aside by a job that was stopped" : "Left by a job",
              left,
              size(left),
              age(System.currentTimeMillis() - status.getModificationTime()),
              only
                  ? Text.of("%s restores it", command("mv", left) + " " + quoted(out))
                  : Text.of("unless that job still runs, %s removes it", command("rm -r", left))));
    }
    return lines;
  }

  private String size(Path left) {
    try {
      return Text.of("%,d bytes", fs.getContentSummary(left).getLength());
    } catch (IOException e) {
      return "of unknown size"; // it is another's, or has just gone away
    }
  }

  /** Of Hadoop's shell where the path is not local. */
  private String command(String verb, Path path) {
    return (LocalDisk.isLocal(fs) ? "" : "hadoop fs -") + verb + " " + quoted(path);
  }

  private String quoted(Path path) {
    String name = LocalDisk.isLocal(fs) ? path.toUri().getPath() : path.toString();
    return "'" + name.replace("'", "'\\''") + "'";
  }

  private static String age(long millis) {
    long minutes = Math.max(0, millis) / 60_000;
    if (minutes < 120) {
      return minutes + " minutes";
    }
    return minutes < 48 * 60 ? minutes / 60 + " hours" : minutes / (24 * 60) + " days";
  }

  private static IllegalArgumentException refused(Path path, String why) {
    return new UsageException(Text.of("Cannot write to %s: %s", path, why));
  }

  private static Path beside(Path path, String what) {
    return new Path(path.getParent(), path.getName() + "." + what + "-" + UUID.randomUUID());
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

  /** Bytes written so far, side files not counted. */
  public long bytes() throws IOException {
    long bytes = 0;
    for (FileStatus status : fs.listStatus(staging)) {
      bytes += status.getPath().getName().startsWith("_") ? 0 : status.getLen();
    }
    return bytes;
  }

  /**
   * Writes the report and puts the result in its place. An older result is moved aside before and
   * deleted after.
   *
   * @return where the older result still is, if it could not be deleted
   * @throws IOException if something stands in the place that was not there before, or a rename
   *     fails; the message names where an older result is
   */
  public Optional<String> commit(byte[] report) throws IOException {
    OutputFile.create(fs, new Path(staging, REPORT), report);
    // An attempt that had been given up may have made it again before it ended.
    Path attempts = new Path(staging, MapParts.ATTEMPTS);
    if (exists(fs, attempts)) {
      fs.delete(attempts, true);
    }
    if (!replaces) {
      rename(staging, out);
      committed = true;
      return Optional.empty();
    }
    Path old = beside(out, "old");
    rename(out, old);
    try {
      rename(staging, out);
    } catch (IOException e) {
      restore(old, e);
      throw e;
    }
    committed = true;
    try {
      delete(old);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(old.toString());
    }
  }

  private void restore(Path old, IOException failure) {
    try {
      rename(old, out);
    } catch (IOException e) {
      failure.addSuppressed(
          new IOException(Text.of("Cannot restore %s: it is at %s", out, old), e));
    }
  }

  private void rename(Path from, Path to) throws IOException {
    // A rename to a folder that is there would move into it.
    if (exists(fs, to) || !fs.rename(from, to)) {
      throw new IOException(
          Text.of(
              "Cannot rename %s to %s: something is there, or the file system refuses", from, to));
    }
  }

  private void delete(Path path) throws IOException {
    fs.delete(path, true);
    if (exists(fs, path)) {
      throw new IOException("it is still there");
    }
  }

  /** What is left of the job, for its last line where it is interrupted. */
  public String left() {
    return committed ? "its result is complete, at " + out : left(fs, staging);
  }

  /** The same of a folder that a command writes to. */
  public static String left(FileSystem fs, Path staging) {
    try {
      if (!exists(fs, staging)) {
        return "nothing is left of it";
      }
    } catch (IOException e) {
      // Then it may be there.
    }
    return Text.of("what it wrote to %s may be left, and can be deleted", staging);
  }

  /**
   * Takes away what a job wrote that was not committed; no task may write any more.
   *
   * @throws IOException if it could not be deleted; the message names it
   */
  @Override
  public void close() throws IOException {
    try {
      delete(staging);
    } catch (IOException e) {
      throw new IOException(
          Text.of("Cannot delete what the job wrote to %s: %s", staging, e.getMessage()), e);
    }
  }
}
