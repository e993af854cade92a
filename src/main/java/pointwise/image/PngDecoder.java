package pointwise.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * PNG of every depth and colour type. A transparent colour ({@code tRNS}) becomes an alpha channel
 * in grey and RGB too: 0 where a pixel has that colour, else opaque.
 */
final class PngDecoder {
  private PngDecoder() {}

  static DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
    PngChunks chunks = PngChunks.check(origin, file);
    return ImageIoDecoder.decode(
        origin,
        "png",
        file,
        (decoder, reader) -> {
          decoder.checkSize(limits, chunks.colourType() == 0);
          decoder.forgetWarnings();
          DecodedImage image = RasterSamples.of(origin, reader.read(0), chunks.colourType() == 0);
          if (chunks.greyKey() >= 0 && image.channels() == 2) {
            keyedAlpha(image, chunks);
          }
          return image;
        });
  }

  /** The JDK compares key and sample at other scales for some depths: alpha is made anew. */
  private static void keyedAlpha(DecodedImage image, PngChunks chunks) {
    int scale = chunks.bits() < 8 ? 255 / ((1 << chunks.bits()) - 1) : 1;
    int transparent = chunks.greyKey() * scale;
    ByteBuffer samples = ByteBuffer.wrap(image.samples()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < image.height() * image.width(); i++) {
      boolean visible = (int) image.type().sample(samples, 2 * i) != transparent;
      if (image.type() == SampleType.UINT8) {
        samples.put(2 * i + 1, (byte) (visible ? 255 : 0));
      } else {
        samples.putShort(4 * i + 2, (short) (visible ? 65535 : 0));
      }
    }
  }
}
