package pointwise.raster.tiff;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.stream.IntStream;
import pointwise.raster.DecodedImage;
import pointwise.raster.ImageException;
import pointwise.text.Text;

/**
 * The strips and tiles that a file leaves out, as GDAL has them: every pixel is the value that is
 * no data, or 0.
 */
final class TiffMissing {
  private static final int GDAL_NODATA = 42113;
  private static final int MOST_DIGITS = 40;
  private static final String NUMBER = "[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?";

  private final String origin;
  private final TiffDirectory page;
  private final TiffPicture picture;
  private final byte[] pixel;

  private TiffMissing(String origin, TiffDirectory page, TiffPicture picture) {
    this.origin = origin;
    this.page = page;
    this.picture = picture;
    this.pixel = pixel();
  }

  /** Those of a picture; null where none is left out. */
  static TiffMissing of(String origin, TiffDirectory page, TiffPicture picture) {
    boolean any = IntStream.range(0, picture.offsets().length).anyMatch(picture::missing);
    return any ? new TiffMissing(origin, page, picture) : null;
  }

  /** One pixel, in the samples of the result. */
  private byte[] pixel() {
    if (picture.ccitt()) {
      throw new ImageException(origin, "strips or tiles are left out, which is not read in CCITT");
    }
    String text = page.has(GDAL_NODATA) ? page.text(GDAL_NODATA) : "0";
    int channels = picture.channels();
    if (picture.format() == TiffTags.FLOAT) {
      ByteBuffer pixel = ByteBuffer.allocate(4 * channels).order(ByteOrder.LITTLE_ENDIAN);
      for (int c = 0; c < channels; c++) {
        pixel.putFloat(floating(text));
      }
      return pixel.array();
    }
    int bits = picture.bits();
    boolean scaled = bits < 8 && !TiffPicture.odd(bits);
    boolean inverted = picture.photometric() == TiffTags.WHITE_IS_ZERO;
    boolean palette = picture.photometric() == TiffTags.PALETTE;
    boolean signed = picture.format() == TiffTags.SIGNED;
    int own = (1 << bits) - 1;
    int most =
        signed
            ? Short.MAX_VALUE
            : scaled || inverted || palette || bits == 8 ? own : bits < 8 ? 255 : 65535;
    int stored = whole(text, signed ? Short.MIN_VALUE : 0, most);
    if (palette) {
      byte[][] colours = TiffPictureReader.colours(origin, page, picture);
      return new byte[] {colours[0][stored], colours[1][stored], colours[2][stored]};
    }
    ByteBuffer pixel =
        ByteBuffer.allocate((bits + 7) / 8 * channels).order(ByteOrder.LITTLE_ENDIAN);
    for (int c = 0; c < channels; c++) {
      int value = (inverted && c == 0 ? own - stored : stored) * (scaled ? 255 / own : 1);
      if (bits <= 8) {
        pixel.put((byte) value);
      } else {
        pixel.putShort((short) value);
      }
    }
    return pixel.array();
  }

  private float floating(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan", "-nan", "+nan" -> Float.NaN;
      case "inf", "+inf" -> Float.POSITIVE_INFINITY;
      case "-inf" -> Float.NEGATIVE_INFINITY;
      default -> {
        if (!text.matches(NUMBER)) {
          throw noData(text, "a number");
        }
        yield (float) Double.parseDouble(text);
      }
    };
  }

  private int whole(String text, int least, int most) {
    if (text.matches(NUMBER) && text.length() < MOST_DIGITS) {
      double value = Double.parseDouble(text);
      if (value == Math.rint(value) && value >= least && value <= most) {
        return (int) value;
      }
    }
    throw noData(text, Text.of("a whole number from %d to %d", least, most));
  }

  private ImageException noData(String text, String expected) {
    return new ImageException(
        origin,
        Text.of(
            "strips or tiles are left out and GDAL_NODATA is not of the samples' type, found '%s', expected %s",
            Text.printable(
                text.length() <= MOST_DIGITS ? text : text.substring(0, MOST_DIGITS) + "..."),
            expected));
  }

  /** Fills them in the picture. */
  void fill(DecodedImage image) {
    int size = image.type().bytes();
    int step = image.channels() * size;
    for (int i = 0; i < picture.offsets().length; i++) {
      if (!picture.missing(i)) {
        continue;
      }
      int from = picture.apart() ? i / (picture.across() * picture.down()) * size : 0;
      int bytes = picture.apart() ? size : step;
      int left = picture.left(i);
      int right = Math.min(picture.width(), left + picture.segmentWidth());
      int bottom = Math.min(picture.height(), picture.top(i) + picture.segmentHeight());
      for (int y = picture.top(i); y < bottom; y++) {
        for (int x = left; x < right; x++) {
          int at = (y * picture.width() + x) * step + from;
          System.arraycopy(pixel, from, image.samples(), at, bytes);
        }
      }
    }
  }
}
