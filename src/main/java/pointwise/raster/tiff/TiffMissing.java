package pointwise.raster.tiff;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.LongStream;
import pointwise.raster.DecodedImage;
import pointwise.raster.Half;
import pointwise.raster.ImageException;
import pointwise.raster.gdal.GdalNumber;
import pointwise.text.Text;

/**
 * The strips and tiles that a file leaves out, as GDAL has them: every pixel is the value that is
 * no data, or 0.
 */
final class TiffMissing {
  private static final int MOST_DIGITS = 40;

  private final String origin;
  private final TiffDirectory page;
  private final TiffPicture picture;

  private TiffMissing(String origin, TiffDirectory page, TiffPicture picture) {
    this.origin = origin;
    this.page = page;
    this.picture = picture;
  }

  /** One pixel of them, in the samples of the result. */
  static byte[] pixel(String origin, TiffDirectory page, TiffPicture picture) {
    return new TiffMissing(origin, page, picture).pixel();
  }

  /** Requires that what a file leaves out can be told, where it leaves something out. */
  static void require(String origin, TiffDirectory page, TiffPicture picture) {
    try {
      byte[] unused = pixel(origin, page, picture);
    } catch (ImageException e) {
      if (any(picture)) {
        throw e;
      }
    }
  }

  private static boolean any(TiffPicture picture) {
    return LongStream.range(0, picture.segments()).anyMatch(picture::missing);
  }

  /** The same of a picture that is decoded whole; null where it has all. */
  static byte[] pixelOrNull(String origin, TiffDirectory page, TiffPicture picture) {
    return any(picture) ? pixel(origin, page, picture) : null;
  }

  /** Fills them in a picture that was decoded whole. */
  static void fill(TiffPicture picture, byte[] pixel, DecodedImage image) {
    for (long i = 0; i < picture.segments(); i++) {
      if (picture.missing(i)) {
        fill(picture, i, pixel, image);
      }
    }
  }

  private byte[] pixel() {
    if (picture.ccitt()) {
      throw new ImageException(origin, "strips or tiles are left out, which is not read in CCITT");
    }
    String text = page.has(TiffTags.GDAL_NODATA) ? page.text(TiffTags.GDAL_NODATA) : "0";
    int channels = picture.channels();
    int bits = picture.bits();
    if (picture.format() == TiffTags.FLOAT) {
      return floats(channels, floating(text), bits == 16);
    }
    boolean wide = picture.format() == TiffTags.SIGNED ? bits != 16 : bits > 16;
    if (wide) {
      return wide(text);
    }
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

  private static byte[] floats(int channels, float value, boolean half) {
    ByteBuffer pixel =
        ByteBuffer.allocate((half ? 2 : 4) * channels).order(ByteOrder.LITTLE_ENDIAN);
    while (pixel.hasRemaining()) {
      if (half) {
        pixel.putShort(Half.ofFloat(value));
      } else {
        pixel.putFloat(value);
      }
    }
    return pixel.array();
  }

  /** Of whole numbers that come out as float32. */
  private byte[] wide(String text) {
    boolean signed = picture.format() == TiffTags.SIGNED;
    BigInteger size = BigInteger.TWO.pow(picture.bits() - (signed ? 1 : 0));
    BigInteger least = signed ? size.negate() : BigInteger.ZERO;
    BigInteger most = size.subtract(BigInteger.ONE);
    if (text.matches(GdalNumber.FINITE) && text.length() < MOST_DIGITS) {
      BigDecimal value = new BigDecimal(text);
      BigInteger whole = Math.abs(value.scale()) < MOST_DIGITS ? value.toBigInteger() : size;
      if (value.compareTo(new BigDecimal(whole)) == 0
          && whole.compareTo(least) >= 0
          && whole.compareTo(most) <= 0) {
        byte[] pixel = floats(picture.channels(), whole.floatValue(), false);
        if (picture.photometric() == TiffTags.WHITE_IS_ZERO) {
          byte[] first = floats(1, most.subtract(whole).floatValue(), false);
          System.arraycopy(first, 0, pixel, 0, first.length);
        }
        return pixel;
      }
    }
    throw noData(text, Text.of("a whole number from %s to %s", least, most));
  }

  private float floating(String text) {
    Double number = GdalNumber.parse(text);
    if (number == null) {
      throw noData(text, "a number");
    }
    return (float) (double) number;
  }

  private int whole(String text, int least, int most) {
    if (text.matches(GdalNumber.FINITE) && text.length() < MOST_DIGITS) {
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

  private static void fill(TiffPicture picture, long segment, byte[] pixel, DecodedImage image) {
    int size = image.type().bytes();
    int step = image.channels() * size;
    int from =
        picture.apart() ? (int) (segment / ((long) picture.across() * picture.down())) * size : 0;
    int bytes = picture.apart() ? size : step;
    int left = picture.left(segment);
    int right = Math.min(picture.width(), left + picture.segmentWidth());
    int bottom = Math.min(picture.height(), picture.top(segment) + picture.segmentHeight());
    for (int y = picture.top(segment); y < bottom; y++) {
      for (int x = left; x < right; x++) {
        int at = (y * picture.width() + x) * step + from;
        System.arraycopy(pixel, from, image.samples(), at, bytes);
      }
    }
  }
}
