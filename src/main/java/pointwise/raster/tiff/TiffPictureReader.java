package pointwise.raster.tiff;

import java.util.Arrays;
import pointwise.raster.DecodeLimits;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.text.Text;

/** The picture that a directory tells of, where it is of a kind that is read. */
final class TiffPictureReader {
  /** Samples of a tile that need not fit the memory: it may reach beyond a small picture. */
  private static final int SMALL = 1 << 20;

  private TiffPictureReader() {}

  /**
   * The picture of a directory.
   *
   * @param whole whether the picture is decoded whole, however it is stored
   * @throws ImageException for kinds that are not read, by name, pictures over the limits where
   *     they are decoded whole, blocks over the limits, and pictures of more segments than the file
   *     tells of
   */
  static TiffPicture read(String origin, TiffDirectory page, DecodeLimits limits, boolean whole) {
    return read(origin, page, limits, whole, false);
  }

  private static TiffPicture read(
      String origin, TiffDirectory page, DecodeLimits limits, boolean whole, boolean mask) {
    int compression = (int) page.number(TiffTags.COMPRESSION, TiffTags.RAW);
    int channels = (int) Math.min(page.number(TiffTags.CHANNELS, 1), Integer.MAX_VALUE);
    int bits = same(origin, page, TiffTags.BITS, "bits per sample", 1);
    int format = same(origin, page, TiffTags.SAMPLE_FORMAT, "sample format", TiffTags.UNSIGNED);
    format = format == 4 ? TiffTags.UNSIGNED : format; // undefined
    int photometric = mask ? TiffTags.BLACK_IS_ZERO : (int) page.number(TiffTags.PHOTOMETRIC, -1);
    if (photometric < 0) {
      photometric = assumed(page, compression, channels);
    }
    boolean apart = channels > 1 && page.number(TiffTags.PLANAR, 1) == 2;
    TiffKinds kinds = new TiffKinds(origin, channels, bits, format, apart);
    kinds.requireColours(photometric);
    kinds.requireSamples();
    boolean byWindows = mask || TiffPicture.byWindows(compression, bits, photometric);
    kinds.requireCompression(page, compression, byWindows);
    kinds.requireFit(photometric);
    long height = page.number(TiffTags.HEIGHT, 0);
    long width = page.number(TiffTags.WIDTH, 0);
    int sample = byWindows ? TiffSamples.largest(bits, format) : (bits + 7) / 8;
    if (whole || !byWindows) {
      limits.check(origin, height, width, photometric == TiffTags.PALETTE ? 3 : channels, sample);
    }
    DecodeLimits.requirePixels(origin, height, width, channels);
    if (height > Integer.MAX_VALUE || width > Integer.MAX_VALUE) {
      throw new ImageException(
          origin,
          Text.of(
              "the picture is too large, found %d x %d pixels, expected at most %d each",
              height, width, Integer.MAX_VALUE));
    }
    boolean oneStream = compression == TiffTags.OLD_JPEG;
    boolean tiled = page.has(TiffTags.TILE_OFFSETS) && !oneStream;
    long segmentHeight =
        oneStream ? height : Math.min(height, page.number(TiffTags.STRIP_HEIGHT, height));
    long segmentWidth = width;
    if (tiled) {
      segmentHeight = page.number(TiffTags.TILE_HEIGHT, 0);
      segmentWidth = page.number(TiffTags.TILE_WIDTH, 0);
    }
    DecodeLimits.requirePixels(origin, segmentHeight, segmentWidth, channels);
    boolean anyLines = byWindows && compression == TiffTags.RAW && !tiled;
    if (!anyLines) {
      requireBlock(origin, segmentHeight, segmentWidth, channels, sample, limits);
    }
    long segments = ((height - 1) / segmentHeight + 1) * ((width - 1) / segmentWidth + 1);
    int offsets = tiled ? TiffTags.TILE_OFFSETS : TiffTags.STRIP_OFFSETS;
    int counts = tiled ? TiffTags.TILE_COUNTS : TiffTags.STRIP_COUNTS;
    long most = page.count(offsets);
    segments = segments <= most && apart ? segments * channels : segments;
    segments = oneStream ? 0 : segments;
    long counted = page.count(counts);
    if (most < segments || (counted < segments && counted > 0)) {
      throw new ImageException(
          origin,
          Text.of(
              "some of the picture is missing, found %d offsets and %d byte counts of %s, expected %d",
              most, counted, tiled ? "tiles" : "strips", segments));
    }
    long[] chroma =
        photometric == TiffTags.YCBCR ? page.numbers(TiffTags.SUBSAMPLING) : new long[] {1, 1};
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
    boolean jpeg = oneStream || compression == TiffTags.JPEG;
    if (!jpeg && chroma[0] * chroma[1] > 1 && page.number(TiffTags.PREDICTOR, 1) != 1) {
      throw new ImageException(
          origin,
          Text.of(
              "the predictor is not read, found TIFF predictor %d of subsampled YCbCr, expected none",
              page.number(TiffTags.PREDICTOR, 1)));
    }
    return new TiffPicture(
        (int) height,
        (int) width,
        channels,
        bits,
        format,
        compression,
        // TIFF 6.0 knows no inverted signed or floating-point numbers: they are taken as they are.
        photometric == TiffTags.WHITE_IS_ZERO && format != TiffTags.UNSIGNED
            ? TiffTags.BLACK_IS_ZERO
            : photometric,
        (int) chroma[0],
        (int) chroma[1],
        apart,
        tiled,
        (int) segmentHeight,
        (int) segmentWidth,
        new TiffExtents(origin, page, offsets, counted == 0 ? 0 : counts, 0, segments == 1));
  }

