package pointwise.input;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.functional.FutureIO;
import pointwise.raster.ImageException;

/**
 * A file that is opened again, and read on where it was, after a read that failed: how every input
 * is read.
 */
public final class SteadyInput extends FSInputStream {
  private final Attempts.Read<FSDataInputStream> opener;

  /** Null after a failure. */
  private FSDataInputStream in;

  /** Of the next byte; {@link #in} is brought there when it is wanted. */
  private long position;

  private SteadyInput(Attempts.Read<FSDataInputStream> opener) {
    this.opener = opener;
  }

  /**
   * The file, open.
   *
   * @throws ImageException if it is local and this JVM cannot name it
   * @throws IOException if it cannot be opened, an error of a local disk included; its reads throw
   *     the same
   */
  public static FSDataInputStream open(Configuration configuration, Path path) throws IOException {
    return open(() -> LocalFiles.of(configuration, path).open(path));
  }

  /**
   * The same of a file whose status is known: the file system does not ask for it again, and a
   * store with ETags gives no content but that of the status.
   */
  public static FSDataInputStream open(Configuration configuration, FileStatus status)
      throws IOException {
    Path path = status.getPath();
    return open(
        () ->
            FutureIO.awaitFuture(
                LocalFiles.of(configuration, path).openFile(path).withFileStatus(status).build()));
  }

  private static FSDataInputStream open(Attempts.Read<FSDataInputStream> opener)
      throws IOException {
    SteadyInput input = new SteadyInput(opener);
    input.attempt(input::stream);
    return new FSDataInputStream(input);
  }

  /** The file, at the position. */
  private FSDataInputStream stream() throws IOException {
    if (in == null) {
      in = opener.read();
    }
    if (in.getPos() != position) {
      in.seek(position);
    }
    return in;
  }

  private <T> T attempt(Attempts.Read<T> read) throws IOException {
    return Attempts.of(
        () -> {
          try {
            return read.read();
          } catch (FSError e) {
            // What Hadoop's local file system makes of a disk that fails.
            throw dropped(new IOException(e.getCause().getMessage(), e));
          } catch (IOException e) {
            throw dropped(e);
          }
        });
  }

  private IOException dropped(IOException failure) {
    try {
      close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  @Override
  public int read() throws IOException {
    int value = attempt(() -> stream().read());
    position += value < 0 ? 0 : 1;
    return value;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = attempt(() -> stream().read(bytes, offset, length));
    position += Math.max(0, count);
    return count;
  }

  @Override
  public void seek(long target) {
    position = target;
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public boolean seekToNewSource(long target) {
    return false;
  }

  @Override
  public void close() throws IOException {
    FSDataInputStream open = in;
    in = null;
    if (open != null) {
      open.close();
    }
  }
}
