package pointwise.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import pointwise.input.Listing;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * A result that is one file, such as a model, and the files beside it that carry its name: {@code
 * model.onnx}, {@code model.report.json}. Each appears whole or not at all. On a local disk
 * Hadoop's checksum files are left out.
 */
public final class OutputFile {
  /** A full disk takes empty files; reports and models are of about this size. */
  private static final int TRIAL_BYTES = 1 << 20;

  private final Configuration configuration;
  private final FileSystem fs;
  private final boolean local;
  private final Path out;
  private final boolean overwrite;
  private final String expected;

  private OutputFile(
      Configuration configuration,
      FileSystem fs,
      boolean local,
      Path out,
      boolean overwrite,
      String expected) {
    this.configuration = configuration;
    this.fs = fs;
    this.local = local;
    this.out = out;
    this.overwrite = overwrite;
    this.expected = expected;
  }

  /**
   * Checks that the result can be written, by writing 1 MB.
   *
   * @throws IllegalArgumentException if {@code out} exists and may not be replaced, or its folder
   *     cannot be written to
   */
  public static OutputFile prepare(Configuration configuration, String out, boolean overwrite)
      throws IOException {
    return prepare(configuration, out, overwrite, "a new file or --overwrite");
  }

  /** The same for a command that replaces no file. */
  public static OutputFile prepareNew(Configuration configuration, String out) throws IOException {
    return prepare(configuration, out, false, "a new file");
  }

  private static OutputFile prepare(
      Configuration configuration, String out, boolean overwrite, String expected)
      throws IOException {
    Path path = Listing.path(out);
    FileSystem found = path.getFileSystem(configuration);
    boolean local = found instanceof LocalFileSystem;
    FileSystem fs = path.getFileSystem(LocalDisk.configuration(configuration, path));
    OutputFile file =
        new OutputFile(configuration, fs, local, found.makeQualified(path), overwrite, expected);
    file.requireUnused();
    Path trial = file.temporary();
    try {
      create(fs, trial, new byte[TRIAL_BYTES]);
      fs.delete(trial, false);
    } catch (IOException e) {
      file.discard(trial, e);
      throw file.refused("its folder cannot be written to: " + e.getMessage(), e);
    }
    return file;
  }

  /**
   * Checks the files that will be written beside the result as the result itself is checked.
   *
   * @return this
   * @throws IllegalArgumentException if one exists and may not be replaced, or is the result itself
   */
  public OutputFile withBeside(String... suffixes) throws IOException {
    for (String suffix : suffixes) {
      beside(suffix).requireUnused();
    }
    return this;
  }

  /**
   * Checks that no input would be replaced, not even where overwriting was asked for.
   *
   * @param inputs paths of files that the job reads
   * @param suffixes of the files that will be written beside the result
   * @throws IllegalArgumentException naming the input
   */
  public void requireNoInput(Collection<String> inputs, Collection<String> suffixes)
      throws IOException {
    Set<String> written = new HashSet<>(List.of(path()));
    suffixes.forEach(suffix -> written.add(beside(suffix).path()));
    for (String input : inputs) {
      // Listings give whole paths; what a user wrote may lack the file system.
      String name = input.contains(":/") ? input : fs.makeQualified(Listing.path(input)).toString();
      if (written.contains(name)) {
        throw refused(Text.of("the job would replace its input %s", name), null);
      }
    }
  }

  /**
   * Requires that the file is not in a folder whose files are read as a table.
   *
   * @param folder with its file system
   * @throws IllegalArgumentException if it is
   */
  public void requireOutside(Path folder) {
    if (isInside(out, folder)) {
      throw refused(Text.of("it is in the table %s, expected another folder", folder), null);
    }
  }

  /** Whether a path is a folder or in it, at any depth. */
  public static boolean isInside(Path path, Path folder) {
    for (Path p = path; p != null; p = p.getParent()) {
      if (p.equals(folder)) {
        return true;
      }
    }
    return false;
  }

  private void requireUnused() throws IOException {
    if (!fs.exists(out)) {
      return;
    }
    if (fs.getFileStatus(out).isDirectory()) {
      throw refused("it is a folder, expected a file", null);
    }
    if (!overwrite) {
      throw refused("it exists already, expected " + expected, null);
    }
  }

