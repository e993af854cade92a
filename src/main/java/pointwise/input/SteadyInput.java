package pointwise.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileRange;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.util.functional.FutureIO;
import pointwise.raster.ImageException;

/**
 * A file that is opened again, and read on where it was, after a read that failed: how every input
 * is read.
 */
public final class SteadyInput extends FSInputStream implements StreamCapabilities {
  private final Attempts.Read<FSDataInputStream> opener;
  private final boolean local;

  /** Null after a failure. */
  private FSDataInputStream in;

  /** Of the next byte; {@link #in} is brought there when it is wanted. */
  private long position;

  private SteadyInput(boolean local, Attempts.Read<FSDataInputStream> opener) {
    this.local = local;
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
    return open(isLocal(configuration, path), () -> LocalFiles.of(configuration, path).open(path));
  }

  /**
   * The same of a file whose status is known: the file system does not ask for it again, and a
   * store with ETags gives no content but that of the status.
   */
  public static FSDataInputStream open(Configuration configuration, FileStatus status)
      throws IOException {
    Path path = status.getPath();
    return open(
        isLocal(configuration, path),
        () ->
            FutureIO.awaitFuture(
                LocalFiles.of(configuration, path).openFile(path).withFileStatus(status).build()));
  }

  private static FSDataInputStream open(boolean local, Attempts.Read<FSDataInputStream> opener)
      throws IOException {
    SteadyInput input = new SteadyInput(local, opener);
    input.attempt(input::stream);
    return new FSDataInputStream(input);
  }

  private static boolean isLocal(Configuration configuration, Path path) {
    String scheme = path.toUri().getScheme();
    return "file"
        .equals(scheme == null ? FileSystem.getDefaultUri(configuration).getScheme() : scheme);
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

  /**
   * Whether ranges are read together, by the file system itself. Of a local file that costs more
   * than it saves: a third more time of the processor for ranges of 64 KB.
   */
  @Override
  public boolean hasCapability(String capability) {
    return !local && in != null && capability.equals(VECTOREDIO) && in.hasCapability(capability);
  }

  /** A range that fails is not read again; the call is made again where it fails. */
  @Override
  public void readVectored(List<? extends FileRange> ranges, IntFunction<ByteBuffer> allocate)
      throws IOException {
    attempt(
        () -> {
          stream().readVectored(ranges, allocate);
          return ranges;
        });
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
