package pointwise.raster.jdk;

import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file in memory as ImageIO reads it. Remembers whether a reader wanted more than there was: some
 * of the JDK's readers leave the rest of the picture black and say nothing.
 */
public final class ByteArrayInput extends ImageInputStreamImpl {
  private final byte[] head;
  private final byte[] file;
  private final byte[] tail;
  private boolean readPastEnd;

  public ByteArrayInput(byte[] file) {
    this(new byte[0], file, new byte[0]);
  }

  /**
   * A file that begins otherwise and goes on, without a copy of it.
   *
   * @param head what stands in place of the first bytes
   * @param file the rest is this file's
   * @param tail what comes after it
   */
  public ByteArrayInput(byte[] head, byte[] file, byte[] tail) {
    this.head = head;
    this.file = file;
    this.tail = tail;
  }

  boolean readPastEnd() {
    return readPastEnd;
  }

  @Override
  public int read() {
    bitOffset = 0;
    int at = (int) Math.min(streamPos, Integer.MAX_VALUE);
    if (at >= length()) {
      readPastEnd = true;
      return -1;
    }
    streamPos++;
    byte b = at < head.length ? head[at] : at < file.length ? file[at] : tail[at - file.length];
    return b & 0xff;
  }

  @Override
  public int read(byte[] b, int off, int len) {
    bitOffset = 0;
    long left = length() - streamPos;
    if (left < len) {
      readPastEnd = true;
    }
    if (left <= 0) {
      return len == 0 ? 0 : -1;
    }
    byte[] part = file;
    int from = (int) Math.min(streamPos, file.length);
    int end = file.length;
    if (streamPos < head.length) {
      part = head;
      end = head.length;
    } else if (streamPos >= file.length) {
      part = tail;
      from = (int) (streamPos - file.length);
      end = tail.length;
    }
    int n = Math.min(end - from, len);
    System.arraycopy(part, from, b, off, n);
    streamPos += n;
    return n;
  }

  @Override
  public long length() {
    return (long) file.length + tail.length;
  }
}
