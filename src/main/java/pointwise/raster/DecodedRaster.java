package pointwise.raster;

/**
 * The windows of an image that was decoded whole.
 *
 * @param info what is known of it beside its samples
 * @param mask height x width, 0 where a pixel is no data; null where the file holds none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record DecodedRaster(DecodedImage image, SceneInfo info, byte[] mask) implements Raster {
  /** An image of which nothing else is known. */
  public DecodedRaster(DecodedImage image) {
    this(image, SceneInfo.NONE, null);
  }

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
    return window.cut(image.samples(), whole(), channels() * type().bytes());
  }

  @Override
  public byte[] mask(Window window) {
    return mask == null ? null : window.cut(mask, whole(), 1).clone();
  }

  private Window whole() {
    return Window.lines(0, height(), width());
  }

  @Override
  public void close() {}
}
