package pointwise.raster.jdk;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.SinglePixelPackedSampleModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import pointwise.raster.DecodedImage;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.text.Text;

/**
 * The samples of a decoded picture as the file has them: from the raster, with the band offsets
 * resolved (BGR to RGB), never through {@code getRGB}, which converts to 8-bit sRGB.
 */
public final class AwtSamples {
  private static final int[] BGR = {2, 1, 0};

  private AwtSamples() {}

  /**
   * The samples of a picture, palette images through their colour map.
   *
   * @param greyMap whether a colour map is only how the JDK holds grey of fewer than 8 bits; then
   *     there is one channel, else three, or four where a colour is not opaque
   */
  public static DecodedImage of(String origin, BufferedImage image, boolean greyMap) {
    Raster raster = image.getRaster();
    return image.getColorModel() instanceof IndexColorModel map
        ? mapped(raster, map, greyMap ? 1 : map.getNumComponents())
        : of(origin, raster);
  }

  /** The samples of a raster without a colour map. */
  public static DecodedImage of(String origin, Raster raster) {
    int h = raster.getHeight();
    int w = raster.getWidth();
    int bands = raster.getNumBands();
    SampleType type = type(origin, raster);
    byte[] own = packed(raster);
    if (own != null) {
      return new DecodedImage(h, w, bands, type, own);
    }
    byte[] samples = new byte[Math.multiplyExact(Math.multiplyExact(h, w), bands * type.bytes())];
    if (type == SampleType.UINT8
        && raster.getSampleModel() instanceof ComponentSampleModel model
        && raster.getDataBuffer() instanceof DataBufferByte buffer
        && buffer.getNumBanks() == 1) {
      interleaved(raster, model, buffer, samples);
      return new DecodedImage(h, w, bands, type, samples);
    }
    return new DecodedImage(h, w, bands, type, samples, 0, line(raster, type, samples));
  }

  /**
   * The array of the raster itself, reversed in place from BGR to RGB where it has to be; the
   * picture is not used afterwards. This is the path of 8-bit RGB.
   *
   * @return null where the layout is another
   */
  private static byte[] packed(Raster raster) {
    if (!(raster.getDataBuffer() instanceof DataBufferByte buffer)
        || !(raster.getSampleModel() instanceof PixelInterleavedSampleModel model)
        || raster.getParent() != null
        || buffer.getNumBanks() != 1
        || buffer.getOffset() != 0) {
      return null;
    }
    byte[] samples = buffer.getData();
    int[] offsets = model.getBandOffsets();
    int bands = offsets.length;
    int line = raster.getWidth() * bands;
    if (model.getPixelStride() != bands
        || model.getScanlineStride() != line
        || (long) line * raster.getHeight() != samples.length) {
      return null;
    }
    if (bands == 3 && Arrays.equals(offsets, BGR)) {
      for (int i = 0; i < samples.length - 2; i += 3) {
        byte blue = samples[i];
        samples[i] = samples[i + 2];
        samples[i + 2] = blue;
      }
      return samples;
    }
    for (int c = 0; c < bands; c++) {
      if (offsets[c] != c) {
        return null;
      }
    }
    return samples;
  }

  private static void interleaved(
      Raster raster, ComponentSampleModel model, DataBufferByte buffer, byte[] out) {
    byte[] in = buffer.getData();
    int[] offsets = model.getBandOffsets();
    int step = model.getPixelStride();
    int w = raster.getWidth();
    int bands = offsets.length;
    int first =
        buffer.getOffset()
            - raster.getSampleModelTranslateY() * model.getScanlineStride()
            - raster.getSampleModelTranslateX() * step;
    for (int y = 0; y < raster.getHeight(); y++) {
      int from = first + y * model.getScanlineStride();
      int to = y * w * bands;
      for (int c = 0; c < bands; c++) {
        int at = from + offsets[c];
        for (int x = 0; x < w; x++) {
          out[to + x * bands + c] = in[at + x * step];
        }
      }
    }
  }

  /**
   * Any other layout, a line at a time.
   *
   * @return how many samples are rounded
   */
  private static long line(Raster raster, SampleType type, byte[] out) {
    ByteBuffer buffer = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
    int n = raster.getWidth() * raster.getNumBands();
    int[] ints = type == SampleType.FLOAT32 ? null : new int[n];
    double[] doubles = type == SampleType.FLOAT32 ? new double[n] : null;
    long inexact = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      int row = raster.getMinY() + y;
      if (doubles != null) {
        raster.getPixels(raster.getMinX(), row, raster.getWidth(), 1, doubles);
        for (double sample : doubles) {
          buffer.putFloat((float) sample);
          inexact += SampleType.isRounded(sample) ? 1 : 0;
        }
      } else {
        raster.getPixels(raster.getMinX(), row, raster.getWidth(), 1, ints);
        for (int sample : ints) {
          if (type == SampleType.UINT8) {
            buffer.put((byte) sample);
          } else {
            buffer.putShort((short) sample);
          }
        }
      }
    }
    return inexact;
  }

  private static DecodedImage mapped(Raster raster, IndexColorModel map, int channels) {
    byte[][] table = new byte[4][Math.max(256, map.getMapSize())];
    map.getReds(table[0]);
    map.getGreens(table[1]);
    map.getBlues(table[2]);
    map.getAlphas(table[3]);
    return mapped(raster, table, channels);
  }

  /**
   * The colours of a raster of indices.
   *
   * @param table for every channel the sample of every index
   * @param channels how many of them to take
   */
  public static DecodedImage mapped(Raster raster, byte[][] table, int channels) {
    int h = raster.getHeight();
    int w = raster.getWidth();
    byte[] samples = new byte[Math.multiplyExact(Math.multiplyExact(h, w), channels)];
    int[] indices = new int[w];
    int at = 0;
    for (int y = 0; y < h; y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, w, 1, 0, indices);
      for (int index : indices) {
        for (int c = 0; c < channels; c++) {
          samples[at++] = table[c][index];
        }
      }
    }
    return new DecodedImage(h, w, channels, SampleType.UINT8, samples);
  }

  private static SampleType type(String origin, Raster raster) {
    int[] bits = raster.getSampleModel().getSampleSize();
    for (int b : bits) {
      if (b != bits[0]) {
        throw new ImageException(origin, "the channels differ in bits per sample");
      }
    }
    int kind = raster.getTransferType();
    if (raster.getSampleModel() instanceof SinglePixelPackedSampleModel && bits[0] < 8) {
      throw new ImageException(
          origin, Text.of("samples of %d bits in packed pixels are not read, expected 8", bits[0]));
    }
    if (bits[0] == 8 && kind != DataBuffer.TYPE_FLOAT && kind != DataBuffer.TYPE_DOUBLE) {
      return SampleType.UINT8;
    }
    return switch (kind) {
      case DataBuffer.TYPE_USHORT -> SampleType.UINT16;
      case DataBuffer.TYPE_SHORT -> SampleType.INT16;
      case DataBuffer.TYPE_FLOAT, DataBuffer.TYPE_DOUBLE -> SampleType.FLOAT32;
      default ->
          throw new ImageException(
              origin,
              Text.of(
                  "samples of %d bits in %d channels are not read, expected 8 or 16 bits or 32-bit float",
                  bits[0], bits.length));
    };
  }
}
