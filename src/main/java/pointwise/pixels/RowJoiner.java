package pointwise.pixels;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.NoSuchElementException;
import pointwise.raster.SampleType;
import pointwise.raster.Window;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.tile.Tile;

/** Sorted pixels to strips: origin by origin, strip by strip, every pixel exactly once. */
final class RowJoiner implements Iterator<Tile> {
  private final Iterator<ShufflePixel> pixels;
  private ShufflePixel ahead;

  RowJoiner(Iterator<ShufflePixel> pixels) {
    this.pixels = pixels;
  }

  @Override
  public boolean hasNext() {
    if (ahead == null && pixels.hasNext()) {
      ahead = pixels.next();
    }
    return ahead != null;
  }

  @Override
  public Tile next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    ShufflePixel first = ahead;
    return first.getError() == null ? strip(first) : failed(first);
  }

  /** One row for a failed image, however often its error was told. */
  private Tile failed(ShufflePixel first) {
    for (; inStrip(first); advance()) {
      if (ahead.getError() == null) {
        throw mixed(first);
      }
    }
    return Tile.failed(first.failure());
  }

  private Tile strip(ShufflePixel first) {
    int lines = first.stripLines();
    int firstLine = first.getStrip() * lines;
    // None for a pixel below the image, which is refused.
    int rows = Math.max(0, Math.min(lines, first.getHeight() - firstLine));
    Window window = Window.lines(Math.max(0, firstLine), rows, first.getWidth());
    byte[] data = new byte[SampleType.COMPUTED.bytes() * window.pixels() * first.getnChannels()];
    ByteBuffer out = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    int expected = 0;
    for (; inStrip(first); advance()) {
      ShufflePixel pixel = ahead;
      if (pixel.getError() != null) {
        throw mixed(pixel);
      }
      if (!pixel.sameShape(first)) {
        throw wrong(
            first,
            pixel,
            "has another shape, found " + pixel.shape() + ", expected " + first.shape());
      }
      if (pixel.getChannels() == null) {
        continue;
      }
      int place = (pixel.getY() - firstLine) * first.getWidth() + pixel.getX();
      if (pixel.getX() < 0
          || pixel.getX() >= first.getWidth()
          || pixel.getY() >= first.getHeight()
          || place < 0) {
        throw wrong(first, pixel, "is outside the image, found a pixel of " + first.shape());
      }
      if (place < expected) {
        throw wrong(first, pixel, "is there more than once");
      }
      if (place > expected) {
        throw missing(first, firstLine, expected);
      }
      for (float channel : pixel.getChannels()) {
        out.putFloat(channel);
      }
      expected++;
    }
    if (expected < window.pixels()) {
      throw missing(first, firstLine, expected);
    }
    return new Tile(
        first.getOrigin(),
        first.getHeight(),
        first.getWidth(),
        first.getnChannels(),
        window,
        SampleType.COMPUTED,
        data);
  }

  private boolean inStrip(ShufflePixel first) {
    return hasNext()
        && ahead.getOrigin().equals(first.getOrigin())
        && ahead.getStrip() == first.getStrip();
  }

  private void advance() {
    ahead = null;
  }

  private static IllegalArgumentException mixed(ShufflePixel failed) {
    return new UsageException(
        Text.of(
            "Cannot assemble %s: it has pixels and an error, found '%s', expected one or the other",
            failed.getOrigin(), failed.getError()));
  }

  private static IllegalArgumentException missing(ShufflePixel first, int firstLine, int place) {
    return new UsageException(
        Text.of(
            "Cannot assemble %s: pixel (y=%d, x=%d) is missing",
            first.getOrigin(), firstLine + place / first.getWidth(), place % first.getWidth()));
  }

  private static IllegalArgumentException wrong(
      ShufflePixel first, ShufflePixel pixel, String what) {
    return new UsageException(
        Text.of(
            "Cannot assemble %s: pixel (y=%d, x=%d) %s",
            first.getOrigin(), pixel.getY(), pixel.getX(), what));
  }
}
