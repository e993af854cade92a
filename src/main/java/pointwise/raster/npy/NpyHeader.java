package pointwise.raster.npy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.text.Text;

/**
 * The header of a NumPy {@code .npy} file, versions 1 to 3, that holds a picture.
 *
 * @param height lines
 * @param width pixels per line
 * @param channels samples per pixel; 1 for an array of two dimensions
 * @param descr NumPy's name of the stored type, for example {@code <u2} or {@code >f8}
 * @param fortranOrder whether the first index (the line) varies fastest in the file
 * @param dataOffset bytes before the first sample
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The
 *     format</a>
 */
public record NpyHeader(
    int height, int width, int channels, String descr, boolean fortranOrder, long dataOffset) {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER = 1 << 16;

  /** The header of a picture; the other form for what else an array may hold. */
  public static NpyHeader parse(String origin, InputStream in) throws IOException {
    return parse(origin, in, NpyDictionary.Content.SAMPLES);
  }

  /**
   * Reads a header and leaves the stream at the first sample.
   *
   * @throws ImageException when it is cut short, corrupt, or of an array that is no picture
   * @throws IOException when the stream fails; nothing is said of the file then
   */
  public static NpyHeader parse(String origin, InputStream in, NpyDictionary.Content content)
      throws IOException {
    byte[] start = part(origin, in, 8);
    if (!Arrays.equals(MAGIC, Arrays.copyOf(start, MAGIC.length))) {
      throw new ImageException(origin, "the leading bytes are not those of a npy file");
    }
    int version = start[6];
    if (version < 1 || version > 3) {
      throw new ImageException(
          origin, Text.of("the npy version is unknown, found %d, expected 1 to 3", version & 0xff));
    }
    int lengthBytes = version == 1 ? 2 : 4;
    byte[] size = Arrays.copyOf(part(origin, in, lengthBytes), 4);
    long length = ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffffffffL;
    if (length > MAX_HEADER) {
      throw new ImageException(
          origin,
          Text.of(
              "the npy header is too long, found %d bytes, expected at most %d",
              length, MAX_HEADER));
    }
    byte[] text = part(origin, in, (int) length);
    NpyDictionary dictionary =
        NpyDictionary.parse(
            origin,
            new String(text, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1),
            content);
    NpyHeader header =
        new NpyHeader(
            dictionary.height(),
            dictionary.width(),
            dictionary.channels(),
            dictionary.descr(),
            dictionary.fortranOrder(),
            8L + lengthBytes + length);
    try {
      header.fileBytes();
    } catch (ArithmeticException e) {
      throw new ImageException(
          origin,
          "the npy shape is too large, found "
              + List.of(header.height, header.width, header.channels),
          e);
    }
    return header;
  }

  private static byte[] part(String origin, InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new ImageException(
          origin,
          Text.of(
              "the npy header is cut short, found %d bytes of a part, expected %d",
              bytes.length, length));
    }
    return bytes;
  }

  /** The type of the decoded samples: float32 where the stored type is none of ours. */
  public SampleType type() {
    return switch (descr.substring(1)) {
      case "u1" -> SampleType.UINT8;
      case "u2" -> SampleType.UINT16;
      case "i2" -> SampleType.INT16;
      default -> SampleType.FLOAT32;
    };
  }

  /** Bytes of a stored sample. */
  public int storedBytes() {
    return descr.charAt(2) - '0';
  }

  /** Bytes of a line in the file, in C order. */
  public long lineBytes() {
    return Math.multiplyExact((long) width * channels, (long) storedBytes());
  }

  /** Bytes of the whole file. */
  public long fileBytes() {
    return Math.addExact(dataOffset, Math.multiplyExact(lineBytes(), (long) height));
  }

  /** Whether lines are contiguous in the file, so that a strip can be read without the rest. */
  public boolean lineReadable() {
    return !fortranOrder;
  }
}