  /**
   * Requires that a block of all channels fits the memory: nothing smaller can be decoded.
   *
   * @param sample bytes of a sample, as it is stored or as it is read
   */
  private static void requireBlock(
      String origin, long height, long width, int channels, int sample, DecodeLimits limits) {
    double bytes = (double) height * width * channels * sample;
    if (height <= SMALL && width <= SMALL && (double) height * width * channels <= SMALL) {
      return;
    }
    if (bytes > Math.min(limits.maxBytes(), DecodeLimits.MAX_ARRAY)) {
      throw new ImageException(
          origin,
          ErrorKind.MISMATCH,
          Text.of(
              "a strip or tile is too large for the memory, found %d x %d x %d samples of %d bytes, expected at most %d bytes: raise %s, or store the picture in tiles by gdal_translate -co TILED=YES",
              height,
              width,
              channels,
              sample,
              Math.min(limits.maxBytes(), DecodeLimits.MAX_ARRAY),
              limits.memorySetting()));
    }
  }

  /**
   * The mask of a directory, as black and white that is not inverted.
   *
   * @throws ImageException if it is of a kind that is not read
   */
  static TiffPicture mask(String origin, TiffDirectory page, DecodeLimits limits) {
    TiffPicture mask = read(origin, page, limits, false, true);
    boolean byWindows = TiffPicture.byWindows(mask.compression(), Byte.SIZE, mask.photometric());
    if (mask.channels() != 1
        || (mask.bits() != 1 && mask.bits() != Byte.SIZE)
        || !byWindows
        || (mask.bits() == 1 && TiffPredictor.of(page, mask.compression()) != 1)) {
      throw new ImageException(
          origin,
          Text.of(
              "the mask of the picture is not read, found TIFF compression %d of %d channels of %d bits, expected none, Deflate, LZW, PackBits or Zstandard of 1 channel of 1 or 8 bits",
              mask.compression(), mask.channels(), mask.bits()));
    }
    return mask;
  }

  private static boolean bad(long subsampling) {
    return subsampling != 1 && subsampling != 2 && subsampling != 4;
  }

  /** What readers assume where a file does not say how its numbers are colours. */
  private static int assumed(TiffDirectory page, int compression, int channels) {
    if (compression >= TiffTags.RLE && compression <= TiffTags.T6) {
      return TiffTags.WHITE_IS_ZERO;
    }
    return page.has(TiffTags.COLOUR_MAP)
        ? TiffTags.PALETTE
        : channels == 3 || channels == 4 ? TiffTags.RGB : TiffTags.BLACK_IS_ZERO;
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

  /**
   * A colour map to 8 bits by its high bytes: exact whether the writer multiplied by 256 or by 257,
   * where the JDK's scaling is a level too dark for the former. Some writers did neither.
   */
  static byte[][] colours(String origin, TiffDirectory page, TiffPicture picture) {
    long[] map = page.numbers(TiffTags.COLOUR_MAP);
    int n = 1 << picture.bits();
    if (map.length != 3 * n) {
      throw new ImageException(
          origin,
          Text.of("the colour map is corrupt, found %d numbers, expected %d", map.length, 3 * n));
    }
    int shift = Arrays.stream(map).anyMatch(level -> level > 255) ? 8 : 0;
    byte[][] colours = new byte[3][n];
    for (int i = 0; i < 3 * n; i++) {
      colours[i / n][i % n] = (byte) (map[i] >> shift);
    }
    return colours;
  }
}
