package pointwise.image;

/**
 * JPEG: baseline and progressive, grey, YCbCr, RGB, CMYK and YCCK.
 *
 * <p>The JDK's reader returns a picture for a file that is cut short or has flipped bytes and only
 * warns. On {@link JpegHeader#plain} the warnings seen are "Truncated File - Missing EOI marker",
 * "Premature end of JPEG file", "Corrupt JPEG data: bad Huffman code", "... premature end of data
 * segment", "... N extraneous bytes before marker 0xNN", "... found marker 0xNN instead of RSTn"
 * and "Inconsistent progression sequence": all are about the samples, so any warning makes the file
 * malformed. Flips that leave a valid Huffman code are not detectable: JPEG has no checksum.
 */
final class JpegDecoder {
  private JpegDecoder() {}

  static DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
    JpegHeader header = JpegHeader.parse(origin, file);
    limits.check(origin, header.height(), header.width(), header.components(), 1);
    return ImageIoDecoder.decode(
        origin,
        "jpeg",
        header.plain(),
        (decoder, reader) ->
            header.components() == 4
                ? CmykToRgb.convert(
                    RasterSamples.of(origin, reader.readRaster(0, null)), header.adobeTransform())
                : RasterSamples.of(origin, reader.read(0).getRaster()));
  }
}
