package pointwise.raster.tiff;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.DecodedRaster;
import pointwise.raster.FormatReader;
import pointwise.raster.ImageFile;
import pointwise.raster.Raster;

/**
 * TIFF and BigTIFF: the first page of full resolution, any number of channels. Strips and tiles that
 * are not compressed or by LZW, Deflate, PackBits or Zstandard are read by windows, other pictures
 * whole, as {@link TiffDecoder} has it.
 */
public final class TiffFormat implements FormatReader {
  /** A file up to so many bytes is read at once: one request costs less than some. */
  private static final int SMALL_FILE = 4 << 20;

  /** A picture up to so many bytes is decoded at once, so that all is known of it. */
  private static final long SMALL_PICTURE = 16L << 20;

  @Override
  public Signature signature() {
    return new Signature(
        "TIFF", List.of("tif", "tiff"), List.of("II*\0", "MM\0*", "II+\0", "MM\0+"));
  }

  /** A small picture comes decoded: what is wrong with it is known then. */
  @Override
  public Raster open(ImageFile file, DecodeLimits limits) throws IOException {
    Raster image = raster(file, limits);
    if (image instanceof TiffRaster windows
        && windows.bytes() <= Math.min(SMALL_PICTURE, limits.maxBytes())) {
      try (windows) {
        return windows.decoded();
      }
    }
    return image;
  }

  /** The picture, not decoded where it can be read by windows. */
  static Raster raster(ImageFile file, DecodeLimits limits) throws IOException {
    try {
      byte[] bytes =
          file.length() <= Math.min(SMALL_FILE, limits.maxBytes()) ? file.readAll(limits) : null;
      TiffBytes source =
          bytes == null ? TiffBytes.of(file.file(), file.length()) : TiffBytes.of(bytes);
      TiffScene scene = TiffScene.of(file.origin(), source, limits, false);
      if (scene.picture().byWindows()) {
        return new TiffRaster(scene, file.file());
      }
      bytes = bytes == null ? file.readAll(limits) : bytes;
      DecodedImage image =
          TiffDecoder.decode(
              file.origin(),
              bytes,
              scene.page(),
              scene.picture(),
              limits.beside(bytes.length));
      return new DecodedRaster(
          image.withUnread(scene.unread()), scene.info(image.channels()), scene.wholeMask());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
    TiffScene scene = TiffScene.of(origin, TiffBytes.of(file), limits, true);
    if (!scene.picture().byWindows()) {
      return TiffDecoder.decode(origin, file, scene.page(), scene.picture(), limits)
          .withUnread(scene.unread());
    }
    try (TiffRaster raster = new TiffRaster(scene, null)) {
      return raster.decoded().image();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read bytes in memory", e);
    }
  }
}
