package pointwise.raster.tiff;

import pointwise.raster.DecodedImage;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;

/**
 * YCbCr of a TIFF that is not JPEG to RGB, by the formulas of TIFF 6.0, sections 20 and 21, rounded
 * to nearest. All pixels of a block have its chroma, as in libtiff.
 */
final class YcbcrToRgb {
  private static final int COEFFICIENTS = 529;
  private static final int BLACK_WHITE = 532;

  private YcbcrToRgb() {}

  /**
   * The picture.
   *
   * @param stored its {@linkplain TiffPicture#blocks blocks}
   */
  static DecodedImage convert(
      String origin, TiffDirectory page, TiffPicture picture, DecodedImage stored) {
    double[] weights = page.rationals(COEFFICIENTS, 0.299, 0.587, 0.114);
    double[] range = page.rationals(BLACK_WHITE, 0, 255, 128, 255, 128, 255);
    double[] lumas = levels(range[0], range[1], 255);
    double[] blues = levels(range[2], range[3], 127);
    double[] reds = levels(range[4], range[5], 127);
    double all = lumas[255] + blues[255] + reds[255] + (weights[0] + weights[2]) / weights[1];
    if (!Double.isFinite(all)) {
      throw new ImageException(
          origin, "the YCbCr coefficients or reference levels are corrupt, found a division by 0");
    }
    int columns = picture.chromaWidth();
    int lines = picture.chromaHeight();
    int line = stored.width() * stored.channels();
    byte[] in = stored.samples();
    byte[] rgb = new byte[3 * picture.height() * picture.width()];
    for (int y = 0, at = 0; y < picture.height(); y++) {
      int v = y % picture.segmentHeight();
      int begin = (y / picture.segmentHeight() * picture.blocksDown() + v / lines) * line;
      for (int x = 0; x < picture.width(); x++) {
        int u = x % picture.segmentWidth();
        int blocks = x / picture.segmentWidth() * picture.blocksAcross() + u / columns;
        int block = begin + blocks * picture.block();
        int chroma = block + lines * columns;
        double luma = lumas[in[block + v % lines * columns + u % columns] & 0xff];
        double blue = luma + (2 - 2 * weights[2]) * blues[in[chroma] & 0xff];
        double red = luma + (2 - 2 * weights[0]) * reds[in[chroma + 1] & 0xff];
        rgb[at++] = rounded(red);
        rgb[at++] = rounded((luma - weights[2] * blue - weights[0] * red) / weights[1]);
        rgb[at++] = rounded(blue);
      }
    }
    return new DecodedImage(picture.height(), picture.width(), 3, SampleType.UINT8, rgb);
  }

  /** What every code means, by the codes of black and white. */
  private static double[] levels(double black, double white, int full) {
    double[] levels = new double[256];
    for (int code = 0; code < levels.length; code++) {
      levels[code] = (code - black) * full / (white - black);
    }
    return levels;
  }

  private static byte rounded(double level) {
    return (byte) Math.max(0, Math.min(255, Math.round(level)));
  }
}
