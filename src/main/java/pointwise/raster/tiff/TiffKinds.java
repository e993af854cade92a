package pointwise.raster.tiff;

import java.util.Map;
import java.util.Objects;
import pointwise.raster.ImageException;
import pointwise.text.Text;

/**
 * Which kinds of TIFF are read: the others are refused by name, each by an {@link ImageException}.
 *
 * @param channels samples per pixel
 * @param bits of a sample
 * @param format 1 unsigned, 2 signed, 3 floating point
 * @param apart whether channels are stored apart
 */
record TiffKinds(String origin, int channels, int bits, int format, boolean apart) {
  private static final Map<Integer, String> OTHER_COMPRESSIONS =
      Map.ofEntries(
          Map.entry(32766, "NeXT"),
          Map.entry(32771, "CCITT RLE by words"),
          Map.entry(32809, "ThunderScan"),
          Map.entry(33003, "JPEG 2000"),
          Map.entry(33004, "JPEG 2000"),
          Map.entry(33005, "JPEG 2000"),
          Map.entry(34661, "JBIG"),
          Map.entry(34676, "SGI LogLuv"),
          Map.entry(34677, "SGI LogLuv"),
          Map.entry(34712, "JPEG 2000"),
          Map.entry(34713, "Nikon NEF"),
          Map.entry(34715, "JBIG2"),
          Map.entry(34887, "LERC"),
          Map.entry(34892, "lossy JPEG of DNG"),
          Map.entry(34925, "LZMA"),
          Map.entry(34927, "WebP"),
          Map.entry(34933, "PNG"),
          Map.entry(34934, "JPEG XR"),
          Map.entry(50001, "WebP"),
          Map.entry(50002, "JPEG XL"),
          Map.entry(52546, "JPEG XL"));

  private static final Map<Integer, String> OTHER_PHOTOMETRICS =
      Map.ofEntries(
          Map.entry(TiffTags.MASK, "transparency mask"),
          Map.entry(5, "CMYK"),
          Map.entry(8, "CIELab"),
          Map.entry(9, "CIELab"),
          Map.entry(10, "CIELab"),
          Map.entry(32803, "colour filter array"),
          Map.entry(32844, "LogL"),
          Map.entry(32845, "LogLuv"),
          Map.entry(34892, "linear raw"));

  /** The type of stored samples, in words. */
  static String samples(int bits, int format) {
    String kind =
        switch (format) {
          case TiffTags.UNSIGNED -> "uint";
          case TiffTags.SIGNED -> "int";
          case TiffTags.FLOAT -> "float";
          case 5 -> "complex integers of ";
          case 6 -> "complex numbers of ";
          default -> "samples of unknown format of ";
        };
    return kind + bits;
  }

  /** A compression that is read, in words. */
  static String compression(int compression) {
    return switch (compression) {
      case TiffTags.RAW -> "none";
      case TiffTags.LZW -> "LZW";
      case TiffTags.DEFLATE, TiffTags.OLD_DEFLATE -> "Deflate";
      case TiffTags.PACK_BITS -> "PackBits";
      case TiffTags.ZSTD -> "Zstandard";
      case TiffTags.OLD_JPEG, TiffTags.JPEG -> "JPEG";
      default -> "CCITT";
    };
  }

  /** A predictor in words; null for none, or one that is not known. */
  static String predictor(long predictor) {
    return predictor == TiffPredictor.HORIZONTAL
        ? "horizontal differencing"
        : predictor == TiffPredictor.FLOATING ? "floating-point differencing" : null;
  }

  /** Requires a colour space that is read. */
  void requireColours(int photometric) {
    if ((photometric < TiffTags.WHITE_IS_ZERO || photometric > TiffTags.PALETTE)
        && photometric != TiffTags.YCBCR) {
      throw new ImageException(
          origin,
          Text.of(
              "the colour space is not read, found TIFF photometric interpretation %d (%s), expected grey, RGB, palette or YCbCr",
              photometric, OTHER_PHOTOMETRICS.getOrDefault(photometric, "unknown")));
    }
  }

