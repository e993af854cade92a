package pointwise.raster.tiff;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.raster.jdk.AwtSamples;
import pointwise.raster.jdk.ImageIoDecoder;
import pointwise.raster.jdk.JpegHeader;
import pointwise.text.Text;

/**
 * JPEG in TIFF (TIFF Technical Note 2): every strip or tile is a JPEG of its own, its tables may
 * stand in the directory. What the components are is said by the photometric interpretation alone,
 * never by a marker, as in libtiff.
 */
final class TiffJpeg {
  private static final int TABLES = 347;
  private static final int STREAM_LENGTH = 514;
  private static final int HALF = 1 << 15;

  private final String origin;
  private final byte[] file;
  private final TiffPicture picture;
  private final DecodeLimits limits;
  private final byte[] samples;

  private TiffJpeg(String origin, byte[] file, TiffPicture picture, DecodeLimits limits) {
    this.origin = origin;
    this.file = file;
    this.picture = picture;
    this.limits = limits;
    samples = new byte[picture.height() * picture.width() * picture.channels()];
  }

  static DecodedImage decode(
      String origin, byte[] file, TiffDirectory page, TiffPicture picture, DecodeLimits limits) {
    TiffJpeg jpeg = new TiffJpeg(origin, file, picture, limits);
    if (picture.compression() == TiffTags.OLD_JPEG) {
      jpeg.stream(page);
    } else {
      jpeg.segments(page.has(TABLES) ? page.values(TABLES) : new byte[0]);
    }
    if (picture.photometric() == TiffTags.YCBCR) {
      toRgb(jpeg.samples);
    }
    return new DecodedImage(
        picture.height(), picture.width(), picture.channels(), SampleType.UINT8, jpeg.samples);
  }

  /** The old kind (TIFF 6.0, section 22), where a whole JPEG stands in the file. */
  private void stream(TiffDirectory page) {
    if (!page.has(TiffTags.JPEG_STREAM)) {
      throw new ImageException(
          origin,
          "old-style JPEG of this kind is not read, found tables that stand apart, expected one whole JPEG");
    }
    long from = page.number(TiffTags.JPEG_STREAM, 0);
    long to = Math.min(file.length, from + page.number(STREAM_LENGTH, file.length));
    if (from + 2 > to) {
      throw new ImageException(
          origin, Text.of("the file is cut short before its JPEG, found %d bytes", file.length));
    }
    place(Arrays.copyOfRange(file, (int) from, (int) to), 0, 0, 0);
  }

  private void segments(byte[] tables) {
    for (long i = 0; i < picture.segments(); i++) {
      if (picture.missing(i)) {
        continue;
      }
      int from = (int) picture.extents().offset(i);
      int to = from + (int) picture.extents().count(i);
      ByteArrayOutputStream whole = new ByteArrayOutputStream(tables.length + to - from + 4);
      whole.write(0xFF);
      whole.write(0xD8);
      int tablesFrom = starts(tables, 0, tables.length) ? 2 : 0;
      int tablesTo = ends(tables) ? tables.length - 2 : tables.length;
      whole.write(tables, tablesFrom, Math.max(0, tablesTo - tablesFrom));
      from += starts(file, from, to) ? 2 : 0;
      whole.write(file, from, to - from);
      int channel = picture.apart() ? (int) (i / ((long) picture.across() * picture.down())) : 0;
      place(whole.toByteArray(), picture.top(i), picture.left(i), channel);
    }
  }

  /** Decodes a JPEG and puts its samples where they belong. */
  private void place(byte[] jpeg, int top, int left, int channel) {
    JpegHeader header = JpegHeader.parse(origin, jpeg);
    int channels = picture.apart() ? 1 : picture.channels();
    int lines = Math.min(picture.segmentHeight(), picture.height() - top);
    if (header.width() != picture.segmentWidth()
        || header.height() < lines
        || header.height() > picture.segmentHeight()
        || header.components() != channels) {
      throw new ImageException(
          origin,
          Text.of(
              "a JPEG in the TIFF does not fit it, found %d x %d x %d, expected %d x %d x %d",
              header.height(),
              header.width(),
              header.components(),
              lines,
              picture.segmentWidth(),
              channels));
    }
    limits.check(origin, header.height(), header.width(), channels, 1);
    byte[] part =
        ImageIoDecoder.decode(
                origin,
                "jpeg",
                header.plain(),
                (decoder, reader) -> AwtSamples.of(origin, reader.readRaster(0, null)))
            .samples();
    int columns = Math.min(header.width(), picture.width() - left);
    int step = picture.channels();
    for (int y = 0; y < lines; y++) {
      int in = y * header.width() * channels;
      int out = ((top + y) * picture.width() + left) * step + channel;
      if (channels == step) {
        System.arraycopy(part, in, samples, out, columns * channels);
      } else {
        for (int x = 0; x < columns; x++) {
          samples[out + x * step] = part[in + x];
        }
      }
    }
  }

  /** YCbCr to RGB in place, by JFIF's BT.601 full-range formulas in 16-bit fixed point. */
  private static void toRgb(byte[] samples) {
    for (int i = 0; i < samples.length; i += 3) {
      int luma = ((samples[i] & 0xff) << 16) + HALF;
      int cb = (samples[i + 1] & 0xff) - 128;
      int cr = (samples[i + 2] & 0xff) - 128;
      samples[i] = clamp(luma + 91881 * cr);
      samples[i + 1] = clamp(luma - 22554 * cb - 46802 * cr);
      samples[i + 2] = clamp(luma + 116130 * cb);
    }
  }

  private static byte clamp(int fixed) {
    return (byte) Math.max(0, Math.min(255, fixed >> 16));
  }

  private static boolean starts(byte[] bytes, int from, int to) {
    return to - from >= 2 && bytes[from] == -1 && (bytes[from + 1] & 0xff) == 0xD8;
  }

  private static boolean ends(byte[] bytes) {
    int n = bytes.length;
    return n >= 2 && bytes[n - 2] == -1 && (bytes[n - 1] & 0xff) == 0xD9;
  }
}
