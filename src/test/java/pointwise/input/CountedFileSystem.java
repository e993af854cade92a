package pointwise.input;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.impl.OpenFileParameters;

/**
 * Local files under the schemes {@code counted} and {@code tagged}, the latter with ETags, as
 * object stores have them: notes every request in order. Not safe for concurrent use.
 */
public final class CountedFileSystem extends RawLocalFileSystem {
  /**
   * {@code status}, {@code open}, {@code open with status}, {@code seek}: what goes over the wire.
   */
  static final List<String> REQUESTS = new ArrayList<>();

  /** Of all files. */
  static long bytes;

  private String scheme;

  @Override
  public void initialize(URI uri, Configuration configuration) throws IOException {
    scheme = uri.getScheme();
    super.initialize(uri, configuration);
  }

  @Override
  public URI getUri() {
    return URI.create(scheme + ":///");
  }

  @Override
  public String getScheme() {
    return scheme;
  }

  private static final class Tagged extends FileStatus implements EtagSource {
    private static final long serialVersionUID = 1L;

    Tagged(FileStatus status) {
      super(
          status.getLen(),
          false,
          status.getReplication(),
          status.getBlockSize(),
          status.getModificationTime(),
          status.getPath());
    }

    @Override
    public String getEtag() {
      return "\"" + getLen() + "-" + getModificationTime() + "\"";
    }
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    FileStatus status = super.getFileStatus(path);
    if (status.isFile()) {
      REQUESTS.add("status");
    }
    return status.isFile() && scheme.equals("tagged") ? new Tagged(status) : status;
  }

  @Override
  protected CompletableFuture<FSDataInputStream> openFileWithOptions(
      Path path, OpenFileParameters parameters) throws IOException {
    if (parameters.getStatus() instanceof Tagged) {
      REQUESTS.add("open with status");
      return CompletableFuture.completedFuture(stream(path));
    }
    return super.openFileWithOptions(path, parameters);
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    REQUESTS.add("open");
    return stream(path);
  }

  private FSDataInputStream stream(Path path) throws IOException {
    int requests = REQUESTS.size();
    FSDataInputStream in = super.open(path, 4096);
    REQUESTS
        .subList(requests, REQUESTS.size())
        .clear(); // of the local file system among themselves
    return new FSDataInputStream(new Counted(in));
  }

  private static final class Counted extends FSInputStream {
    private final FSDataInputStream in;

    Counted(FSDataInputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      bytes += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = in.read(into, offset, length);
      bytes += Math.max(0, count);
      return count;
    }

    @Override
    public void seek(long position) throws IOException {
      REQUESTS.add("seek");
      in.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return in.getPos();
    }

    @Override
    public boolean seekToNewSource(long position) {
      return false;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
