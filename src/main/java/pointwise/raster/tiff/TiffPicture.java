package pointwise.raster.tiff;

import java.util.Arrays;
import pointwise.raster.DecodeLimits;
import pointwise.raster.ImageException;
import pointwise.text.Text;

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
  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  static final int BITS = 258;
  static final int COMPRESSION = 259;
  static final int PHOTOMETRIC = 262;
  static final int FILL_ORDER = 266;
  static final int STRIP_OFFSETS = 273;
  static final int CHANNELS = 277;
  static final int STRIP_HEIGHT = 278;
  static final int STRIP_COUNTS = 279;
  static final int PLANAR = 284;
  static final int PREDICTOR = 317;
  static final int COLOUR_MAP = 320;
  static final int TILE_WIDTH = 322;
  static final int TILE_HEIGHT = 323;
  static final int TILE_OFFSETS = 324;
  static final int TILE_COUNTS = 325;
  static final int SAMPLE_FORMAT = 339;
  static final int JPEG_STREAM = 513;
  static final int SUBSAMPLING = 530;

  static final int UNSIGNED = 1;
  static final int SIGNED = 2;
  static final int FLOAT = 3;

  static final int WHITE_IS_ZERO = 0;
  static final int BLACK_IS_ZERO = 1;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int YCBCR = 6;

  static final int RAW = 1;
  static final int RLE = 2;
  static final int T6 = 4;
  static final int LZW = 5;
  static final int OLD_JPEG = 6;
  static final int JPEG = 7;
  static final int DEFLATE = 8;
  static final int OLD_DEFLATE = 32946;
  static final int PACK_BITS = 32773;

  /** Samples of a tile that need not fit the memory: it may reach beyond a small picture. */
  private static final int SMALL = 1 << 20;

  /**
   * The picture of a directory.
   *
   * @throws ImageException for kinds that are not read, by name, pictures over the limits, and
   *     segments that lie outside the file
   */
  static TiffPicture of(String origin, TiffDirectory page, long fileBytes, DecodeLimits limits) {
    int compression = (int) page.number(COMPRESSION, RAW);
    int channels = (int) Math.min(page.number(CHANNELS, 1), Integer.MAX_VALUE);
    int bits = same(origin, page, BITS, "bits per sample", 1);
    int format = same(origin, page, SAMPLE_FORMAT, "sample format", UNSIGNED);
    format = format == 4 ? UNSIGNED : format; // undefined
    int photometric = (int) page.number(PHOTOMETRIC, -1);
    if (photometric < 0) {
      photometric = assumed(page, compression, channels);
    }
    boolean apart = channels > 1 && page.number(PLANAR, 1) == 2;
    TiffKinds kinds = new TiffKinds(origin, channels, bits, format, apart);
    kinds.requireColours(photometric);
    kinds.requireSamples();
    kinds.requireCompression(page, compression);
    kinds.requireFit(photometric);
    long height = page.number(HEIGHT, 0);
    long width = page.number(WIDTH, 0);
    limits.check(origin, height, width, photometric == PALETTE ? 3 : channels, (bits + 7) / 8);
    boolean oneStream = compression == OLD_JPEG;
    boolean tiled = page.has(TILE_OFFSETS) && !oneStream;
    long segmentHeight = oneStream ? height : Math.min(height, page.number(STRIP_HEIGHT, height));
    long segmentWidth = width;
    if (tiled) {
      segmentHeight = page.number(TILE_HEIGHT, 0);
      segmentWidth = page.number(TILE_WIDTH, 0);
    }
    limits.check(origin, segmentHeight, segmentWidth, 1, 1);
    if (segmentHeight * segmentWidth * channels > SMALL) {
      limits.check(origin, segmentHeight, segmentWidth, apart ? 1 : channels, (bits + 7) / 8);
    }
    long segments =
        ((height + segmentHeight - 1) / segmentHeight)
            * ((width + segmentWidth - 1) / segmentWidth)
            * (apart ? channels : 1);
    long[] offsets = page.numbers(tiled ? TILE_OFFSETS : STRIP_OFFSETS);
    long[] counts = page.numbers(tiled ? TILE_COUNTS : STRIP_COUNTS);
    if (oneStream) {
      segments = 0;
    }
    if (offsets.length < segments || (counts.length < segments && counts.length > 0)) {
      throw new ImageException(
          origin,
          Text.of(
              "some of the picture is missing, found %d offsets and %d byte counts of %s, expected %d",
              offsets.length, counts.length, tiled ? "tiles" : "strips", segments));
    }
    long[] chroma = photometric == YCBCR ? page.numbers(SUBSAMPLING) : new long[] {1, 1};
    if (chroma.length != 2) {
      chroma = new long[] {2, 2}; // TIFF 6.0, section 21
    }
    if (bad(chroma[0]) || bad(chroma[1])) {
      throw new ImageException(
          origin,
          Text.of(
              "the YCbCr subsampling is corrupt, found %d x %d, expected 1, 2 or 4 each",
              chroma[0], chroma[1]));
    }
    boolean jpeg = oneStream || compression == JPEG;
    if (!jpeg && chroma[0] * chroma[1] > 1 && page.number(PREDICTOR, 1) != 1) {
      throw new ImageException(
          origin,
          Text.of(
              "the predictor is not read, found TIFF predictor %d of subsampled YCbCr, expected none",
              page.number(PREDICTOR, 1)));
    }
    offsets = Arrays.copyOf(offsets, (int) segments);
    return new TiffPicture(
        (int) height,
        (int) width,
        channels,
        bits,
        format,
        compression,
        // TIFF 6.0 knows no inverted signed or floating-point numbers: they are taken as they are.
        photometric == WHITE_IS_ZERO && format != UNSIGNED ? BLACK_IS_ZERO : photometric,
        (int) chroma[0],
        (int) chroma[1],
        apart,
        tiled,
        (int) segmentHeight,
        (int) segmentWidth,
        offsets,
        within(origin, offsets, counts, fileBytes));
  }

  private static boolean bad(long subsampling) {
    return subsampling != 1 && subsampling != 2 && subsampling != 4;
  }

  /** What readers assume where a file does not say how its numbers are colours. */
  private static int assumed(TiffDirectory page, int compression, int channels) {
    if (compression >= RLE && compression <= T6) {
      return WHITE_IS_ZERO;
    }
    return page.has(COLOUR_MAP) ? PALETTE : channels == 3 || channels == 4 ? RGB : BLACK_IS_ZERO;
  }

  /** A property that a file may give for every channel and must be the same for all. */
  private static int same(String origin, TiffDirectory page, int tag, String what, int otherwise) {
    long[] values = page.numbers(tag);
    for (long value : values) {
      if (value != values[0]) {
        throw new ImageException(
            origin,
            Text.of(
                "the channels differ in %s, which is not read, found %d and %d, expected the same",
                what, values[0], value));
      }
    }
    return values.length == 0 ? otherwise : (int) values[0];
  }

  /** The byte counts, none beyond the file. As in libtiff, one that lies may have its samples. */
  private static long[] within(String origin, long[] offsets, long[] counts, long fileBytes) {
    long[] within = new long[offsets.length];
    for (int i = 0; i < offsets.length; i++) {
      boolean unknown = counts.length == 0 || (offsets.length == 1 && counts[0] == 0);
      long count = unknown ? fileBytes : counts[i];
      if (offsets[i] == 0 || count == 0) {
        offsets[i] = 0;
        continue;
      }
      if (offsets[i] >= fileBytes) {
        throw new ImageException(
            origin,
            Text.of(
                "the file is cut short, found %d bytes, expected at least %d",
                fileBytes, offsets[i] + 1));
      }
      within[i] = Math.min(count, fileBytes - offsets[i]);
    }
    return within;
  }

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
    return compression >= RLE && compression <= T6;
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
        samples == 3 ? RGB : BLACK_IS_ZERO,
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
    if (photometric == YCBCR) {
      return (long) blocksAcross() * block() * ((lines + chromaHeight - 1) / chromaHeight);
    }
    return ((long) segmentWidth * bits * (apart ? 1 : channels) + 7) / 8 * lines;
  }
}
