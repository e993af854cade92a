package pointwise.raster;

import java.io.IOException;

/** The same image with NaN for infinite samples. */
public record FiniteRaster(Raster image) implements Raster {
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
    return image.inMemory();
  }

  @Override
  public int blockRows() {
    return image.blockRows();
  }

  @Override
  public int blockColumns() {
    return image.blockColumns();
  }

  @Override
  public SceneInfo info() {
    return image.info();
  }

  @Override
  public byte[] mask(Window window) throws IOException {
    return image.mask(window);
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
  public byte[] read(Window window) throws IOException {
    byte[] samples = image.read(window);
    type().nanForInfinite(samples);
    return samples;
  }

  @Override
  public void close() throws IOException {
    image.close();
  }
}
