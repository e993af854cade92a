package pointwise.image;

import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file in memory as ImageIO reads it. Remembers whether a reader wanted more than there was: some
 * of the JDK's readers leave the rest of the picture black and say nothing.
 */
final class ByteArrayInput extends ImageInputStreamImpl {
  private final byte[] file;
  private boolean readPastEnd;

  ByteArrayInput(byte[] file) {
    this.file = file;
  }

  boolean readPastEnd() {
    return readPastEnd;
  }

  @Override
  public int read() {
    bitOffset = 0;
    if (streamPos >= file.length) {
      readPastEnd = true;
      return -1;
    }
    return file[(int) streamPos++] & 0xff;
  }

  @Override
  public int read(byte[] b, int off, int len) {
    bitOffset = 0;
    long left = file.length - streamPos;
    if (left < len) {
      readPastEnd = true;
    }
    if (left <= 0) {
      return len == 0 ? 0 : -1;
    }
    int n = (int) Math.min(left, len);
    System.arraycopy(file, (int) streamPos, b, off, n);
    streamPos += n;
    return n;
  }

  @Override
  public long length() {
    return file.length;
  }
}
