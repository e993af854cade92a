package pointwise.spark;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;
import pointwise.raster.ImageFile;

/** Bytes in memory as a file that nothing lies beside. */
final class BytesFile extends ByteArrayInputStream implements Seekable, PositionedReadable {
  private BytesFile(byte[] bytes) {
    super(bytes);
  }

  /** The bytes as an open file. */
  static ImageFile of(String origin, byte[] bytes) throws IOException {
    return ImageFile.of(
        origin, new FSDataInputStream(new BytesFile(bytes)), bytes.length, names -> null);
  }

  @Override
  public synchronized void seek(long position) throws IOException {
    if (position < 0 || position > count) {
      throw new EOFException("Cannot seek beyond the end");
    }
    pos = (int) position;
  }

  @Override
  public synchronized long getPos() {
    return pos;
  }

  @Override
  public boolean seekToNewSource(long target) {
    return false;
  }

  @Override
  public int read(long position, byte[] to, int offset, int length) {
    if (position >= count) {
      return length == 0 ? 0 : -1;
    }
    int read = Math.min(length, (int) (count - position));
    System.arraycopy(buf, (int) position, to, offset, read);
    return read;
  }

  @Override
  public void readFully(long position, byte[] to, int offset, int length) throws IOException {
    if (read(position, to, offset, length) < length) {
      throw new EOFException("Cannot read beyond the end");
    }
  }

  @Override
  public void readFully(long position, byte[] to) throws IOException {
    readFully(position, to, 0, to.length);
  }
}
