package pointwise.raster.tiff;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * The bytes of a TIFF file by their place: in memory, or read where they are asked for. What a
 * directory says is read in pages, of which the last ones are kept. A file that cannot be read is
 * an {@link UncheckedIOException}. Not safe for concurrent use.
 */
final class TiffBytes {
  private static final int PAGE_BYTES = 1 << 15;
  private static final int PAGES = 64;
  private static final int BIG = 43;

  private final byte[] array;
  private final FSDataInputStream in;
  private final long length;
  private final ByteOrder order;
  private final Map<Long, byte[]> pages =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
          return size() > PAGES;
        }
      };
  private byte[] page;
  private long pageNumber = -1;

  private TiffBytes(byte[] array, FSDataInputStream in, long length) {
    this.array = array;
    this.in = in;
    this.length = length;
    this.order = length > 0 && u1(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
  }

  static TiffBytes of(byte[] file) {
    return new TiffBytes(file, null, file.length);
  }

  static TiffBytes of(FSDataInputStream in, long length) {
    return new TiffBytes(null, in, length);
  }

  long length() {
    return length;
  }

  /** The byte order of the file. */
  ByteOrder order() {
    return order;
  }

  /** Whether its places and counts are of 64 bits. */
  boolean bigTiff() {
    return length >= 4 && u2(2) == BIG;
  }

  /** Copies bytes that are in the file. */
  void read(long at, byte[] out, int off, int len) {
    if (array != null) {
      System.arraycopy(array, (int) at, out, off, len);
      return;
    }
    try {
      in.readFully(at, out, off, len);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int u1(long at) {
    if (array != null) {
      return array[(int) at] & 0xff;
    }
    long number = at / PAGE_BYTES;
    if (number != pageNumber) {
      page = pages.computeIfAbsent(number, this::page);
      pageNumber = number;
    }
    return page[(int) (at % PAGE_BYTES)] & 0xff;
  }

  private byte[] page(long number) {
    long from = number * PAGE_BYTES;
    byte[] bytes = new byte[(int) Math.min(PAGE_BYTES, length - from)];
    read(from, bytes, 0, bytes.length);
    return bytes;
  }

  int u2(long at) {
    return (int) number(at, 2);
  }

  long u4(long at) {
    return number(at, 4);
  }

  /** A number of up to 8 bytes; one of 8 may come out negative. */
  long number(long at, int bytes) {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number = number << 8 | u1(order == ByteOrder.BIG_ENDIAN ? at + i : at + bytes - 1 - i);
    }
    return number;
  }
}
