package pointwise.raster.jdk;

/**
 * How many bytes LZW data stand for. The JDK's readers leave the rest of a picture as it is where
 * the data end early, and say nothing.
 */
public final class LzwLength {
  private static final int CODES = 4096;

  private LzwLength() {}

  /**
   * The bytes that the codes of GIF (low bits first) stand for, up to the first code that is not
   * defined, the end code or the end of the data.
   *
   * @param literalBits bits of the bytes that the codes stand for
   * @param enough where to stop counting
   */
  public static long of(byte[] data, int literalBits, long enough) {
    int clear = 1 << literalBits;
    int[] length = new int[CODES]; // of the bytes that a code stands for
    int next = clear + 2;
    int bits = literalBits + 1;
    int previous = -1;
    int buffer = 0;
    int buffered = 0;
    int at = 0;
    long bytes = 0;
    while (bytes < enough) {
      while (buffered < bits && at < data.length) {
        int b = data[at++] & 0xff;
        buffer |= b << buffered;
        buffered += 8;
      }
      if (buffered < bits) {
        break;
      }
      buffered -= bits;
      int code = buffer & (1 << bits) - 1;
      buffer >>>= bits;
      if (code == clear) {
        next = clear + 2;
        bits = literalBits + 1;
        previous = -1;
        continue;
      }
      if (previous >= 0 && next < CODES) {
        length[next++] = 1 + (previous < clear ? 1 : length[previous]);
        if (next == 1 << bits && bits < 12) {
          bits++;
        }
      }
      if (code == clear + 1 || code >= next || (previous < 0 && code > clear)) {
        break;
      }
      bytes += code < clear ? 1 : length[code];
      previous = code;
    }
    return bytes;
  }
}
