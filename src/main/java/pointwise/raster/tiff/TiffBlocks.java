package pointwise.raster.tiff;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import pointwise.raster.DecodeLimits;
import pointwise.raster.Window;
import pointwise.text.Text;

/**
 * The strips and tiles of a picture, decoded to stored samples, little-endian. What a window needs
 * is read in the order of the file, neighbours at once. Blocks of the last row that a window cuts
 * are kept for the next. Not safe for concurrent use.
 */
final class TiffBlocks implements Closeable {
  /** Bytes between two blocks that are read with them rather than asked for apart. */
  private static final int GAP_BYTES = 1 << 16;

  private static final int READ_BYTES = 16 << 20;

  /** Most bytes of decoded blocks that are kept. */
  private static final long KEPT_BYTES = 32L << 20;

  /** Bytes that a segment may have beyond twice its samples; what is behind them is not read. */
  private static final int SLACK = 1 << 16;

  private final String origin;
  private final TiffDirectory page;
  private final TiffPicture picture;
  private final TiffCodec codec;
  private final TiffPredictor predictor;
  private final int lineBytes;
  private final Map<Long, byte[]> kept = new HashMap<>();
  private long keptBytes;
  private byte[] stored = new byte[0];
  private byte[] block = new byte[0];

  /** Takes the part of a block that is in a window. */
  interface Taker {
    /**
     * @param part in the picture
     * @param plane the channel, where they are stored apart; else 0
     * @param block its samples; null where the file leaves them out
     * @param at the byte of the first line of the part
     * @param column of the block, where the part begins
     * @param lineBytes of a line of the block
     */
    void take(Window part, int plane, byte[] block, int at, int column, int lineBytes);
  }

  /**
   * A segment, or lines of it.
   *
   * @param line the first of the segment that is read
   * @param lines how many
   * @param from the first byte in the file
   * @param bytes how many
   * @param part of the window that it has
   */
  private record Wanted(
      long segment, int plane, int line, int lines, long from, int bytes, Window part) {}

  TiffBlocks(String origin, TiffDirectory page, TiffPicture picture) {
    this.origin = origin;
    this.page = page;
    this.picture = picture;
    codec = new TiffCodec(origin, page, picture.compression());
    predictor =
        new TiffPredictor(
            (int) TiffPredictor.of(page, picture.compression()),
            Math.max(1, picture.bits() / 8),
            picture.apart() ? 1 : picture.channels(),
            page.file().order());
    lineBytes = (int) picture.lineBytes();
  }

  /** Reads a window of the channels that are asked for; those stored together are one plane. */
  void read(Window window, int[] planes, Taker taker) {
    List<Wanted> wanted = new ArrayList<>();
    int height = picture.segmentHeight();
    int width = picture.segmentWidth();
    int firstRow = window.y() / height;
    int lastRow = (window.y() + window.rows() - 1) / height;
    int lastColumn = (window.x() + window.columns() - 1) / width;
    for (int plane : planes) {
      for (int row = firstRow; row <= lastRow; row++) {
        int y = Math.max(window.y(), row * height);
        int rows = (int) Math.min((long) window.y() + window.rows(), (row + 1L) * height) - y;
        for (int column = window.x() / width; column <= lastColumn; column++) {
          int x = Math.max(window.x(), column * width);
          int columns =
              (int) Math.min((long) window.x() + window.columns(), (column + 1L) * width) - x;
          long segment = ((long) plane * picture.down() + row) * picture.across() + column;
          Window part = new Window(y, rows, x, columns);
          if (kept.containsKey(segment)) {
            give(kept.get(segment), 0, segment, plane, part, taker);
          } else if (picture.missing(segment)) {
            taker.take(part, plane, null, 0, 0, 0);
          } else {
            wanted.add(wanted(segment, plane, part));
          }
        }
      }
    }
    long rowBegin = (long) lastRow * picture.across();
    kept.keySet().removeIf(segment -> !isIn(segment, rowBegin));
    keptBytes = kept.values().stream().mapToLong(bytes -> bytes.length).sum();
    wanted.sort(Comparator.comparingLong(Wanted::from));
    for (int i = 0, end; i < wanted.size(); i = end) {
      long from = wanted.get(i).from;
      long to = from + wanted.get(i).bytes;
      for (end = i + 1; end < wanted.size(); end++) {
        Wanted next = wanted.get(end);
        long behind = Math.max(to, next.from + next.bytes);
        if (next.from > to + GAP_BYTES || behind - from > READ_BYTES) {
          break;
        }
        to = behind;
      }
      int bytes = (int) (to - from);
      stored = stored.length < bytes ? new byte[bytes] : stored;
      page.file().read(from, stored, 0, bytes);
      for (Wanted one : wanted.subList(i, end)) {
        decode(one, (int) (one.from - from), isIn(one.segment, rowBegin), taker);
      }
    }
  }

