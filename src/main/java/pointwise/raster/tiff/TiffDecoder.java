package pointwise.raster.tiff;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageReader;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.raster.jdk.AwtSamples;
import pointwise.raster.jdk.ImageIoDecoder;
import pointwise.text.Text;

/**
 * TIFF: the first page of full resolution, any number of channels of uint8, uint16, int16 or
 * float32 (float64 is rounded to it), any other number of bits up to 15 as uint8 or uint16, grey of
 * 1, 2 or 4 bits scaled to 0..255, and colour maps. Unsigned WhiteIsZero comes out with 0 black;
 * the channels behind it, alpha among them, are as stored.
 *
 * <p>The JDK's reader decodes what is not JPEG, after {@link TiffPicture} and {@link TiffSegments}
 * have seen that it is of a kind that it reads right, and all there.
 */
public final class TiffDecoder {
  private static final int GDAL_NODATA = 42113;
  private static final int MOST_DIGITS = 40;
  private static final String NUMBER = "[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?";

  private final String origin;
  private final byte[] file;
  private final TiffDirectory page;
  private final TiffPicture picture;

  private TiffDecoder(String origin, byte[] file, TiffDirectory page, TiffPicture picture) {
    this.origin = origin;
    this.file = file;
    this.page = page;
    this.picture = picture;
  }

