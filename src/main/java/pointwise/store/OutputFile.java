package pointwise.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A result that is one file, such as a model, and the files beside it that carry its name: {@code
 * model.onnx}, {@code model.report.json}. Each appears whole or not at all. On a local disk
 * Hadoop's checksum files are left out.
 */
public final class OutputFile {
  private final FileSystem fs;
  private final Path out;

  private OutputFile(FileSystem fs, Path out) {
    this.fs = fs;
    this.out = out;
  }

  /**
   * Checks that the result can be written, by writing.
   *
   * @throws IllegalArgumentException if {@code out} exists and may not be replaced, or its folder
   *     cannot be written to
   */
  public static OutputFile prepare(Configuration configuration, String out, boolean overwrite)
      throws IOException {
    Path path = new Path(out);
    FileSystem fs = path.getFileSystem(configuration);
    OutputFile file =
        new OutputFile(
            fs instanceof LocalFileSystem local ? local.getRaw() : fs, fs.makeQualified(path));
    if (file.fs.exists(file.out)) {
      if (file.fs.getFileStatus(file.out).isDirectory()) {
        throw file.refused("it is a folder, expected a file", null);
      }
      if (!overwrite) {
        throw file.refused("it exists already, expected a new file or --overwrite", null);
      }
    }
    Path trial = file.temporary();
    try {
      file.fs.create(trial).close();
      file.fs.delete(trial, false);
    } catch (IOException e) {
      throw file.refused("its folder cannot be written to: " + e.getMessage(), e);
    }
    return file;
  }

  private IllegalArgumentException refused(String why, Throwable cause) {
    return new IllegalArgumentException("Cannot write to %s: %s".formatted(out, why), cause);
  }

  /** Where the result will be. */
  public String path() {
    return out.toString();
  }

  /** The file beside the result that has its name without the last suffix, and this one. */
  public OutputFile beside(String suffix) {
    String name = out.getName();
    int dot = name.lastIndexOf('.');
    return new OutputFile(
        fs, new Path(out.getParent(), (dot > 0 ? name.substring(0, dot) : name) + suffix));
  }

  /** Writes the file, in place of an older one. */
  public void write(byte[] bytes) throws IOException {
    Path trial = temporary();
    try (OutputStream to = fs.create(trial)) {
      to.write(bytes);
    }
    // A local disk replaces the older file in one step; HDFS refuses.
    boolean done = fs.rename(trial, out) || (fs.delete(out, false) && fs.rename(trial, out));
    if (!done) {
      throw new IOException("Cannot rename %s to %s".formatted(trial, out));
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
    return new Path(out.getParent(), "." + out.getName() + ".new-" + UUID.randomUUID());
  }
}
