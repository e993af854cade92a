package pointwise.raster.jdk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.FormatReader;
import pointwise.raster.SampleType;

/**
 * PNG of every depth and colour type. A transparent colour ({@code tRNS}) becomes an alpha channel
 * in grey and RGB too: 0 where a pixel has that colour, else opaque.
 */
public final class PngDecoder implements FormatReader {
  @Override
  public Signature signature() {
    return new Signature("PNG", List.of("png"), List.of("\u0089PNG\r\n\u001a\n"));
  }

  @Override
  public DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
    PngChunks chunks = PngChunks.check(origin, file);
    return ImageIoDecoder.decode(
        origin,
        "png",
        file,
        (decoder, reader) -> {
          decoder.checkSize(limits, chunks.colourType() == 0);
          decoder.forgetWarnings();
          DecodedImage image = AwtSamples.of(origin, reader.read(0), chunks.colourType() == 0);
          int key = chunks.key().length;
          if (key > 0 && image.channels() == key + 1) {
            keyedAlpha(image, chunks);
          }
          return image.withUnread(chunks.frames());
        });
  }

  /**
   * The JDK compares key and sample at other scales for some depths, and bits of the key beyond the
   * depth, which do not count: alpha is made anew.
   */
  private static void keyedAlpha(DecodedImage image, PngChunks chunks) {
    int scale = chunks.bits() < 8 ? 255 / ((1 << chunks.bits()) - 1) : 1;
    int[] key = chunks.key();
    int channels = image.channels();
    ByteBuffer samples = ByteBuffer.wrap(image.samples()).order(ByteOrder.LITTLE_ENDIAN);
    for (int alpha = key.length;
        alpha < image.height() * image.width() * channels;
        alpha += channels) {
      boolean visible = false;
      for (int c = 0; c < key.length; c++) {
        visible |= (int) image.type().sample(samples, alpha - key.length + c) != key[c] * scale;
      }
      if (image.type() == SampleType.UINT8) {
        samples.put(alpha, (byte) (visible ? 255 : 0));
      } else {
        samples.putShort(2 * alpha, (short) (visible ? 65535 : 0));
      }
    }
  }
}
