package pointwise.learn.labels;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import pointwise.input.LocalFiles;
import pointwise.input.SteadyInput;
import pointwise.raster.ImageException;
import pointwise.raster.npy.NpyDictionary;
import pointwise.raster.npy.NpyHeader;
import pointwise.text.Text;
import pointwise.tile.TilePlan;

/**
 * An open NumPy file of H x W integers in C order, read by seeking, such as the labels of pixels.
 * Not safe for concurrent use.
 */
public final class NpyIntegers implements Closeable {
  /**
   * The size of an array.
   *
   * @param height lines
   * @param width numbers per line
   */
  public record Size(int height, int width) {
    @Override
    public String toString() {
      return height + " x " + width;
    }
  }

  private final FileStatus file;
  private final NpyHeader header;
  private final FSDataInputStream in;

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

  /** The file as it was when it was opened. */
  public FileStatus file() {
    return file;
  }

  /** The size of the array. */
  public Size size() {
    return new Size(header.height(), header.width());
  }

  /**
   * Lines {@code y} to {@code y + rows}, rows x width; numbers of uint64 above 2^63 are negative.
   */
  public long[] lines(int y, int rows) throws IOException {
    byte[] stored = new byte[Math.toIntExact(rows * header.lineBytes())];
    in.readFully(header.dataOffset() + y * header.lineBytes(), stored, 0, stored.length);
    ByteBuffer buffer =
        ByteBuffer.wrap(stored)
            .order(
                header.descr().charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    long[] numbers = new long[rows * header.width()];
    long mask = isUnsigned() ? -1L >>> (Long.SIZE - Byte.SIZE * header.storedBytes()) : -1L;
    switch (header.storedBytes()) {
      case 1 -> {
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = stored[i] & mask;
        }
      }
      case 2 -> {
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = buffer.getShort() & mask;
        }
      }
      case 4 -> {
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = buffer.getInt() & mask;
        }
      }
      default -> buffer.asLongBuffer().get(numbers);
    }
    return numbers;
  }

  /**
   * Whether a number of the array is {@code value}, which a large one of uint64 only looks like.
   */
  public boolean equal(long number, long value) {
    return number == value && (value >= 0 || !isUnsigned());
  }

  /** The number as people write it. */
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
