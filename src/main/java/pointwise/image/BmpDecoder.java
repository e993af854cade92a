package pointwise.image;

/**
 * BMP: RGB; through the colour map where there is one. An 8-bit map that is the ramp of greys is
 * one channel, since BMP has no other way to hold grey. The JDK's reader drops the fourth byte of
 * 32-bit pixels.
 */
final class BmpDecoder {
  private BmpDecoder() {}

  static DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
    return ImageIoDecoder.decode(
        origin,
        "bmp",
        file,
        (decoder, reader) -> {
          decoder.checkSize(limits, false);
          DecodedImage image = RasterSamples.of(origin, reader.read(0), false);
          decoder.refuseReadPastEnd();
          return image;
        });
  }
}