  /** Requires a type of samples that is read. */
  void requireSamples() {
    boolean read =
        switch (format) {
          case TiffTags.UNSIGNED -> (bits >= 1 && bits <= 16) || bits == 32 || bits == 64;
          case TiffTags.SIGNED -> bits == 8 || bits == 16 || bits == 32 || bits == 64;
          case TiffTags.FLOAT -> bits == 16 || bits == 32 || bits == 64;
          default -> false;
        };
    if (!read) {
      throw new ImageException(
          origin,
          Text.of(
              "samples of this type are not read, found %s, expected uint1 to uint16, uint32, uint64, int8 to int64 or float16 to float64",
              samples(bits, format)));
    }
  }

  /**
   * Requires a compression, and a predictor with it, that are read.
   *
   * @param byWindows whether the picture is not decoded by the JDK
   */
  void requireCompression(TiffDirectory page, int compression, boolean byWindows) {
    String name = OTHER_COMPRESSIONS.get(compression);
    boolean deflate = compression == TiffTags.DEFLATE || compression == TiffTags.OLD_DEFLATE;
    boolean read =
        (compression >= TiffTags.RAW && compression <= TiffTags.DEFLATE)
            || compression == TiffTags.PACK_BITS
            || byWindows;
    if (!read && !deflate) {
      throw new ImageException(
          origin,
          Text.of(
              "the compression is not read, found TIFF compression %d (%s), expected none, CCITT, LZW, JPEG, Deflate, PackBits or, but for palettes, YCbCr and odd numbers of bits, Zstandard",
              compression,
              compression == TiffTags.ZSTD ? "Zstandard" : name == null ? "unknown" : name));
    }
    requirePredictor(TiffPredictor.of(page, compression), byWindows);
    if (compression >= TiffTags.RLE && compression <= TiffTags.T6 && (bits != 1 || channels != 1)) {
      throw new ImageException(
          origin,
          Text.of(
              "the CCITT data are corrupt, found %d channels of %d bits, expected 1 of 1 bit",
              channels, bits));
    }
    boolean jpeg = compression == TiffTags.OLD_JPEG || compression == TiffTags.JPEG;
    if (jpeg && (bits != 8 || format != TiffTags.UNSIGNED)) {
      throw new ImageException(
          origin, Text.of("JPEG of %d bits in a TIFF is not read, expected 8 bits", bits));
    }
    if (page.number(TiffTags.FILL_ORDER, 1) == 2
        && (deflate || jpeg || compression == TiffTags.PACK_BITS)) {
      throw new ImageException(
          origin,
          Text.of(
              "reversed bytes are not read, found FillOrder 2 with TIFF compression %d, expected none, CCITT or LZW",
              compression));
    }
  }

  private void requirePredictor(long predictor, boolean byWindows) {
    boolean read =
        predictor == TiffPredictor.NONE
            || (predictor == TiffPredictor.HORIZONTAL && (bits == 8 || byWindows))
            || (predictor == TiffPredictor.FLOATING && byWindows && format == TiffTags.FLOAT);
    if (!read) {
      throw new ImageException(
          origin,
          Text.of(
              "the predictor is not read, found TIFF predictor %d (%s) of %d-bit samples, expected none, horizontal differencing of 8, 16, 32 or 64 bits or floating-point differencing of floating-point numbers",
              predictor, Objects.requireNonNullElse(predictor(predictor), "unknown"), bits));
    }
  }

  /** Requires that the samples are such as a palette or YCbCr has, where the picture is one. */
  void requireFit(int photometric) {
    boolean palette = photometric == TiffTags.PALETTE;
    if (palette
        && (channels != 1 || format != TiffTags.UNSIGNED || TiffPicture.odd(bits) || bits > 16)) {
      throw new ImageException(
          origin,
          Text.of(
              "a palette of this kind is not read, found %d channels of %d bits, expected 1 of 1, 2, 4, 8 or 16",
              channels, bits));
    }
    if (photometric == TiffTags.YCBCR && (channels != 3 || bits != 8 || apart)) {
      throw new ImageException(
          origin,
          Text.of(
              "YCbCr of this kind is not read, found %d channels of %d bits%s, expected 3 of 8 bits, stored together",
              channels, bits, apart ? ", stored apart" : ""));
    }
  }
}