  private IllegalArgumentException refused(String why, Throwable cause) {
    return new UsageException(Text.of("Cannot write to %s: %s", out, why), cause);
  }

  /** Where the result will be. */
  public String path() {
    return out.toString();
  }

  /** The path of a file without its last suffix, and with this one. */
  public static String beside(String path, String suffix) {
    int dot = path.lastIndexOf('.');
    return (dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path) + suffix;
  }

  /**
   * The file beside the result that has its name without the last suffix, and this one.
   *
   * @throws IllegalArgumentException if that is the name of the result itself
   */
  public OutputFile beside(String suffix) {
    Path path = new Path(beside(out.toString(), suffix));
    if (path.equals(out)) {
      throw refused(
          Text.of(
              "a file beside it would have its name, found %s, expected another suffix", suffix),
          null);
    }
    return new OutputFile(configuration, fs, local, path, overwrite, expected);
  }

  /** A file in a folder that was made to be written to, in place of an older one. */
  public static OutputFile inside(FileSystem fs, Path path) {
    return new OutputFile(fs.getConf(), fs, LocalDisk.isLocal(fs), path, true, "");
  }

  /** What a file holds, where that is not in memory. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream to) throws IOException;
  }

  /** Writes the file, in place of an older one, which stays whole if the new one cannot be. */
  public void write(byte[] bytes) throws IOException {
    write(to -> to.write(bytes));
  }

  /** The same of what is larger. */
  public void write(Content content) throws IOException {
    if (!AtomicRename.has(fs, out)) {
      // A store where a rename is a copy shows a file when it is complete.
      create(fs, out, content);
      return;
    }
    Path written = temporary();
    try {
      create(fs, written, content);
      if (replaces(written)) {
        return;
      }
      if (!fs.delete(out, false)) {
        throw cannotRename(written);
      }
    } catch (IOException | RuntimeException e) {
      discard(written, e);
      throw e;
    }
    // The older file is gone: what was written must stay, under whichever name.
    if (!fs.rename(written, out)) {
      throw cannotRename(written);
    }
  }

  /**
   * Writes a file under its own name.
   *
   * @throws IOException if it cannot be written, a full disk included; what there is of it stays
   */
  public static void create(FileSystem fs, Path file, byte[] bytes) throws IOException {
    create(fs, file, to -> to.write(bytes));
  }

  private static void create(FileSystem fs, Path file, Content content) throws IOException {
    try (FSDataOutputStream to = fs.create(file)) {
      try {
        content.writeTo(to);
      } catch (IOException | RuntimeException e) {
        // Else a store would show what there is of it.
        if (to.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
          to.abort();
        }
        throw e;
      }
    } catch (FSError e) {
      // What Hadoop's local file system makes of a disk that is full.
      throw new IOException(e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
    }
  }

  /**
   * Whether the written file has the place of the result, in one step where the file system can: a
   * local disk with its plain rename, HDFS with the one of FileContext.
   */
  private boolean replaces(Path written) throws IOException {
    if (local) {
      fs.delete(LocalDisk.checksum(out), false);
      return fs.rename(written, out);
    }
    try {
      FileContext.getFileContext(out.toUri(), configuration)
          .rename(written, out, Options.Rename.OVERWRITE);
      return true;
    } catch (UnsupportedFileSystemException e) {
      return !fs.exists(out) && fs.rename(written, out);
    }
  }

  private IOException cannotRename(Path written) {
    return new IOException(Text.of("Cannot rename %s to %s", written, out));
  }

  /** Takes a temporary file away after a failure. */
  private void discard(Path file, Exception failure) {
    try {
      fs.delete(file, false);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** What the file holds, if it is there. */
  public Optional<byte[]> read() throws IOException {
    try (InputStream in = fs.open(out)) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Takes the file away, if it is there. */
  public void delete() throws IOException {
    fs.delete(out, false);
  }

  private Path temporary() {
    String name = "." + out.getName() + ".new-" + UUID.randomUUID();
    return new Path(out.getParent(), Listing.path(name));
  }
}
