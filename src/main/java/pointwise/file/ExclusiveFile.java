package pointwise.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import pointwise.input.Listing;
import pointwise.text.Text;

/**
 * A small file that one of several writers makes, whole, in one step: a hard link on a local disk,
 * a rename that replaces nothing on HDFS, a conditional write on object stores.
 */
public final class ExclusiveFile {
  /** S3A's, of Hadoop 3.4.2; other stores pass over it. */
  private static final String CONDITIONAL = "fs.option.create.conditional.overwrite";

  /** The same, with the ETag of the file that may be replaced. */
  private static final String CONDITIONAL_ETAG = CONDITIONAL + ".etag";

  private ExclusiveFile() {}

  /** Whether the file was made; if not, another one is there. */
  public static boolean create(Configuration configuration, Path file, byte[] bytes)
      throws IOException {
    FileSystem fs = file.getFileSystem(configuration);
    if (LocalDisk.isLocal(fs)) {
      return link(java.nio.file.Path.of(fs.makeQualified(file).toUri().getPath()), bytes);
    }
    return AtomicRename.has(fs, file)
        ? rename(fs, configuration, file, bytes)
        : createIfAbsent(fs, file, bytes);
  }

  private static boolean link(java.nio.file.Path file, byte[] bytes) throws IOException {
    java.nio.file.Path written = file.resolveSibling(temporary(file.getFileName().toString()));
    try {
      Files.write(written, bytes);
      return isLinked(file, written) || createNew(file, bytes);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /** False where the file system has no links. */
  private static boolean isLinked(java.nio.file.Path file, java.nio.file.Path written)
      throws IOException {
    try {
      Files.createLink(file, written);
      return true;
    } catch (java.nio.file.FileAlreadyExistsException | NoSuchFileException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Exclusive too, but not in one step with the content. */
  private static boolean createNew(java.nio.file.Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return true;
  }

  private static boolean rename(FileSystem fs, Configuration configuration, Path file, byte[] bytes)
      throws IOException {
    Path written = new Path(file.getParent(), Listing.path(temporary(file.getName())));
    boolean renamed = false;
    try {
      OutputFile.create(fs, written, bytes);
      FileContext.getFileContext(file.toUri(), configuration)
          .rename(written, file, Options.Rename.NONE);
      renamed = true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedFileSystemException e) {
      return createIfAbsent(fs, file, bytes);
    } finally {
      if (!renamed) {
        fs.delete(written, false);
      }
    }
    return true;
  }

  private static boolean createIfAbsent(FileSystem fs, Path file, byte[] bytes) throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = fs.createFile(file);
    builder.overwrite(false);
    builder.opt(CONDITIONAL, true);
    return isWritten(fs, file, builder, bytes);
  }

  /** Whether files are replaced on the condition that they are still those that were seen. */
  public static boolean replaces(FileSystem fs, Path file) throws IOException {
    return fs.hasPathCapability(file, CONDITIONAL_ETAG);
  }

  /**
   * Writes over a file that was seen; only where that is a {@linkplain #replaces condition}.
   *
   * @return whether the file was still that one
   * @throws IOException if it is that one still, and is not written over
   */
  public static boolean replace(FileSystem fs, FileStatus seen, byte[] bytes) throws IOException {
    Path file = seen.getPath();
    String etag = ((EtagSource) seen).getEtag();
    if (etag != null) {
      FSDataOutputStreamBuilder<?, ?> builder = fs.createFile(file);
      builder.overwrite(true);
      builder.must(CONDITIONAL_ETAG, etag);
      if (isWritten(fs, file, builder, bytes)) {
        return true;
      }
      if (!etag.equals(((EtagSource) fs.getFileStatus(file)).getEtag())) {
        return false;
      }
    }
    throw new IOException(
        Text.of("Cannot write over %s: the store refuses it, found ETag %s as before", file, etag));
  }

  private static boolean isWritten(
      FileSystem fs, Path file, FSDataOutputStreamBuilder<?, ?> builder, byte[] bytes)
      throws IOException {
    try (FSDataOutputStream out = (FSDataOutputStream) builder.build()) {
      out.write(bytes);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      // That the condition does not hold has an exception of each store's own, and comes also where
      // a request was made again whose answer was lost: then the file is this one.
      byte[] found = read(fs, file, e);
      int same = Arrays.mismatch(found, bytes);
      if (same == found.length) {
        throw e; // nothing, or the beginning of this one
      }
      return same < 0;
    }
    return true;
  }

  private static byte[] read(FileSystem fs, Path file, IOException failure) throws IOException {
    try (InputStream in = fs.open(file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private static String temporary(String name) {
    return "." + name + ".new-" + UUID.randomUUID();
  }
}
