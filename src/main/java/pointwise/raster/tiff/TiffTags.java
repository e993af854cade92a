package pointwise.raster.tiff;

/** The numbers of TIFF 6.0: tags of fields, and what values of some mean. */
final class TiffTags {
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
  static final int GDAL_METADATA = 42112;
  static final int GDAL_NODATA = 42113;

  static final int UNSIGNED = 1;
  static final int SIGNED = 2;
  static final int FLOAT = 3;

  static final int WHITE_IS_ZERO = 0;
  static final int BLACK_IS_ZERO = 1;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int MASK = 4;
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
  static final int ZSTD = 50000;

  private TiffTags() {}
}