  public static DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
    TiffPages pages = TiffPages.of(origin, file);
    TiffDirectory page = pages.picture();
    TiffPicture picture = TiffPicture.of(origin, page, file.length, limits);
    TiffDecoder decoder = new TiffDecoder(origin, file, page, picture);
    byte[] missing = decoder.missingPixel();
    boolean jpeg =
        picture.compression() == TiffPicture.JPEG || picture.compression() == TiffPicture.OLD_JPEG;
    DecodedImage image =
        jpeg ? TiffJpeg.decode(origin, file, page, picture, limits) : decoder.byJdk();
    if (picture.photometric() == TiffPicture.WHITE_IS_ZERO) {
      decoder.invert(image);
    }
    if (missing != null) {
      decoder.fill(image, missing);
    }
    return image.withUnread(pages.unread());
  }

  private DecodedImage byJdk() {
    TiffSegments.check(origin, file, page, picture);
    if (picture.photometric() == TiffPicture.YCBCR) {
      return YcbcrToRgb.convert(origin, page, picture, byJdk(picture.blocks()));
    }
    int channels = picture.channels();
    if (channels == 1 || (picture.bits() >= 8 && !TiffPicture.odd(picture.bits()))) {
      return byJdk(picture);
    }
    // Java has no pictures of several channels of such bits, but the lines are those of grey ones.
    if (!picture.apart()) {
      DecodedImage flat = byJdk(picture.flat());
      return new DecodedImage(
          picture.height(), picture.width(), channels, flat.type(), flat.samples());
    }
    byte[] samples = null;
    SampleType type = null;
    for (int c = 0; c < channels; c++) {
      DecodedImage plane = byJdk(picture.plane(c));
      type = plane.type();
      byte[] in = plane.samples();
      samples = samples == null ? new byte[in.length * channels] : samples;
      int size = type.bytes();
      for (int i = 0; i < in.length; i++) {
        samples[(i / size * channels + c) * size + i % size] = in[i];
      }
    }
    return new DecodedImage(picture.height(), picture.width(), channels, type, samples);
  }

  private DecodedImage byJdk(TiffPicture part) {
    DecodedImage image = byJdk(part, (byte) 0);
    if (part.ccitt() && !Arrays.equals(image.samples(), byJdk(part, (byte) -1).samples())) {
      throw endsEarly(null); // the samples depend on what follows the data
    }
    if (TiffPicture.odd(part.bits())) {
      unscale(image);
    }
    return image;
  }

  private DecodedImage byJdk(TiffPicture part, byte behind) {
    byte[][] colours = part.photometric() == TiffPicture.PALETTE ? colours() : null;
    return ImageIoDecoder.decode(
        origin,
        "tiff",
        TiffForJdk.of(file, page, part, behind),
        (decoder, reader) -> {
          BufferedImage read = read(reader);
          return colours == null
              ? AwtSamples.of(origin, read, true)
              : AwtSamples.mapped(read.getRaster(), colours, 3);
        });
  }

  private BufferedImage read(ImageReader reader) throws IOException {
    try {
      return reader.read(0);
    } catch (IOException | IndexOutOfBoundsException e) {
      if (picture.ccitt()) {
        throw endsEarly(e);
      }
      throw e;
    }
  }

  private ImageException endsEarly(Exception cause) {
    return new ImageException(origin, "the CCITT data end early or are corrupt", cause);
  }

  /** Of a number of bits that Java has no picture for the JDK scales the samples to 8 or 16. */
  private void unscale(DecodedImage image) {
    int most = (1 << picture.bits()) - 1;
    ByteBuffer samples = ByteBuffer.wrap(image.samples()).order(ByteOrder.LITTLE_ENDIAN);
    while (samples.hasRemaining()) {
      int at = samples.position();
      if (image.type() == SampleType.UINT8) {
        samples.put((byte) (((samples.get(at) & 0xff) * most + 127) / 255));
      } else {
        samples.putShort((short) (((samples.getShort(at) & 0xffffL) * most + 32767) / 65535));
      }
    }
  }

  /** The first channel of WhiteIsZero, its one colour, the other way round. */
  private void invert(DecodedImage image) {
    int bits = picture.bits();
    int most = TiffPicture.odd(bits) ? (1 << bits) - 1 : (int) image.type().full();
    ByteBuffer samples = ByteBuffer.wrap(image.samples()).order(ByteOrder.LITTLE_ENDIAN);
    int step = image.channels() * image.type().bytes();
    for (int at = 0; at < samples.capacity(); at += step) {
      if (image.type() == SampleType.UINT8) {
        samples.put(at, (byte) (most - samples.get(at)));
      } else {
        samples.putShort(at, (short) (most - samples.getShort(at)));
      }
    }
  }

  /**
   * A colour map to 8 bits by its high bytes: exact whether the writer multiplied by 256 or by 257,
   * where the JDK's scaling is a level too dark for the former. Some writers did neither.
   */
  private byte[][] colours() {
    long[] map = page.numbers(TiffPicture.COLOUR_MAP);
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

  /**
   * One pixel of the strips and tiles that the file leaves out, as GDAL has it: the value that is
   * no data, or 0.
   *
   * @return null where none is left out
   */
  private byte[] missingPixel() {
    boolean any = false;
    for (int i = 0; i < picture.offsets().length; i++) {
      any |= picture.missing(i);
    }
    if (!any) {
      return null;
    }
    if (picture.ccitt()) {
      throw new ImageException(origin, "strips or tiles are left out, which is not read in CCITT");
    }
    String text = page.has(GDAL_NODATA) ? page.text(GDAL_NODATA) : "0";
    int channels = picture.channels();
    if (picture.format() == TiffPicture.FLOAT) {
      ByteBuffer pixel = ByteBuffer.allocate(4 * channels).order(ByteOrder.LITTLE_ENDIAN);
      for (int c = 0; c < channels; c++) {
        pixel.putFloat(floating(text));
      }
      return pixel.array();
    }
    int bits = picture.bits();
    boolean scaled = bits < 8 && !TiffPicture.odd(bits);
    boolean inverted = picture.photometric() == TiffPicture.WHITE_IS_ZERO;
    boolean palette = picture.photometric() == TiffPicture.PALETTE;
    boolean signed = picture.format() == TiffPicture.SIGNED;
    int own = (1 << bits) - 1;
    int most =
        signed
            ? Short.MAX_VALUE
            : scaled || inverted || palette || bits == 8 ? own : bits < 8 ? 255 : 65535;
    int stored = whole(text, signed ? Short.MIN_VALUE : 0, most);
    if (palette) {
      byte[][] colours = colours();
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

  private void fill(DecodedImage image, byte[] pixel) {
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
