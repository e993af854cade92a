package pointwise.image;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;

/** A file that is opened again, and read on where it was, after a read that failed. */
final class SteadyInput extends FSInputStream {
  private final Attempts.Read<FSDataInputStream> opener;

  /** Null after a failure. */
  private FSDataInputStream in;

  /** Of the next byte; {@link #in} is brought there when it is wanted. */
  private long position;

  private SteadyInput(Attempts.Read<FSDataInputStream> opener) {
    this.opener = opener;
  }

  /** The file that {@code opener} opens, open. */
  static FSDataInputStream open(Attempts.Read<FSDataInputStream> opener) throws IOException {
    SteadyInput input = new SteadyInput(opener);
    Attempts.of(input::stream);
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

  private int attempt(Attempts.Read<Integer> read) throws IOException {
    return Attempts.of(
        () -> {
          try {
            return read.read();
          } catch (IOException e) {
            drop(e);
            throw e;
          }
        });
  }

  private void drop(IOException failure) {
    try {
      close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
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
