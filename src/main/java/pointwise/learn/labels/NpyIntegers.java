package pointwise.learn.labels;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import pointwise.input.LocalFiles;
import pointwise.input.SteadyInput;
import pointwise.raster.ImageException;
import pointwise.raster.Window;
import pointwise.raster.npy.NpyDictionary;
import pointwise.raster.npy.NpyHeader;
import pointwise.text.Text;
import pointwise.tile.TilePlan;

/**
 * An open NumPy file of H x W integers in C order, read by seeking, such as the labels of pixels.
 * Not safe for concurrent use.
 */
public final class NpyIntegers implements LabelFile {
  private final FileStatus file;
  private final NpyHeader header;
  private final FSDataInputStream in;

  /** Lines that were read last, as they are stored, and the first of them. */
  private byte[] held;

  private int heldY;

  private NpyIntegers(FileStatus file, NpyHeader header, FSDataInputStream in) {
    this.file = file;
    this.header = header;
    this.in = in;
  }

  /**
   * Opens a file of int8, uint8, int16, uint16, int32, uint32, int64 or uint64, little- or
   * big-endian.
   *
   * @throws ImageException if it holds anything else, is in Fortran order, or does not fit its
   *     header
   * @throws FileNotFoundException if it is not there
   */
  public static NpyIntegers open(Configuration configuration, String file) throws IOException {
    Path path = new Path(file);
    FileSystem fs = LocalFiles.of(configuration, path);
    FileStatus status = fs.getFileStatus(path);
    if (status.isDirectory()) {
      throw new ImageException(file, "it is a folder, expected a file");
    }
    LocalFiles.requireRegular(fs, path);
    FSDataInputStream in = SteadyInput.open(configuration, status);
    try {
      NpyHeader header = NpyHeader.parse(file, in, NpyDictionary.Content.LABELS);
      check(file, header, status.getLen());
      return new NpyIntegers(status, header, in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static void check(String file, NpyHeader header, long length) {
    if (header.channels() != 1) {
      throw new ImageException(
          file,
          Text.of(
              "found an array of %d x %d x %d, expected height x width",
              header.height(), header.width(), header.channels()));
    }
    if (header.fortranOrder()) {
      throw new ImageException(
          file, "found Fortran order, expected C order: save numpy.ascontiguousarray of the array");
    }
    if (header.lineBytes() > TilePlan.LINE_BYTES) {
      throw new ImageException(
          file,
          Text.of(
              "a line is too large, found %d bytes, expected at most %d",
              header.lineBytes(), TilePlan.LINE_BYTES));
    }
    if (header.fileBytes() != length) {
      throw new ImageException(
          file,
          Text.of(
              "the file does not fit its header, found %d bytes, expected %d",
              length, header.fileBytes()));
    }
  }

  /** The size of the picture in a NumPy file, as far as its header tells. */
  public static Optional<Size> ofPicture(Configuration configuration, String file)
      throws IOException {
    try (InputStream in = SteadyInput.open(configuration, new Path(file))) {
      NpyHeader header = NpyHeader.parse(file, in);
      return Optional.of(new Size(header.height(), header.width()));
    } catch (ImageException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<FileStatus> files() {
    return List.of(file);
  }

  /** The size of the array. */
  @Override
  public Size size() {
    return new Size(header.height(), header.width());
  }

  /** Numbers of uint64 above 2^63 are negative. Lines of narrow windows are read once. */
  @Override
  public long[] window(Window window) throws IOException {
    if (held == null || heldY != window.y() || held.length != window.rows() * header.lineBytes()) {
      held = new byte[Math.toIntExact(window.rows() * header.lineBytes())];
      heldY = window.y();
      in.readFully(header.dataOffset() + heldY * header.lineBytes(), held, 0, held.length);
    }
    ByteBuffer buffer =
        ByteBuffer.wrap(held)
            .order(
                header.descr().charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    long[] numbers = new long[window.pixels()];
    long mask = isUnsigned() ? -1L >>> (Long.SIZE - Byte.SIZE * header.storedBytes()) : -1L;
    int size = header.storedBytes();
    int to = 0;
    for (int row = 0; row < window.rows(); row++) {
      int from = (row * header.width() + window.x()) * size;
      for (int at = from; at < from + window.columns() * size; at += size) {
        long number =
            switch (size) {
              case 1 -> buffer.get(at);
              case 2 -> buffer.getShort(at);
              case 4 -> buffer.getInt(at);
              default -> buffer.getLong(at);
            };
        numbers[to++] = number & mask;
      }
    }
    return numbers;
  }

  @Override
  public boolean isNone(long number) {
    return false;
  }

  /**
   * Whether a number of the array is {@code value}, which a large one of uint64 only looks like.
   */
  @Override
  public boolean equal(long number, long value) {
    return number == value && (value >= 0 || !isUnsigned());
  }

  @Override
  public String text(long number) {
    return isUnsigned() ? Long.toUnsignedString(number) : Long.toString(number);
  }

  private boolean isUnsigned() {
    return header.descr().charAt(1) == 'u';
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
