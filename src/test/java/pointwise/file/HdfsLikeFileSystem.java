package pointwise.file;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * Local files under the scheme {@code hdfslike}, which are not renamed onto others, on a disk of
 * limited size. {@link Context} renames in one step.
 */
public final class HdfsLikeFileSystem extends RawLocalFileSystem {
  /** How large a file may become. */
  public static long room = Long.MAX_VALUE;

  /** How many more files there is room for. */
  public static int files = Integer.MAX_VALUE;

  /** Whether files may be deleted that are no temporary ones. */
  public static boolean deletes = true;

  @Override
  public URI getUri() {
    return URI.create("hdfslike:///");
  }

  @Override
  public String getScheme() {
    return "hdfslike";
  }

  /** Without permissions, which are looked up for the scheme {@code file} only. */
  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    FileStatus status = super.getFileStatus(path);
    return new FileStatus(status.getLen(), status.isDirectory(), 1, 1, 0, status.getPath());
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    OutputStream file = super.create(path, overwrite, buffer, replication, block, progress);
    return new FSDataOutputStream(new Limited(file, files-- > 0 ? room : 100), null);
  }

  @Override
  public boolean hasPathCapability(Path path, String capability) throws IOException {
    return capability.equals(CommonPathCapabilities.ETAGS_PRESERVED_IN_RENAME)
        || super.hasPathCapability(path, capability);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return !exists(to) && super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (!deletes && !path.getName().startsWith(".")) {
      throw new IOException("deleted: " + path);
    }
    return super.delete(path, recursive);
  }

  private static final class Limited extends OutputStream {
    private final OutputStream file;
    private final long room;
    private long written;

    Limited(OutputStream file, long room) {
      this.file = file;
      this.room = room;
    }

    @Override
    public void write(int b) throws IOException {
      if (++written > room) {
        throw new IOException("No space left on device");
      }
      file.write(b);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /** The same files for Hadoop's FileContext. */
  public static final class Context extends DelegateToFileSystem {
    public Context(URI uri, Configuration configuration) throws IOException, URISyntaxException {
      super(uri, new HdfsLikeFileSystem(), configuration, "hdfslike", false);
    }

    @Override
    public void renameInternal(Path from, Path to, boolean overwrite) throws IOException {
      if (overwrite) {
        Files.move(file(from), file(to), StandardCopyOption.REPLACE_EXISTING);
      } else {
        try {
          Files.createLink(file(to), file(from));
        } catch (java.nio.file.FileAlreadyExistsException e) {
          throw new FileAlreadyExistsException(e.getMessage());
        }
        Files.delete(file(from));
      }
    }

    private static java.nio.file.Path file(Path path) {
      return new File(path.toUri().getPath()).toPath();
    }
  }
}
