package pointwise.export.file;

import java.nio.charset.StandardCharsets;
import java.util.List;
import pointwise.raster.SampleType;

/**
 * ENVI's flat file, each line band by band (BIL), and its header beside it.
 *
 * @param legend of class maps; null where maps are none
 */
public record Envi(Legend legend) implements FileKind {
  private static final long BLOCK_BYTES = 4L << 20;

  @Override
  public List<String> suffixes() {
    return List.of(".img", ".hdr");
  }

  /** ENVI has no float16. */
  @Override
  public SampleType type(SampleType type) {
    return type == SampleType.FLOAT16 ? SampleType.FLOAT32 : type;
  }

  @Override
  public Cut cut(MapHead head) {
    return Cut.lines(head, BLOCK_BYTES);
  }

  /** A header has a rotation and sizes of pixels alone, no shear. */
  @Override
  public boolean holds(double[] transform) {
    return EnviHeader.holds(transform);
  }

  @Override
  public byte[] block(MapHead head, Samples samples) {
    int bytes = head.type.bytes();
    int columns = samples.columns();
    byte[] lines = new byte[samples.rows() * columns * head.pixelBytes()];
    int to = 0;
    for (int y = 0; y < samples.rows(); y++) {
      for (int band = 0; band < head.channels; band++) {
        int from = (y * columns * head.channels + band) * bytes;
        for (int x = 0; x < columns; x++, from += head.pixelBytes()) {
          for (int i = 0; i < bytes; i++) {
            lines[to++] = samples.data()[from + i];
          }
        }
      }
    }
    return lines;
  }

  @Override
  public byte[] head(MapHead head, int[][] lengths) {
    return new byte[0];
  }

  @Override
  public byte[] beside(MapHead head) {
    return EnviHeader.of(head, Legend.isOf(legend, head) ? legend : null)
        .getBytes(StandardCharsets.UTF_8);
  }
}
