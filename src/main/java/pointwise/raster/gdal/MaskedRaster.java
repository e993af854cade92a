package pointwise.raster.gdal;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.NarrowWindows;
import pointwise.raster.Raster;
import pointwise.raster.SampleType;
import pointwise.raster.SceneInfo;
import pointwise.raster.Window;
import pointwise.text.Text;

/**
 * An image with the mask of the file beside it: of one band for all channels, or of a band for
 * each; a pixel is no data where one is 0 of those that are used.
 */
public final class MaskedRaster extends Raster.Around {
  private final Raster mask;
  private final NarrowWindows windows;

  /**
   * @param mask which is closed with the image
   * @throws ImageException if it does not fit the image, which is a mismatch
   */
  public MaskedRaster(String origin, Raster image, Raster mask) {
    super(image);
    this.mask = mask;
    this.windows = new NarrowWindows(mask);
    if (mask.height() != image.height()
        || mask.width() != image.width()
        || (mask.channels() != 1 && mask.channels() != image.channels())
        || mask.type() != SampleType.UINT8) {
      throw new ImageException(
          origin,
          ErrorKind.MISMATCH,
          Text.of(
              "the mask in the %s file beside it does not fit, found %d x %d x %d of %s, expected %d x %d x 1 or %d of %s",
              SideFiles.MASK,
              mask.height(),
              mask.width(),
              mask.channels(),
              mask.type().dtype(),
              image.height(),
              image.width(),
              image.channels(),
              SampleType.UINT8.dtype()));
    }
  }

  @Override
  public byte[] mask(Window window) throws IOException {
    return mask(window, IntStream.range(0, channels()).toArray());
  }

  @Override
  public byte[] mask(Window window, int[] channels) throws IOException {
    byte[] samples = windows.read(window);
    int n = mask.channels();
    if (n == 1) {
      return samples;
    }
    byte[] valid = new byte[window.pixels()];
    for (int p = 0; p < valid.length; p++) {
      valid[p] = (byte) 255;
      for (int channel : channels) {
        valid[p] = samples[p * n + channel] == 0 ? 0 : valid[p];
      }
    }
    return valid;
  }

  @Override
  public SceneInfo info() {
    SceneInfo own = image.info();
    Map<String, String> details = new LinkedHashMap<>(own.details());
    details.put("mask", "in the " + SideFiles.MASK + " file beside it");
    return new SceneInfo(own.crs(), own.transform(), own.bands(), details);
  }

  @Override
  public byte[] read(Window window) throws IOException {
    return image.read(window);
  }

  @Override
  public byte[] read(Window window, int[] channels) throws IOException {
    return image.read(window, channels);
  }

  @Override
  public void close() throws IOException {
    try (mask) {
      image.close();
    }
  }
}
