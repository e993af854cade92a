package pointwise.raster.tiff;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;

/** A file in memory that counts what is read of it by place. */
final class CountedBytes extends ByteArrayInputStream implements Seekable, PositionedReadable {
  int requests;
  long bytes;

  CountedBytes(byte[] file) {
    super(file);
  }

  @Override
  public int read(long position, byte[] buffer, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void readFully(long position, byte[] buffer, int offset, int length) throws IOException {
    if (position + length > count) {
      throw new EOFException("behind the end");
    }
    System.arraycopy(buf, (int) position, buffer, offset, length);
    requests++;
    bytes += length;
  }

  @Override
  public void readFully(long position, byte[] buffer) throws IOException {
    readFully(position, buffer, 0, buffer.length);
  }

  @Override
  public void seek(long position) {
    pos = (int) position;
  }

  @Override
  public long getPos() {
    return pos;
  }

  @Override
  public boolean seekToNewSource(long target) {
    return false;
  }
}
