package pointwise.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Objects;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.fs.RawLocalFileSystem;
import pointwise.text.Sha256;

/**
 * Local files under the scheme {@code storelike}, written as S3A writes objects: one appears when
 * it is closed, where the condition is looked at that it was created with. None can be renamed,
 * which would be a copy.
 */
public final class StoreLikeFileSystem extends RawLocalFileSystem {
  private static final String CONDITIONAL = "fs.option.create.conditional.overwrite";

  /** Whether the answer to the next object with a condition is lost, after it was written. */
  public static boolean losesAnswer;

  @Override
  public URI getUri() {
    return URI.create("storelike:///");
  }

  @Override
  public String getScheme() {
    return "storelike";
  }

  @Override
  public boolean hasPathCapability(Path path, String capability) {
    return capability.startsWith(CONDITIONAL);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    throw new IOException("copied: " + from);
  }

  private static final class Status extends FileStatus implements EtagSource {
    private static final long serialVersionUID = 1L;
    private final String etag;

    Status(FileStatus of, String etag) {
      super(of.getLen(), of.isDirectory(), 1, 1, 0, of.getPath());
      this.etag = etag;
    }

    @Override
    public String getEtag() {
      return etag;
    }

    @Override
    public boolean equals(Object other) {
      return super.equals(other);
    }

    @Override
    public int hashCode() {
      return super.hashCode();
    }
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    FileStatus status = super.getFileStatus(path);
    return new Status(status, status.isDirectory() ? "" : etag(path));
  }

  private String etag(Path path) throws IOException {
    java.nio.file.Path file = pathToFile(path).toPath();
    return Files.exists(file) ? Sha256.hex(Files.readAllBytes(file)) : null;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public FSDataOutputStreamBuilder createFile(Path path) {
    return new Builder(path);
  }

  private final class Builder extends FSDataOutputStreamBuilder<FSDataOutputStream, Builder> {
    private final Path path;

    Builder(Path path) {
      super(StoreLikeFileSystem.this, path);
      this.path = path;
    }

    @Override
    public FSDataOutputStream build() {
      boolean absent = getOptions().getBoolean(CONDITIONAL, false);
      String etag = getOptions().get(CONDITIONAL + ".etag");
      return new FSDataOutputStream(
          new ByteArrayOutputStream() {
            @Override
            public void close() throws IOException {
              String found = etag(path);
              if ((absent && found != null) || (etag != null && !Objects.equals(etag, found))) {
                throw new PathIOException(path.toString(), "a condition does not hold");
              }
              Files.write(pathToFile(path).toPath(), toByteArray());
              if (losesAnswer) {
                losesAnswer = false;
                throw new PathIOException(path.toString(), "no answer");
              }
            }
          },
          null);
    }

    @Override
    public Builder getThisBuilder() {
      return this;
    }
  }
}
