package pointwise.raster.webp;

/**
 * Luma and chroma of half the height and width to RGB, in the whole numbers of libwebp, which
 * interpolates chroma: 9, 3, 3 and 1 sixteenths of the four samples around.
 */
final class YuvToRgb {
  private final Vp8Plane luma;
  private final Vp8Plane u;
  private final Vp8Plane v;
  private final int height;
  private final int width;

  YuvToRgb(Vp8Plane luma, Vp8Plane u, Vp8Plane v, int height, int width) {
    this.luma = luma;
    this.u = u;
    this.v = v;
    this.height = height;
    this.width = width;
  }

  byte[] rgb(int channels) {
    byte[] rgb = new byte[height * width * channels];
    int o = 0;
    for (int y = 0; y < height; y++) {
      int near = u.at(y / 2, 0);
      int far = u.at(other(y, (height + 1) / 2), 0);
      int line = luma.at(y, 0);
      for (int x = 0; x < width; x++, o += channels) {
        int i = x / 2;
        int j = other(x, (width + 1) / 2);
        put(
            rgb,
            o,
            luma.samples[line + x] & 0xff,
            chroma(u.samples, near, far, i, j),
            chroma(v.samples, near, far, i, j));
      }
    }
    return rgb;
  }

  /** The sample of chroma that is next but one to that of a sample of luma, or that one at ends. */
  private static int other(int at, int most) {
    int other = at / 2 + (at % 2 == 0 ? -1 : 1);
    return other < 0 || other >= most ? at / 2 : other;
  }

  private static int chroma(byte[] s, int near, int far, int i, int j) {
    int a = s[near + i] & 0xff;
    int c = s[far + i] & 0xff;
    if (i == j) {
      return (3 * a + c + 2) >> 2;
    }
    int b = s[near + j] & 0xff;
    int d = s[far + j] & 0xff;
    return (((a + 3 * b + 3 * c + d + 8) >> 3) + a) >> 1;
  }

  /** BT.601 of reduced range. */
  private static void put(byte[] rgb, int o, int y, int u, int v) {
    int light = (y * 19077) >> 8;
    rgb[o] = clip(light + ((v * 26149) >> 8) - 14234);
    rgb[o + 1] = clip(light - ((u * 6419) >> 8) - ((v * 13320) >> 8) + 8708);
    rgb[o + 2] = clip(light + ((u * 33050) >> 8) - 17685);
  }

  private static byte clip(int sample) {
    return Vp8Coefficients.clip(sample >> 6);
  }
}