  /** Whether a segment is in a row of blocks, in any plane. */
  private boolean isIn(long segment, long rowBegin) {
    long inPlane = segment % ((long) picture.across() * picture.down());
    return inPlane >= rowBegin && inPlane < rowBegin + picture.across();
  }

  private Wanted wanted(long segment, int plane, Window part) {
    long expected = picture.bytes(segment);
    long from = picture.extents().offset(segment);
    if (picture.anyLines()) {
      long found = TiffSegments.rawBytes(page, picture, segment);
      if (found < expected) {
        throw TiffSegments.endsEarly(origin, picture, segment, found);
      }
      int line = part.y() - picture.top(segment);
      long begin = from + (long) line * lineBytes;
      long bytes = (long) part.rows() * lineBytes;
      if (bytes > DecodeLimits.MAX_ARRAY) {
        throw new IllegalArgumentException(
            Text.of("Cannot read a window: its lines have %d bytes in the file", bytes));
      }
      return new Wanted(segment, plane, line, part.rows(), begin, (int) bytes, part);
    }
    long bytes = Math.min(picture.extents().count(segment), 2 * expected + SLACK);
    bytes = Math.min(bytes, DecodeLimits.MAX_ARRAY);
    return new Wanted(segment, plane, 0, picture.lines(segment), from, (int) bytes, part);
  }

  private void decode(Wanted one, int at, boolean inLastRow, Taker taker) {
    int expected = one.lines * lineBytes;
    // A claim of more than the bytes can stand for gets no room.
    int room =
        (int) Math.min(expected, (long) one.bytes * TiffCodec.mostOfByte(picture.compression()));
    block = block.length < room ? new byte[room] : block;
    int found = codec.decode(stored, at, at + one.bytes, block, room);
    if (found < expected) {
      throw TiffSegments.endsEarly(origin, picture, one.segment, found);
    }
    predictor.undo(block, one.lines, lineBytes);
    if (picture.photometric() == TiffTags.WHITE_IS_ZERO && one.plane == 0) {
      invert(expected);
    }
    byte[] samples = block;
    boolean cut =
        one.part.rows() < Math.min(one.lines, picture.height() - picture.top(one.segment))
            || one.part.columns()
                < Math.min(picture.segmentWidth(), picture.width() - picture.left(one.segment));
    if (cut && inLastRow && !picture.anyLines() && keptBytes + samples.length <= KEPT_BYTES) {
      kept.put(one.segment, samples);
      keptBytes += samples.length;
      block = new byte[0];
    }
    give(samples, one.line, one.segment, one.plane, one.part, taker);
  }

  /** The first channel, the one colour of WhiteIsZero, the other way round. */
  private void invert(int length) {
    int bytes = picture.bits() / 8;
    int step = picture.apart() ? bytes : bytes * picture.channels();
    for (int at = 0; at < length; at += step) {
      for (int i = at; i < at + bytes; i++) {
        block[i] = (byte) ~block[i];
      }
    }
  }

  private void give(byte[] samples, int line, long segment, int plane, Window part, Taker taker) {
    int at = (part.y() - picture.top(segment) - line) * lineBytes;
    taker.take(part, plane, samples, at, part.x() - picture.left(segment), lineBytes);
  }

  @Override
  public void close() {
    codec.close();
  }
}
