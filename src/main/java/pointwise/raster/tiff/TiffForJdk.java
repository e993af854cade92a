package pointwise.raster.tiff;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import pointwise.raster.jdk.ByteArrayInput;

/**
 * A TIFF file as the JDK's reader gets it: behind the file a directory that holds only what decides
 * the samples, so that there are no fields to trip over or to warn of, and an empty segment in
 * place of those that are missing.
 */
final class TiffForJdk {
  private static final int CCITT_PAD = 3;
  private static final int T4_OPTIONS = 292;
  private static final int T6_OPTIONS = 293;

  private final byte[] bytes;
  private final ByteBuffer file;
  private final TreeMap<Integer, Values> fields = new TreeMap<>();

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Values(int type, byte[] bytes) {
    int count() {
      return bytes.length / (type == TiffDirectory.SHORT ? 2 : 4);
    }
  }

  private TiffForJdk(byte[] bytes) {
    this.bytes = bytes;
    this.file = ByteBuffer.wrap(bytes).order(TiffBytes.of(bytes).order());
  }

  /**
   * The file.
   *
   * @param behind what follows CCITT data, of which the reader asks for more than there are
   */
  static ByteArrayInput of(byte[] file, TiffDirectory page, TiffPicture picture, byte behind) {
    return new TiffForJdk(file).input(page, picture, behind);
  }

  private ByteArrayInput input(TiffDirectory page, TiffPicture picture, byte behind) {
    byte[] empty = emptySegment(picture);
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    tail.writeBytes(empty);
    long[] offsets = new long[(int) picture.segments()];
    long[] counts = new long[offsets.length];
    for (int i = 0; i < offsets.length; i++) {
      if (picture.missing(i)) {
        offsets[i] = file.capacity();
        counts[i] = empty.length;
        continue;
      }
      int from = (int) picture.extents().offset(i);
      offsets[i] = from;
      counts[i] = picture.extents().count(i);
      if (picture.ccitt()) {
        offsets[i] = (long) file.capacity() + tail.size();
        tail.write(bytes, from, (int) counts[i]);
        for (int pad = 0; pad < CCITT_PAD; pad++, counts[i]++) {
          tail.write(behind);
        }
      } else if (picture.compression() == TiffTags.PACK_BITS) {
        byte[] codes = TiffSegments.withoutNoOps(bytes, from, (int) (from + counts[i]));
        if (codes.length < counts[i]) {
          offsets[i] = (long) file.capacity() + tail.size();
          counts[i] = codes.length;
          tail.writeBytes(codes);
        }
      }
    }
    boolean tiled = picture.tiled();
    longs(TiffTags.WIDTH, picture.width());
    longs(TiffTags.HEIGHT, picture.height());
    shorts(TiffTags.BITS, forEach(picture, picture.bits()));
    shorts(TiffTags.COMPRESSION, picture.compression());
    // The reader would invert every channel, or none of odd bits; the caller inverts.
    shorts(
        TiffTags.PHOTOMETRIC,
        picture.photometric() == TiffTags.WHITE_IS_ZERO
            ? TiffTags.BLACK_IS_ZERO
            : picture.photometric());
    shorts(TiffTags.CHANNELS, picture.channels());
    shorts(TiffTags.PLANAR, picture.apart() ? 2 : 1);
    shorts(TiffTags.SAMPLE_FORMAT, forEach(picture, picture.format()));
    longs(tiled ? TiffTags.TILE_OFFSETS : TiffTags.STRIP_OFFSETS, offsets);
    longs(tiled ? TiffTags.TILE_COUNTS : TiffTags.STRIP_COUNTS, counts);
    if (tiled) {
      longs(TiffTags.TILE_WIDTH, picture.segmentWidth());
      longs(TiffTags.TILE_HEIGHT, picture.segmentHeight());
    } else {
      longs(TiffTags.STRIP_HEIGHT, picture.segmentHeight());
    }
    shorts(TiffTags.FILL_ORDER, page.number(TiffTags.FILL_ORDER, 1));
    shorts(TiffTags.PREDICTOR, page.number(TiffTags.PREDICTOR, 1));
    longs(T4_OPTIONS, page.number(T4_OPTIONS, 0));
    longs(T6_OPTIONS, page.number(T6_OPTIONS, 0));
    if (picture.photometric() == TiffTags.PALETTE) {
      shorts(TiffTags.COLOUR_MAP, page.numbers(TiffTags.COLOUR_MAP));
    }
    int at = file.capacity() + tail.size();
    ByteBuffer head = ByteBuffer.allocate(8).order(file.order());
    head.put(bytes, 0, 2).putShort((short) 42).putInt(at);
    tail.writeBytes(directory(at));
    return new ByteArrayInput(head.array(), bytes, tail.toByteArray());
  }

  /** The directory as it is written at a place, with its values behind it. */
  private byte[] directory(int at) {
    int values = 2 + 12 * fields.size() + 4;
    int bytes = values;
    for (Values field : fields.values()) {
      bytes += field.bytes.length;
    }
    ByteBuffer out = ByteBuffer.allocate(bytes).order(file.order());
    out.putShort((short) fields.size());
    for (Map.Entry<Integer, Values> entry : fields.entrySet()) {
      Values field = entry.getValue();
      out.putShort((short) (int) entry.getKey()).putShort((short) field.type);
      out.putInt(field.count());
      if (field.bytes.length <= 4) {
        out.put(field.bytes).position(out.position() + 4 - field.bytes.length);
      } else {
        out.putInt(at + values).put(values, field.bytes);
        values += field.bytes.length;
      }
    }
    return out.array();
  }

  /** What the reader decodes to nothing; as many zeros as samples where it copies them. */
  private static byte[] emptySegment(TiffPicture picture) {
    int bytes = 0;
    for (long i = 0; i < picture.segments(); i++) {
      bytes = picture.missing(i) ? (int) Math.max(bytes, picture.bytes(i)) : bytes;
    }
    return switch (picture.compression()) {
      case TiffTags.RAW -> new byte[bytes];
      case TiffTags.LZW -> new byte[] {(byte) 0x80, 0x40, 0x40}; // clear, end
      case TiffTags.DEFLATE, TiffTags.OLD_DEFLATE ->
          new byte[] {0x78, (byte) 0x9c, 3, 0, 0, 0, 0, 1};
      default -> new byte[0];
    };
  }

  private static long[] forEach(TiffPicture picture, int value) {
    long[] values = new long[picture.channels()];
    Arrays.fill(values, value);
    return values;
  }

  private void shorts(int tag, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(file.order());
    for (long value : values) {
      bytes.putShort((short) value);
    }
    fields.put(tag, new Values(TiffDirectory.SHORT, bytes.array()));
  }

  private void longs(int tag, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(file.order());
    for (long value : values) {
      bytes.putInt((int) value);
    }
    fields.put(tag, new Values(TiffDirectory.LONG, bytes.array()));
  }
}
