package pointwise.raster.tiff;

/**
 * What a TIFF directory says of its picture, of a kind that is read. Strips and tiles are both
 * segments here, in the order of the file: by lines, then across, and the channels one after the
 * other where they are stored apart.
 *
 * @param channels samples per pixel as they are stored; 1 for a palette
 * @param bits of a stored sample, 1 to 16, 32 or 64
 * @param format 1 unsigned, 2 signed, 3 floating point
 * @param photometric 0 WhiteIsZero, 1 BlackIsZero, 2 RGB, 3 palette, 6 YCbCr
 * @param chromaWidth columns that share a chroma sample; 1 unless uncompressed YCbCr says otherwise
 * @param chromaHeight lines that share one
 * @param apart whether every channel has segments of its own
 * @param extents of the segments in the file
 */
record TiffPicture(
    int height,
    int width,
    int channels,
    int bits,
    int format,
    int compression,
    int photometric,
    int chromaWidth,
    int chromaHeight,
    boolean apart,
    boolean tiled,
    int segmentHeight,
    int segmentWidth,
    TiffExtents extents) {
  /**
   * Whether the samples of a number of bits are neither scaled nor stored as they are by the JDK.
   */
  static boolean odd(int bits) {
    return bits < 32 && Integer.bitCount(bits) != 1;
  }

  /** Whether it is read by windows; else it is decoded whole, by the JDK. */
  boolean byWindows() {
    return byWindows(compression, bits, photometric);
  }

  /** Whether pictures of a kind are read by windows. */
  static boolean byWindows(int compression, int bits, int photometric) {
    boolean plain =
        switch (compression) {
          case TiffTags.RAW,
              TiffTags.LZW,
              TiffTags.DEFLATE,
              TiffTags.OLD_DEFLATE,
              TiffTags.PACK_BITS,
              TiffTags.ZSTD ->
              true;
          default -> false;
        };
    return plain && bits >= 8 && !odd(bits) && photometric <= TiffTags.RGB;
  }

  /** Whether any lines of a segment can be had without those before them. */
  boolean anyLines() {
    return compression == TiffTags.RAW;
  }

  boolean missing(long segment) {
    return extents.missing(segment);
  }

  /** Segments of the picture; 0 where it is one JPEG in the old way. */
  long segments() {
    return compression == TiffTags.OLD_JPEG ? 0 : (long) across() * down() * (apart ? channels : 1);
  }

  int across() {
    return (width - 1) / segmentWidth + 1;
  }

  int down() {
    return (height - 1) / segmentHeight + 1;
  }

  boolean ccitt() {
    return compression >= TiffTags.RLE && compression <= TiffTags.T6;
  }

  /** The lines of channels that are stored together as grey lines of as many samples. */
  TiffPicture flat() {
    return part(height, width * channels, 1, segmentHeight, segmentWidth * channels, extents);
  }

  /** One of the channels that are stored apart. */
  TiffPicture plane(int channel) {
    return part(
        height,
        width,
        1,
        segmentHeight,
        segmentWidth,
        extents.from((long) channel * across() * down()));
  }

  /** Bytes of a block of YCbCr: luma by lines, then Cb, then Cr. */
  int block() {
    return chromaWidth * chromaHeight + 2;
  }

  /** Lines of blocks in a segment of YCbCr. */
  int blocksDown() {
    return (segmentHeight + chromaHeight - 1) / chromaHeight;
  }

  /** Blocks in a line of blocks of a segment. */
  int blocksAcross() {
    return (segmentWidth + chromaWidth - 1) / chromaWidth;
  }

  /** The blocks of YCbCr, a line of blocks as a line of grey, or of RGB where one is a pixel. */
  TiffPicture blocks() {
    int samples = block() == 3 ? 3 : 1; // a predictor goes by pixels
    int columns = blocksAcross() * block() / samples;
    int last = height - (down() - 1) * segmentHeight;
    int lines = (down() - 1) * blocksDown() + (last + chromaHeight - 1) / chromaHeight;
    return part(lines, across() * columns, samples, blocksDown(), columns, extents);
  }

  private TiffPicture part(
      int lines, int columns, int samples, int segmentLines, int segmentColumns, TiffExtents at) {
    return new TiffPicture(
        lines,
        columns,
        samples,
        bits,
        format,
        compression,
        samples == 3 ? TiffTags.RGB : TiffTags.BLACK_IS_ZERO,
        1,
        1,
        false,
        tiled,
        segmentLines,
        segmentColumns,
        at);
  }

  /** The first line of a segment. */
  int top(long segment) {
    return (int) (segment % ((long) across() * down()) / across()) * segmentHeight;
  }

  /** The first column of a segment. */
  int left(long segment) {
    return (int) (segment % across()) * segmentWidth;
  }

  /** Lines that a segment holds: a tile those beyond the picture too. */
  int lines(long segment) {
    return tiled ? segmentHeight : Math.min(segmentHeight, height - top(segment));
  }

  /** Bytes of a segment when it is not compressed. */
  long bytes(long segment) {
    long lines = lines(segment);
    if (photometric == TiffTags.YCBCR) {
      return (long) blocksAcross() * block() * ((lines + chromaHeight - 1) / chromaHeight);
    }
    return lineBytes() * lines;
  }

  /** Bytes of a line of a segment when it is not compressed. */
  long lineBytes() {
    return ((long) segmentWidth * bits * (apart ? 1 : channels) + 7) / 8;
  }
}
