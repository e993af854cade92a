package pointwise.raster.tiff;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.ImageReader;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.raster.jdk.AwtSamples;
import pointwise.raster.jdk.ImageIoDecoder;

/**
 * Pictures of a TIFF that are decoded whole: JPEG, CCITT, palettes, YCbCr and numbers of bits that
 * are no whole bytes. Those up to 15 come out as uint8 or uint16, grey of 1, 2 or 4 bits scaled to
 * 0..255. Unsigned WhiteIsZero comes out with 0 black; the channels behind it, alpha among them,
 * are as stored.
 *
 * <p>The JDK's reader decodes what is not JPEG, after {@link TiffPicture} and {@link TiffSegments}
 * have seen that it is of a kind that it reads right, and all there.
 */
final class TiffDecoder {
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

  /** Decodes a page that is not read by windows. */
  static DecodedImage decode(TiffScene scene, byte[] file, DecodeLimits limits) {
    String origin = scene.origin();
    TiffDirectory page = scene.page();
    TiffPicture picture = scene.picture();
    TiffDecoder decoder = new TiffDecoder(origin, file, page, picture);
    byte[] missing = TiffMissing.pixelOrNull(origin, scene.described(), picture);
    boolean jpeg =
        picture.compression() == TiffTags.JPEG || picture.compression() == TiffTags.OLD_JPEG;
    DecodedImage image =
        jpeg ? TiffJpeg.decode(origin, file, page, picture, limits) : decoder.byJdk();
    if (picture.photometric() == TiffTags.WHITE_IS_ZERO) {
      decoder.invert(image);
    }
    if (missing != null) {
      TiffMissing.fill(picture, missing, image);
    }
    return image;
  }

  private DecodedImage byJdk() {
    TiffSegments.check(origin, file, page, picture);
    if (picture.photometric() == TiffTags.YCBCR) {
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
    byte[][] colours =
        part.photometric() == TiffTags.PALETTE
            ? TiffPictureReader.colours(origin, page, picture)
            : null;
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
}
