package pointwise.raster.jdk;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.SinglePixelPackedSampleModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.FormatReader;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.text.Text;

/**
 * BMP: RGB; through the colour map where there is one. An 8-bit map that is the ramp of greys is
 * one channel, since BMP has no other way to hold grey. A mask of alpha makes a fourth channel of
 * 32-bit pixels; any other fourth byte, and the alpha of 16-bit pixels, the JDK's reader drops.
 * Colours of fewer than 8 bits, as 16-bit pixels have, are scaled to 0..255 and rounded to nearest.
 */
public final class BmpDecoder implements FormatReader {
  private static final int INFO_HEADER = 40;
  private static final int OS2_HEADER = 64;
  private static final int JPEG = 4;
  private static final int PNG = 5;

  @Override
  public Signature signature() {
    return new Signature("BMP", List.of("bmp", "dib"), List.of("BM"));
  }

  @Override
  public DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
    refuseKinds(origin, file);
    return ImageIoDecoder.decode(
        origin,
        "bmp",
        file,
        (decoder, reader) -> {
          decoder.checkSize(limits, false);
          BufferedImage image = reader.read(0);
          boolean narrow =
              image.getSampleModel() instanceof SinglePixelPackedSampleModel model
                  && model.getDataType() == DataBuffer.TYPE_USHORT;
          DecodedImage decoded =
              narrow ? scaled(image.getRaster()) : AwtSamples.of(origin, image, false);
          decoder.refuseReadPastEnd();
          return decoded;
        });
  }

  private static void refuseKinds(String origin, byte[] file) {
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < 14 + INFO_HEADER) {
      return; // of the first kind of OS/2, or cut short: the reader knows
    }
    int size = header.getInt(14);
    if (size == 16 || size == OS2_HEADER) {
      throw new ImageException(
          origin,
          Text.of(
              "the BMP is of OS/2 version 2 (a header of %d bytes), which is not read, expected one of Windows or of OS/2 version 1",
              size));
    }
    int compression = size < INFO_HEADER ? 0 : header.getInt(30);
    if (compression == JPEG || compression == PNG) {
      throw new ImageException(
          origin,
          Text.of(
              "the BMP holds a %s file, which is not read there, expected pixels",
              compression == JPEG ? "JPEG" : "PNG"));
    }
  }

  /** Bits of every channel to 8: {@code v} of {@code b} bits is 255 v / (2^b - 1). */
  private static DecodedImage scaled(Raster raster) {
    int height = raster.getHeight();
    int width = raster.getWidth();
    int[] bits = raster.getSampleModel().getSampleSize();
    byte[] samples = new byte[height * width * bits.length];
    int[] line = new int[width * bits.length];
    for (int y = 0, at = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, line);
      for (int i = 0; i < line.length; i++) {
        int most = (1 << bits[i % bits.length]) - 1;
        samples[at++] = (byte) ((255 * line[i] + most / 2) / most);
      }
    }
    return new DecodedImage(height, width, bits.length, SampleType.UINT8, samples);
  }
}
