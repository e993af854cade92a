package pointwise.raster.envi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileRange;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.util.functional.FutureIO;

/**
 * Ranges of a file that are read together, into one array that is used again. Those that lie close
 * are one. Not safe for concurrent use.
 */
final class EnviRanges {
  /** Bytes between two ranges that are read rather than left out. */
  private static final int GAP = 32 << 10;

  /** Ranges do not grow beyond this. */
  private static final int MOST = 1 << 20;

  private final FSDataInputStream file;
  private byte[] bytes = new byte[0];
  private long[] offsets = new long[16];
  private int[] ends = new int[16];
  private int count;

  EnviRanges(FSDataInputStream file) {
    this.file = file;
  }

  void clear() {
    count = 0;
  }

  /**
   * Adds a range.
   *
   * @return where its first byte will be
   */
  int add(long offset, int length) {
    int end = count == 0 ? 0 : ends[count - 1];
    if (count > 0) {
      int begin = count == 1 ? 0 : ends[count - 2];
      long gap = offset - (offsets[count - 1] + end - begin);
      if (gap >= 0 && gap <= GAP && end - begin + gap + length <= MOST) {
        ends[count - 1] = Math.addExact(end, (int) gap + length);
        return end + (int) gap;
      }
    }
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    offsets[count] = offset;
    ends[count++] = Math.addExact(end, length);
    return end;
  }

  /** Reads the ranges; the array is overwritten by the next ones. */
  byte[] read() throws IOException {
    int all = ends[count - 1];
    if (bytes.length < all) {
      bytes = new byte[all];
    }
    if (count > 1 && file.hasCapability(StreamCapabilities.VECTOREDIO) && areAscending()) {
      readTogether();
      return bytes;
    }
    for (int i = 0, at = 0; i < count; at = ends[i++]) {
      file.readFully(offsets[i], bytes, at, ends[i] - at);
    }
    return bytes;
  }

  /** Ranges that overlap cannot be asked for together. */
  private boolean areAscending() {
    for (int i = 1, at = 0; i < count; at = ends[i++ - 1]) {
      if (offsets[i] < offsets[i - 1] + ends[i - 1] - at) {
        return false;
      }
    }
    return true;
  }

  private void readTogether() throws IOException {
    List<FileRange> wanted = new ArrayList<>();
    for (int i = 0, at = 0; i < count; at = ends[i++]) {
      wanted.add(FileRange.createFileRange(offsets[i], ends[i] - at, at));
    }
    file.readVectored(wanted, ByteBuffer::allocate);
    for (FileRange range : wanted) {
      int at = (int) range.getReference();
      try {
        FutureIO.awaitFuture(range.getData()).get(bytes, at, range.getLength());
      } catch (IOException e) {
        // Alone it is tried again, as every read is.
        file.readFully(range.getOffset(), bytes, at, range.getLength());
      }
    }
  }
}
