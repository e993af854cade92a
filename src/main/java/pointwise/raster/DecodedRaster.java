package pointwise.raster;

import java.util.Arrays;

/** The lines of an image that was decoded whole. */
public record DecodedRaster(DecodedImage image) implements Raster {
  @Override
  public int height() {
    return image.height();
  }

  @Override
  public int width() {
    return image.width();
  }

  @Override
  public int channels() {
    return image.channels();
  }

  @Override
  public SampleType type() {
    return image.type();
  }

  @Override
  public boolean inMemory() {
    return true;
  }

  @Override
  public int unreadPages() {
    return image.unreadPages();
  }

  @Override
  public long inexact() {
    return image.inexact();
  }

  @Override
  public byte[] read(Window window) {
    int y = window.requireLines(width()).y();
    if (window.rows() == height()) {
      return image.samples();
    }
    int line = width() * channels() * type().bytes();
    return Arrays.copyOfRange(image.samples(), y * line, (y + window.rows()) * line);
  }

  @Override
  public void close() {}
}
