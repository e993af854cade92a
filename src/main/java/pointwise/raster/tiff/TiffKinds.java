package pointwise.raster.tiff;

import java.util.Map;
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
          Map.entry(50000, "Zstandard"),
          Map.entry(50001, "WebP"),
          Map.entry(50002, "JPEG XL"),
          Map.entry(52546, "JPEG XL"));

  private static final Map<Integer, String> OTHER_PHOTOMETRICS =
      Map.ofEntries(
          Map.entry(4, "transparency mask"),
          Map.entry(5, "CMYK"),
          Map.entry(8, "CIELab"),
          Map.entry(9, "CIELab"),
          Map.entry(10, "CIELab"),
          Map.entry(32803, "colour filter array"),
          Map.entry(32844, "LogL"),
          Map.entry(32845, "LogLuv"),
          Map.entry(34892, "linear raw"));

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
          case TiffTags.UNSIGNED -> bits >= 1 && bits <= 16;
          case TiffTags.SIGNED -> bits == 16;
          case TiffTags.FLOAT -> bits == 32 || bits == 64;
          default -> false;
        };
    if (!read) {
      String kind =
          switch (format) {
            case TiffTags.UNSIGNED -> "uint";
            case TiffTags.SIGNED -> "int";
            case TiffTags.FLOAT -> "float";
            case 5 -> "complex integers of ";
            case 6 -> "complex numbers of ";
            default -> "samples of unknown format of ";
          };
      throw new ImageException(
          origin,
          Text.of(
              "samples of this type are not read, found %s%d, expected uint1 to uint16, int16, float32 or float64",
              kind, bits));
    }
  }

  /** Requires a compression, and a predictor with it, that are read. */
  void requireCompression(TiffDirectory page, int compression) {
    String name = OTHER_COMPRESSIONS.get(compression);
    boolean deflate = compression == TiffTags.DEFLATE || compression == TiffTags.OLD_DEFLATE;
    boolean read =
        (compression >= TiffTags.RAW && compression <= TiffTags.DEFLATE)
            || compression == TiffTags.PACK_BITS;
    if (!read && !deflate) {
      throw new ImageException(
          origin,
          Text.of(
              "the compression is not read, found TIFF compression %d (%s), expected none, CCITT, LZW, JPEG, Deflate or PackBits",
              compression, name == null ? "unknown" : name));
    }
    long predictor = page.number(TiffTags.PREDICTOR, 1);
    if ((compression == TiffTags.LZW || deflate)
        && predictor != 1
        && (predictor != 2 || bits != 8)) {
      String kind =
          predictor == 2
              ? "horizontal differencing"
              : predictor == 3 ? "floating-point differencing" : "unknown";
      throw new ImageException(
          origin,
          Text.of(
              "the predictor is not read, found TIFF predictor %d (%s) of %d-bit samples, expected none or horizontal differencing of 8-bit samples",
              predictor, kind, bits));
    }
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
