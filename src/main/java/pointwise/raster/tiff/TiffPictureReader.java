package pointwise.raster.tiff;

import java.util.Arrays;
import pointwise.raster.DecodeLimits;
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
   * @throws ImageException for kinds that are not read, by name, pictures over the limits, and
   *     segments that lie outside the file
   */
  static TiffPicture read(String origin, TiffDirectory page, long fileBytes, DecodeLimits limits) {
    int compression = (int) page.number(TiffTags.COMPRESSION, TiffTags.RAW);
    int channels = (int) Math.min(page.number(TiffTags.CHANNELS, 1), Integer.MAX_VALUE);
    int bits = same(origin, page, TiffTags.BITS, "bits per sample", 1);
    int format = same(origin, page, TiffTags.SAMPLE_FORMAT, "sample format", TiffTags.UNSIGNED);
    format = format == 4 ? TiffTags.UNSIGNED : format; // undefined
    int photometric = (int) page.number(TiffTags.PHOTOMETRIC, -1);
    if (photometric < 0) {
      photometric = assumed(page, compression, channels);
    }
    boolean apart = channels > 1 && page.number(TiffTags.PLANAR, 1) == 2;
    TiffKinds kinds = new TiffKinds(origin, channels, bits, format, apart);
    kinds.requireColours(photometric);
    kinds.requireSamples();
    kinds.requireCompression(page, compression);
    kinds.requireFit(photometric);
    long height = page.number(TiffTags.HEIGHT, 0);
    long width = page.number(TiffTags.WIDTH, 0);
    limits.check(
        origin, height, width, photometric == TiffTags.PALETTE ? 3 : channels, (bits + 7) / 8);
    boolean oneStream = compression == TiffTags.OLD_JPEG;
    boolean tiled = page.has(TiffTags.TILE_OFFSETS) && !oneStream;
    long segmentHeight =
        oneStream ? height : Math.min(height, page.number(TiffTags.STRIP_HEIGHT, height));
    long segmentWidth = width;
    if (tiled) {
      segmentHeight = page.number(TiffTags.TILE_HEIGHT, 0);
      segmentWidth = page.number(TiffTags.TILE_WIDTH, 0);
    }
    limits.check(origin, segmentHeight, segmentWidth, 1, 1);
    if (segmentHeight * segmentWidth * channels > SMALL) {
      limits.check(origin, segmentHeight, segmentWidth, apart ? 1 : channels, (bits + 7) / 8);
    }
    long segments =
        ((height + segmentHeight - 1) / segmentHeight)
            * ((width + segmentWidth - 1) / segmentWidth)
            * (apart ? channels : 1);
    long[] offsets = page.numbers(tiled ? TiffTags.TILE_OFFSETS : TiffTags.STRIP_OFFSETS);
    long[] counts = page.numbers(tiled ? TiffTags.TILE_COUNTS : TiffTags.STRIP_COUNTS);
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
    offsets = Arrays.copyOf(offsets, (int) segments);
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
        offsets,
        within(origin, offsets, counts, fileBytes));
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
