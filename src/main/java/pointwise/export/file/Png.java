package pointwise.export.file;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import pointwise.preview.Scales;
import pointwise.raster.SampleType;
import pointwise.raster.jdk.PngEncoder;

/**
 * A picture of a map, at its own size: bytes of 1, 3 or 4 channels are grey, RGB and RGBA, labels
 * have the colours of their classes. Of other maps the first channel is grey, or the first three
 * are red, green and blue, each from its 2nd to its 98th percentile; what is no number is
 * transparent.
 *
 * @param legend of class maps; null where maps are none
 */
public record Png(Legend legend) implements FileKind {
  private static final int RGB = 3;
  private static final int RGBA = 4;
  private static final int FULL = 255;
  private static final int LABELS = 256;

  /** A picture of ints, and the file, which is no larger. */
  private static final int PIXEL_BYTES = 2 * Integer.BYTES;

  @Override
  public List<String> suffixes() {
    return List.of(".png");
  }

  @Override
  public int channels(SampleType type, int all) {
    return type == SampleType.UINT8 && all == RGBA ? RGBA : all < RGB ? 1 : RGB;
  }

  @Override
  public Cut cut(MapHead head) {
    return Cut.whole(head.height, head.width);
  }

  @Override
  public long memory(MapHead head) {
    return (long) head.height * head.width * (head.pixelBytes() + PIXEL_BYTES);
  }

  @Override
  public byte[] head(MapHead head, int[][] lengths) {
    return new byte[0];
  }

  @Override
  public byte[] block(MapHead head, Samples samples) throws IOException {
    BufferedImage picture =
        head.type != SampleType.UINT8
            ? scaled(head, samples)
            : head.channels == 1 ? bytes(head, samples) : colours(samples);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    PngEncoder.write(picture, png);
    return png.toByteArray();
  }

  /** Labels, or grey. */
  private BufferedImage bytes(MapHead head, Samples samples) {
    BufferedImage picture;
    if (Legend.isOf(legend, head)) {
      byte[][] rgb = new byte[RGB][LABELS];
      for (int label = 0; label < LABELS; label++) {
        for (int c = 0; c < RGB; c++) {
          rgb[c][label] = (byte) (legend.colour(label) >> (8 * (RGB - 1 - c)));
        }
      }
      IndexColorModel colours = new IndexColorModel(8, LABELS, rgb[0], rgb[1], rgb[2]);
      picture =
          new BufferedImage(head.width, head.height, BufferedImage.TYPE_BYTE_INDEXED, colours);
    } else {
      picture = new BufferedImage(head.width, head.height, BufferedImage.TYPE_BYTE_GRAY);
    }
    picture.getRaster().setDataElements(0, 0, head.width, head.height, samples.data());
    return picture;
  }

  private static BufferedImage colours(Samples samples) {
    boolean alpha = samples.channels() == RGBA;
    BufferedImage picture = picture(samples, alpha);
    byte[] data = samples.data();
    int[] line = new int[samples.columns()];
    int at = 0;
    for (int y = 0; y < samples.rows(); y++) {
      for (int x = 0; x < line.length; x++, at += samples.channels()) {
        line[x] =
            ((alpha ? data[at + RGB] : FULL) << 24)
                | ((data[at] & 0xff) << 16)
                | ((data[at + 1] & 0xff) << 8)
                | (data[at + 2] & 0xff);
      }
      picture.setRGB(0, y, line.length, 1, line, 0, line.length);
    }
    return picture;
  }

  private static BufferedImage picture(Samples samples, boolean alpha) {
    int type = alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    return new BufferedImage(samples.columns(), samples.rows(), type);
  }

  private static BufferedImage scaled(MapHead head, Samples samples) {
    Scales scales = Scales.common();
    float[] line = new float[head.width * head.channels];
    boolean gaps = false;
    for (int y = 0; y < head.height; y++) {
      gaps |= read(head, samples, y, line);
      scales.add(line, head.channels);
    }
    BufferedImage picture = picture(samples, gaps);
    int[] pixels = new int[head.width];
    for (int y = 0; y < head.height; y++) {
      read(head, samples, y, line);
      for (int x = 0; x < head.width; x++) {
        pixels[x] = pixel(scales, line, x * head.channels, head.channels);
      }
      picture.setRGB(0, y, head.width, 1, pixels, 0, head.width);
    }
    return picture;
  }

  /** A line as numbers; whether some of them are none. */
  private static boolean read(MapHead head, Samples samples, int y, float[] line) {
    boolean gaps = false;
    ByteBuffer data = samples.buffer();
    for (int i = 0; i < line.length; i++) {
      float sample = samples.type().sample(data, y * line.length + i);
      line[i] = head.isMissing(sample) ? Float.NaN : sample;
      gaps |= Float.isNaN(line[i]);
    }
    return gaps;
  }

  private static int pixel(Scales scales, float[] line, int at, int channels) {
    int argb = FULL;
    for (int c = 0; c < RGB; c++) {
      int channel = channels == 1 ? 0 : c;
      float sample = line[at + channel];
      if (Float.isNaN(sample)) {
        return 0;
      }
      double place = Math.min(Math.max(scales.common(channel).place(sample), 0), 1);
      argb = argb << 8 | (int) Math.round(FULL * place);
    }
    return argb;
  }
}
