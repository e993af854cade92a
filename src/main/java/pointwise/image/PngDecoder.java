package pointwise.image;

/**
 * PNG of every depth and colour type. A transparent colour ({@code tRNS}) becomes an alpha channel
 * in grey and RGB too: 0 where a pixel has that colour, else opaque.
 */
final class PngDecoder {
  private PngDecoder() {}

  static DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
    return ImageIoDecoder.decode(
        origin,
        "png",
        file,
        (decoder, reader) -> {
          limits.check(origin, reader.getHeight(0), reader.getWidth(0), 1, 1);
          PngChunks chunks = PngChunks.check(origin, file);
          decoder.checkSize(limits, chunks.colourType() == 0);
          decoder.forgetWarnings();
          DecodedImage image = RasterSamples.of(origin, reader.read(0), chunks.colourType() == 0);
          if (chunks.greyKey() >= 0 && chunks.bits() < 8 && image.channels() == 2) {
            keyedAlpha(image.samples(), chunks);
          }
          return image;
        });
  }

  /** The JDK compares the scaled sample with the unscaled key: alpha below 8 bits is redone. */
  private static void keyedAlpha(byte[] samples, PngChunks chunks) {
    int transparent = chunks.greyKey() * 255 / ((1 << chunks.bits()) - 1);
    for (int i = 0; i < samples.length; i += 2) {
      samples[i + 1] = (byte) ((samples[i] & 0xff) == transparent ? 0 : 255);
    }
  }
}
