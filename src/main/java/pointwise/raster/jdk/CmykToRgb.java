package pointwise.raster.jdk;

import pointwise.raster.DecodedImage;
import pointwise.raster.SampleType;

/**
 * Four-ink samples to RGB, without a profile: R = 255 (1 - C/255) (1 - K/255), G from M and B from
 * Y alike, rounded to nearest.
 *
 * <p>Files with an Adobe marker store the inks inverted (255 is no ink); without the marker they
 * are taken as they are. In YCCK (colour transform 2) the first three are the YCbCr, by JFIF's
 * BT.601 full-range formulas, of the complement of the stored C, M and Y.
 */
final class CmykToRgb {
  private static final int HALF = 1 << 15;

  private CmykToRgb() {}

  /**
   * Converts the raw components of a JPEG.
   *
   * @param stored H x W x 4, uint8
   * @param adobeTransform as in {@link JpegHeader}
   */
  static DecodedImage convert(DecodedImage stored, int adobeTransform) {
    byte[] in = stored.samples();
    byte[] out = new byte[in.length / 4 * 3];
    for (int i = 0, o = 0; i < in.length; i += 4, o += 3) {
      int c = in[i] & 0xff;
      int m = in[i + 1] & 0xff;
      int y = in[i + 2] & 0xff;
      int light = in[i + 3] & 0xff; // what black ink leaves
      if (adobeTransform == 2) {
        // 16-bit fixed point; the complement of the result is what a CMYK file would hold
        int luma = (c << 16) + HALF;
        int cb = m - 128;
        int cr = y - 128;
        c = 255 - clamp(luma + 91881 * cr);
        m = 255 - clamp(luma - 22554 * cb - 46802 * cr);
        y = 255 - clamp(luma + 116130 * cb);
      } else if (adobeTransform < 0) {
        c = 255 - c;
        m = 255 - m;
        y = 255 - y;
        light = 255 - light;
      }
      out[o] = (byte) ((c * light + 127) / 255);
      out[o + 1] = (byte) ((m * light + 127) / 255);
      out[o + 2] = (byte) ((y * light + 127) / 255);
    }
    return new DecodedImage(stored.height(), stored.width(), 3, SampleType.UINT8, out);
  }

  private static int clamp(int fixed) {
    return Math.max(0, Math.min(255, fixed >> 16));
  }
}
