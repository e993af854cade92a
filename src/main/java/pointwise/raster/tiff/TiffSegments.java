package pointwise.raster.tiff;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import pointwise.raster.ImageException;
import pointwise.text.Text;

/** Whether the strips and tiles of a TIFF hold all their samples. */
final class TiffSegments {
  private TiffSegments() {}

  /**
   * Counts the bytes that every segment gives: the JDK's reader leaves the rest of one blank where
   * its data end early, and says nothing. CCITT data are not counted: it warns of them itself, or
   * runs past the end of its array.
   */
  static void check(String origin, byte[] file, TiffDirectory page, TiffPicture picture) {
    if (picture.ccitt()) {
      return;
    }
    byte[] samples = new byte[0];
    try (TiffCodec codec = new TiffCodec(origin, page, picture.compression())) {
      for (long i = 0; i < picture.segments(); i++) {
        if (picture.missing(i)) {
          continue;
        }
        int expected = (int) picture.bytes(i);
        long found = rawBytes(page, picture, i);
        if (picture.compression() != TiffTags.RAW) {
          int from = (int) picture.extents().offset(i);
          byte[] codes = Arrays.copyOfRange(file, from, from + (int) found);
          long most = found * TiffCodec.mostOfByte(picture.compression());
          int room = (int) Math.min(expected, most);
          samples = samples.length < room ? new byte[room] : samples;
          found = codec.decode(codes, 0, codes.length, samples, room);
        }
        if (found < expected) {
          throw endsEarly(origin, picture, i, found);
        }
      }
    }
  }

  /**
   * Bytes of a segment in the file. The byte count of a single uncompressed one may be too small,
   * as some writers have it and libtiff reads it, unless something else of the file begins where
   * its samples have to be.
   */
  static long rawBytes(TiffDirectory page, TiffPicture picture, long segment) {
    long count = picture.extents().count(segment);
    if (picture.compression() != TiffTags.RAW
        || picture.segments() > 1
        || count >= picture.bytes(segment)) {
      return count;
    }
    long from = picture.extents().offset(segment);
    return page.firstBehind(from) - from >= picture.bytes(segment) ? picture.bytes(segment) : count;
  }

  static ImageException endsEarly(String origin, TiffPicture picture, long segment, long found) {
    return new ImageException(
        origin,
        Text.of(
            "the data of %s %d end early or are corrupt, found %d bytes of samples, expected %d",
            picture.tiled() ? "tile" : "strip", segment, found, picture.bytes(segment)));
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
}
