package pointwise.export.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import pointwise.raster.SampleType;
import pointwise.text.Text;

/**
 * NumPy's {@code .npy}, version 1.0: an array of lines x columns x channels in C order.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The
 *     format</a>
 */
public record Npy() implements FileKind {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNMENT = 64;
  private static final long BLOCK_BYTES = 4L << 20;

  @Override
  public List<String> suffixes() {
    return List.of(".npy");
  }

  @Override
  public Cut cut(MapHead head) {
    return Cut.lines(head, BLOCK_BYTES);
  }

  @Override
  public byte[] block(MapHead head, Samples samples) {
    return Arrays.copyOf(samples.data(), samples.rows() * samples.columns() * head.pixelBytes());
  }

  @Override
  public byte[] head(MapHead head, int[][] lengths) {
    String dictionary =
        Text.of(
            "{'descr': '%s', 'fortran_order': False, 'shape': (%d, %d, %d), }",
            descr(head.type), head.height, head.width, head.channels);
    int before = MAGIC.length + Short.BYTES;
    int length = -Math.floorDiv(-(before + dictionary.length() + 1), ALIGNMENT) * ALIGNMENT;
    byte[] bytes = Arrays.copyOf(MAGIC, length);
    Arrays.fill(bytes, before, length - 1, (byte) ' ');
    bytes[length - 1] = '\n';
    bytes[MAGIC.length] = (byte) (length - before);
    bytes[MAGIC.length + 1] = (byte) ((length - before) >> 8);
    byte[] text = dictionary.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, bytes, before, text.length);
    return bytes;
  }

  private static String descr(SampleType type) {
    return switch (type) {
      case UINT8 -> "|u1";
      case UINT16 -> "<u2";
      case INT16 -> "<i2";
      case FLOAT16 -> "<f2";
      case FLOAT32 -> "<f4";
    };
  }
}
