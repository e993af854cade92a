package pointwise.raster.tiff;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.DecodedRaster;
import pointwise.raster.FormatReader;
import pointwise.raster.ImageFile;
import pointwise.raster.Raster;
import pointwise.raster.ReadOptions;
import pointwise.raster.Window;
import pointwise.raster.gdal.MaskedRaster;
import pointwise.raster.gdal.Pam;
import pointwise.raster.gdal.SideFiles;

/**
 * TIFF and BigTIFF: the first page of full resolution, any number of channels. Strips and tiles
 * that are not compressed or by LZW, Deflate, PackBits or Zstandard are read by windows, other
 * pictures whole, as {@link TiffDecoder} has it.
 */
public final class TiffFormat implements FormatReader {
  /** A file up to so many bytes is read at once: one request costs less than some. */
  private static final int SMALL_FILE = 4 << 20;

  /** A picture up to so many bytes is decoded at once, so that all is known of it. */
  private static final long SMALL_PICTURE = 16L << 20;

  private static final DecodeLimits UNLIMITED =
      new DecodeLimits(Long.MAX_VALUE, Long.MAX_VALUE, "the memory");

  @Override
  public Signature signature() {
    return new Signature(
        "TIFF", List.of("tif", "tiff"), List.of("II*\0", "MM\0*", "II+\0", "MM\0+"));
  }

  @Override
  public boolean readsLines() {
    return true;
  }

  @Override
  public Optional<Lines> lines(ImageFile file, ReadOptions options) throws IOException {
    TiffBytes source = TiffBytes.of(file.file(), file.length());
    try {
      TiffScene scene = TiffScene.of(file.origin(), source, options, UNLIMITED, false);
      if (!scene.picture().byWindows()) {
        return Optional.empty();
      }
      TiffRaster image = new TiffRaster(scene, null);
      return image.bytes() <= SMALL_PICTURE
          ? Optional.empty()
          : Optional.of(
              new Lines(
                  image.height(),
                  image.width(),
                  image.channels(),
                  image.type(),
                  Math.max(1, file.length() / image.height()),
                  image.blockRows(),
                  image.blockColumns()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * A small picture comes decoded: what is wrong with it is known then. What GDAL keeps beside the
   * file is read with it.
   */
  @Override
  public Raster open(ImageFile file, DecodeLimits limits, ReadOptions options) throws IOException {
    return masked(file, limits, options, opened(file, limits, options));
  }

  /**
   * A picture with the mask in a file beside it, where there is one and none inside, as GDAL has
   * it.
   *
   * @param image which is closed where the mask is not read
   */
  static Raster masked(ImageFile file, DecodeLimits limits, ReadOptions options, Raster image)
      throws IOException {
    Raster masked = null;
    Raster mask = null;
    ImageFile beside = null;
    try {
      boolean inside = image.mask(Window.lines(0, 1, image.width())) != null;
      beside = inside ? null : file.beside().open(List.of(file.name() + SideFiles.MASK));
      ReadOptions plain = new ReadOptions(options.overview(), true);
      long pixels = image.inMemory() ? (long) image.height() * image.width() : 0;
      DecodeLimits left = limits.beside(pixels * image.channels() * image.type().bytes());
      mask = beside == null ? null : opened(beside.alone(), left, plain);
      masked = mask == null ? image : new MaskedRaster(file.origin(), image, mask);
      return masked;
    } finally {
      if (masked == null) {
        image.close();
      }
      if (beside != null && (masked == null || mask.inMemory())) {
        beside.file().close();
      }
    }
  }

  private static Raster opened(ImageFile file, DecodeLimits limits, ReadOptions options)
      throws IOException {
    Raster image = raster(file, limits, options);
    if (image instanceof TiffRaster windows
        && windows.bytes() <= Math.min(SMALL_PICTURE, limits.maxBytes())) {
      try (windows) {
        return windows.decoded();
      }
    }
    return image;
  }

  /** The picture, not decoded where it can be read by windows. */
  static Raster raster(ImageFile file, DecodeLimits limits, ReadOptions options)
      throws IOException {
    try {
      byte[] bytes =
          file.length() <= Math.min(SMALL_FILE, limits.maxBytes()) ? file.readAll(limits) : null;
      TiffBytes source =
          bytes == null ? TiffBytes.of(file.file(), file.length()) : TiffBytes.of(bytes);
      TiffScene scene =
          TiffScene.of(file.origin(), source, options, limits, false).with(Pam.beside(file));
      if (scene.picture().byWindows()) {
        return new TiffRaster(scene, file.file());
      }
      bytes = bytes == null ? file.readAll(limits) : bytes;
      DecodedImage image = TiffDecoder.decode(scene, bytes, limits.beside(bytes.length));
      return new DecodedRaster(
          image.withUnread(scene.unread()),
          TiffInfo.of(scene, image.channels()),
          scene.wholeMask());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
    TiffScene scene = TiffScene.of(origin, TiffBytes.of(file), ReadOptions.DEFAULT, limits, true);
    if (!scene.picture().byWindows()) {
      return TiffDecoder.decode(scene, file, limits).withUnread(scene.unread());
    }
    try (TiffRaster raster = new TiffRaster(scene, null)) {
      return raster.decoded().image();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read bytes in memory", e);
    }
  }
}
