package pointwise.export.file;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.Deflater;
import pointwise.raster.SampleType;

/**
 * The bytes of a tile or strip: lines of one length, each by a predictor, then deflate.
 *
 * @see <a href="https://www.adobe.io/content/dam/udp/en/open/standards/tiff/TIFFPM6.pdf">TIFF 6.0,
 *     section 14</a>
 * @see <a href="http://chriscox.org/TIFFTN3d1.pdf">TIFF Technical Note 3</a>
 */
final class TiffBlock {
  static final int NO_PREDICTOR = 1;
  static final int DIFFERENCES = 2;
  static final int FLOATING = 3;

  /** zlib's quickest. */
  private static final int DEFLATE_LEVEL = Deflater.BEST_SPEED;

  private static final int BUFFER = 1 << 16;

  private TiffBlock() {}

  /** The predictor that makes samples of a type smaller; labels have none. */
  static int predictor(SampleType type, boolean labels) {
    return labels ? NO_PREDICTOR : type == SampleType.FLOAT32 ? FLOATING : DIFFERENCES;
  }

  /**
   * Encodes samples.
   *
   * @param rows lines of the block; those beyond the samples are zeros
   * @param columns pixels of a line; those beyond the samples are zeros
   */
  static byte[] encode(Samples samples, int rows, int columns, int predictor) {
    int from = samples.columns() * samples.pixelBytes();
    int to = columns * samples.pixelBytes();
    byte[] line = new byte[to];
    byte[] predicted = new byte[to];
    ByteArrayOutputStream out = new ByteArrayOutputStream(BUFFER);
    Deflater deflater = new Deflater(DEFLATE_LEVEL);
    try {
      byte[] buffer = new byte[BUFFER];
      for (int row = 0; row < rows; row++) {
        if (row < samples.rows()) {
          System.arraycopy(samples.data(), row * from, line, 0, from);
        } else {
          Arrays.fill(line, (byte) 0);
        }
        predict(samples.type(), samples.channels(), predictor, line, predicted);
        deflater.setInput(predicted);
        while (!deflater.needsInput()) {
          out.write(buffer, 0, deflater.deflate(buffer));
        }
      }
      deflater.finish();
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }

  /** A line by a predictor: differences of neighbours, channel by channel. */
  static void predict(SampleType type, int channels, int predictor, byte[] line, byte[] to) {
    switch (predictor) {
      case FLOATING -> {
        // First all bytes with signs and exponents, last those that are nearly noise.
        int samples = line.length / Float.BYTES;
        for (int plane = 0; plane < Float.BYTES; plane++) {
          for (int i = 0; i < samples; i++) {
            to[plane * samples + i] = line[i * Float.BYTES + Float.BYTES - 1 - plane];
          }
        }
        for (int i = to.length - 1; i >= channels; i--) {
          to[i] -= to[i - channels];
        }
      }
      case DIFFERENCES -> {
        System.arraycopy(line, 0, to, 0, line.length);
        if (type.bytes() == 1) {
          for (int i = to.length - 1; i >= channels; i--) {
            to[i] -= to[i - channels];
          }
        } else {
          for (int i = to.length - 2; i >= 2 * channels; i -= 2) {
            int difference = word(to, i) - word(to, i - 2 * channels);
            to[i] = (byte) difference;
            to[i + 1] = (byte) (difference >> 8);
          }
        }
      }
      default -> System.arraycopy(line, 0, to, 0, line.length);
    }
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8);
  }
}
