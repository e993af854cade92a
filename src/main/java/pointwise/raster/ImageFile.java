package pointwise.raster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import pointwise.text.Text;

/**
 * An open file whose head was read, and is not read again.
 *
 * @param length bytes of the file
 * @param head its first bytes, 512 where it has as many: they tell every format
 * @param beside opens files beside it, for formats of more than one file
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ImageFile(
    String origin, FSDataInputStream file, long length, byte[] head, Beside beside) {
  /** Opens files that lie in the folder of another. */
  @FunctionalInterface
  public interface Beside {
    /**
     * Opens the first that is there of some names.
     *
     * @return null where none is; the caller closes the stream of the file
     */
    ImageFile open(List<String> names) throws IOException;
  }

  private static final int HEAD_BYTES = 512;

  /** A file that was just opened. */
  public static ImageFile of(String origin, FSDataInputStream in, long length, Beside beside)
      throws IOException {
    byte[] head = new byte[HEAD_BYTES];
    int read = in.readNBytes(head, 0, head.length);
    return new ImageFile(origin, in, length, Arrays.copyOf(head, read), beside);
  }

  /** Its name, without folders. */
  public String name() {
    return origin.substring(origin.lastIndexOf('/') + 1);
  }

  /** The same with no files beside it. */
  public ImageFile alone() {
    return new ImageFile(origin, file, length, head, names -> null);
  }

  /** All bytes from the first one on. */
  public InputStream stream() throws IOException {
    file.seek(head.length);
    return new SequenceInputStream(new ByteArrayInputStream(head), file);
  }

  /**
   * The whole file; less where it has become shorter.
   *
   * @throws ImageException if it is larger than the limits allow
   */
  public byte[] readAll(DecodeLimits limits) throws IOException {
    if (length > Math.min(limits.maxBytes(), DecodeLimits.MAX_ARRAY)) {
      throw new ImageException(
          origin,
          ErrorKind.MISMATCH,
          Text.of(
              "the file is too large to be decoded in memory, found %d bytes, expected at most %d: raise %s",
              length, limits.maxBytes(), limits.memorySetting()));
    }
    byte[] bytes = Arrays.copyOf(head, (int) length);
    file.seek(head.length);
    int had = (int) Math.min(head.length, length);
    int read = had + file.readNBytes(bytes, had, bytes.length - had);
    return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
  }
}
