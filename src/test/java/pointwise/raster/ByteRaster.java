package pointwise.raster;

/** An image of bytes that is read by windows. */
public abstract class ByteRaster implements Raster {
  private final int height;
  private final int width;
  private final int channels;

  protected ByteRaster(int height, int width, int channels) {
    this.height = height;
    this.width = width;
    this.channels = channels;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int channels() {
    return channels;
  }

  @Override
  public SampleType type() {
    return SampleType.UINT8;
  }

  @Override
  public boolean inMemory() {
    return false;
  }

  @Override
  public void close() {}
}
