package pointwise.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ParquetFileWriter;

/**
 * The pages of one binary column in one row group: data pages of version 1, PLAIN, without
 * dictionary and statistics. Small values share pages and are copied into one buffer, which the
 * next row group uses again; a large one has a page of its own that refers to the caller's bytes.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/data-pages/">Data pages</a>
 */
final class DataPages {
  /** A page ends when it has this many bytes. */
  private static final int PAGE_BYTES = 1 << 20;

  /** A value of this many bytes is not copied. */
  private static final int LARGE_BYTES = 4 << 20;

  /** Values that lie in the buffer from {@code begin} to {@code end}, and their levels. */
  private record Page(int values, BytesInput levels, int begin, int end) {}

  private final ColumnDescriptor column;
  private final BytesInputCompressor compressor;
  private final RunLengthBitPackingHybridEncoder levels =
      new RunLengthBitPackingHybridEncoder(1, 64, PAGE_BYTES, new HeapByteBufferAllocator());
  private final List<Page> pages = new ArrayList<>();
  private byte[] buffer = new byte[PAGE_BYTES];
  private int filled;

  /** The open page. */
  private int pageBegin;

  private int pageValues;

  /** A value that was not copied, whose page is the last. */
  private BytesInput large;

  DataPages(ColumnDescriptor column, BytesInputCompressor compressor) {
    this.column = column;
    this.compressor = compressor;
  }

  /** Bytes that are kept for the row group. */
  int bytes() {
    return filled;
  }

  /** Whether a page refers to the bytes of the last value: then it is time to {@link #flush}. */
  boolean refersToValue() {
    return large != null;
  }

  /** Appends a null. */
  void addNull() throws IOException {
    level(0);
  }

  /** Appends the first {@code size} bytes as a value. */
  void add(byte[] bytes, int size) throws IOException {
    if (size >= LARGE_BYTES) {
      endPage();
      level(1);
      endPage();
      large = BytesInput.from(bytes, 0, size);
      return;
    }
    level(1);
    if (buffer.length - filled < Integer.BYTES + size) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * filled, filled + Integer.BYTES + size));
    }
    ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN).putInt(filled, size);
    filled += Integer.BYTES;
    System.arraycopy(bytes, 0, buffer, filled, size);
    filled += size;
    if (filled - pageBegin >= PAGE_BYTES) {
      endPage();
    }
  }

  /** The definition level of a value: 1, or 0 for a null. */
  private void level(int level) throws IOException {
    levels.writeInt(level);
    pageValues++;
  }

  private void endPage() throws IOException {
    if (pageValues > 0) {
      ByteArrayOutputStream run = new ByteArrayOutputStream();
      levels.toBytes().writeAllTo(run);
      levels.reset();
      pages.add(
          new Page(
              pageValues,
              BytesInput.concat(BytesInput.fromInt(run.size()), BytesInput.from(run)),
              pageBegin,
              filled));
      pageBegin = filled;
      pageValues = 0;
    }
  }

  /** Writes the pages as the next column chunk of the open row group, and forgets them. */
  void flush(ParquetFileWriter file) throws IOException {
    endPage();
    file.startColumn(
        column, pages.stream().mapToLong(Page::values).sum(), compressor.getCodecName());
    for (int i = 0; i < pages.size(); i++) {
      Page page = pages.get(i);
      boolean last = i == pages.size() - 1;
      write(
          file,
          page.values,
          last && large != null
              ? BytesInput.concat(page.levels, BytesInput.fromInt((int) large.size()), large)
              : BytesInput.concat(
                  page.levels, BytesInput.from(buffer, page.begin, page.end - page.begin)));
    }
    file.endColumn();
    pages.clear();
    filled = 0;
    pageBegin = 0;
    large = null;
  }

  private void write(ParquetFileWriter file, int values, BytesInput page) throws IOException {
    file.writeDataPage(
        values,
        Math.toIntExact(page.size()),
        compressor.compress(page),
        Statistics.noopStats(column.getPrimitiveType()),
        values,
        Encoding.RLE,
        Encoding.RLE,
        Encoding.PLAIN);
  }
}
