package pointwise.raster.tiff;

import java.util.Arrays;

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
 * @param offsets of the segments in the file; 0 where one is missing
 * @param counts bytes of the segments, within the file; 0 where one is missing
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
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
    long[] offsets,
    long[] counts) {
  /**
   * Whether the samples of a number of bits are neither scaled nor stored as they are by the JDK.
   */
  static boolean odd(int bits) {
    return bits < 32 && Integer.bitCount(bits) != 1;
  }

  boolean missing(int segment) {
    return offsets[segment] == 0;
  }

  int across() {
    return (width + segmentWidth - 1) / segmentWidth;
  }

  int down() {
    return (height + segmentHeight - 1) / segmentHeight;
  }

  boolean ccitt() {
    return compression >= TiffTags.RLE && compression <= TiffTags.T6;
  }

  /** The lines of channels that are stored together as grey lines of as many samples. */
  TiffPicture flat() {
    return part(
        height, width * channels, 1, segmentHeight, segmentWidth * channels, offsets, counts);
  }

  /** One of the channels that are stored apart. */
  TiffPicture plane(int channel) {
    int n = across() * down();
    return part(
        height,
        width,
        1,
        segmentHeight,
        segmentWidth,
        Arrays.copyOfRange(offsets, channel * n, (channel + 1) * n),
        Arrays.copyOfRange(counts, channel * n, (channel + 1) * n));
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
    return part(lines, across() * columns, samples, blocksDown(), columns, offsets, counts);
  }

  private TiffPicture part(
      int lines,
      int columns,
      int samples,
      int segmentLines,
      int segmentColumns,
      long[] at,
      long[] bytes) {
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
        at,
        bytes);
  }

  /** The first line of a segment. */
  int top(int segment) {
    return segment % (across() * down()) / across() * segmentHeight;
  }

  /** The first column of a segment. */
  int left(int segment) {
    return segment % across() * segmentWidth;
  }

  /** Lines that a segment holds: a tile those beyond the picture too. */
  int lines(int segment) {
    return tiled ? segmentHeight : Math.min(segmentHeight, height - top(segment));
  }

  /** Bytes of a segment when it is not compressed. */
  long bytes(int segment) {
    long lines = lines(segment);
    if (photometric == TiffTags.YCBCR) {
      return (long) blocksAcross() * block() * ((lines + chromaHeight - 1) / chromaHeight);
    }
    return ((long) segmentWidth * bits * (apart ? 1 : channels) + 7) / 8 * lines;
  }
}
