package pointwise;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;

/** A file that was opened and gives no more than its first bytes. */
public final class BrokenInput extends FSInputStream {
  private final FSDataInputStream file;
  private final int given;
  private final Failure failure;

  /** What comes then: thrown or returned. */
  @FunctionalInterface
  public interface Failure {
    IOException get() throws IOException;
  }

  public BrokenInput(FSDataInputStream file, int given, Failure failure) {
    this.file = file;
    this.given = given;
    this.failure = failure;
  }

  @Override
  public int read() throws IOException {
    left();
    return file.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return file.read(bytes, offset, Math.min(length, left()));
  }

  private int left() throws IOException {
    if (file.getPos() >= given) {
      throw failure.get();
    }
    return (int) (given - file.getPos());
  }

  @Override
  public void seek(long position) throws IOException {
    file.seek(position);
  }

  @Override
  public long getPos() throws IOException {
    return file.getPos();
  }

  @Override
  public boolean seekToNewSource(long position) {
    return false;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
