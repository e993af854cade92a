package pointwise.raster.tiff;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import pointwise.raster.ImageException;
import pointwise.raster.jdk.LzwLength;
import pointwise.text.Text;

/**
 * Whether the strips and tiles of a TIFF hold all their samples. The JDK's reader leaves the rest
 * of one blank where its data end early, and says nothing.
 */
final class TiffSegments {
  private static final int SCRATCH = 1 << 16;

  private TiffSegments() {}

  /**
   * Counts the bytes that every segment gives. CCITT data are not counted: the JDK's reader warns
   * of them itself, or runs past the end of its array.
   *
   * <p>The byte count of a single uncompressed segment may be too small, as some writers have it
   * and libtiff reads it, unless something else of the file begins where its samples have to be.
   */
  static void check(String origin, byte[] file, TiffDirectory page, TiffPicture picture) {
    boolean reversed = page.number(TiffTags.FILL_ORDER, 1) == 2; // the bits of every byte
    for (int i = 0; i < picture.offsets().length; i++) {
      if (picture.missing(i)) {
        continue;
      }
      long expected = picture.bytes(i);
      int from = (int) picture.offsets()[i];
      int to = from + (int) picture.counts()[i];
      long found =
          switch (picture.compression()) {
            case TiffTags.RAW -> {
              boolean room =
                  picture.offsets().length == 1 && page.firstBehind(from) - from >= expected;
              yield room ? expected : to - from;
            }
            case TiffTags.DEFLATE, TiffTags.OLD_DEFLATE ->
                inflated(origin, file, from, to, expected);
            case TiffTags.LZW -> {
              byte[] codes = Arrays.copyOfRange(file, from, to);
              if (reversed) {
                reverse(codes);
              }
              yield LzwLength.of(codes, 8, true, expected);
            }
            case TiffTags.PACK_BITS -> unpacked(origin, file, from, to, expected);
            default -> expected;
          };
      if (found < expected) {
        throw new ImageException(
            origin,
            Text.of(
                "the data of %s %d end early or are corrupt, found %d bytes of samples, expected %d",
                picture.tiled() ? "tile" : "strip", i, found, expected));
      }
    }
  }

  private static long inflated(String origin, byte[] file, int from, int to, long enough) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(file, from, to - from);
      byte[] scratch = new byte[(int) Math.min(SCRATCH, enough)];
      long bytes = 0;
      while (bytes < enough) {
        int n = inflater.inflate(scratch, 0, (int) Math.min(scratch.length, enough - bytes));
        if (n == 0) {
          break;
        }
        bytes += n;
      }
      return bytes;
    } catch (DataFormatException e) {
      throw new ImageException(origin, "the Deflate data are corrupt: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }

  private static long unpacked(String origin, byte[] file, int from, int to, long enough) {
    long bytes = 0;
    int at = from;
    while (at < to && bytes < enough) {
      int code = file[at++];
      if (code == Byte.MIN_VALUE) {
        continue;
      }
      int run = code >= 0 ? Math.min(code + 1, to - at) : at < to ? 1 - code : 0;
      at += code >= 0 ? run : 1;
      bytes += run;
    }
    if (bytes > enough) {
      throw new ImageException(
          origin,
          Text.of(
              "the PackBits data are corrupt, found a run of %d bytes beyond the %d of a strip or tile",
              bytes - enough, enough));
    }
    return bytes;
  }

  /** PackBits codes without -128: it means nothing, but the JDK's reader skips a byte with it. */
  static byte[] withoutNoOps(byte[] file, int from, int to) {
    ByteArrayOutputStream codes = new ByteArrayOutputStream(to - from);
    int next;
    for (int at = from; at < to; at = next) {
      int code = file[at];
      next = Math.min(to, at + (code >= 0 ? 2 + code : code == Byte.MIN_VALUE ? 1 : 2));
      if (code != Byte.MIN_VALUE) {
        codes.write(file, at, next - at);
      }
    }
    return codes.toByteArray();
  }

  private static void reverse(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (Integer.reverse(bytes[i]) >>> 24);
    }
  }
}
