package pointwise.pixels;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.tile.ImageRow;
import pointwise.tile.TilePlan;

/**
 * A pixel with the strip it belongs to, for the shuffle of {@link Assemble}.
 *
 * <p>Height, width and channels are the image's, y and x the pixel's place in it; {@code strip} is
 * counted from the top. Of a failed image there is only origin and error, in strip 0.
 *
 * <p>The first pixel of each strip also sends a marker (x = -1, no channels) to the strip after it,
 * the last strip's to the first. The strips of an image are a ring in which each expects the next:
 * a strip that lost all its pixels is missed by the one before it.
 */
public final class ShufflePixel extends ImageRow {
  private static final long serialVersionUID = 1L;

  static final Encoder<ShufflePixel> ENCODER = Encoders.bean(ShufflePixel.class);

  private int strip;
  private int height;
  private int width;
  private int nChannels;
  private int y;
  private int x;
  private float[] channels;

  public ShufflePixel() {}

  /** The pixel itself, and the marker if it is the first of a strip. */
  static Iterator<ShufflePixel> of(PixelRow row) {
    ShufflePixel pixel = new ShufflePixel();
    pixel.setOrigin(row.getOrigin());
    pixel.setError(row.getError());
    pixel.setErrorKind(row.getErrorKind());
    if (row.getError() != null) {
      return Collections.singletonList(pixel).iterator();
    }
    if (row.getHeight() == null
        || row.getWidth() == null
        || row.getY() == null
        || row.getX() == null
        || row.getChannels() == null) {
      throw new UsageException(
          Text.of(
              "Cannot assemble %s: a pixel is not whole, found height %s, width %s, y %s, x %s and %s, expected all of them",
              row.getOrigin(),
              row.getHeight(),
              row.getWidth(),
              row.getY(),
              row.getX(),
              row.getChannels() == null ? "no channels" : "channels"));
    }
    pixel.height = row.getHeight();
    pixel.width = row.getWidth();
    pixel.nChannels = row.getChannels().length;
    pixel.y = row.getY();
    pixel.x = row.getX();
    pixel.channels = row.getChannels();
    int lines;
    try {
      TilePlan.requireLine(pixel.width, pixel.nChannels);
      lines = pixel.stripLines();
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          Text.of("Cannot assemble %s: %s", pixel.getOrigin(), e.getMessage()), e);
    }
    pixel.strip = pixel.y / lines;
    int strips = TilePlan.count(pixel.height, lines);
    boolean first = pixel.x == 0 && pixel.y % lines == 0 && strips > 1;
    return (first
            ? List.of(pixel, pixel.marker((pixel.strip + 1) % strips, lines))
            : List.of(pixel))
        .iterator();
  }

  private ShufflePixel marker(int strip, int lines) {
    ShufflePixel marker = new ShufflePixel();
    marker.setOrigin(getOrigin());
    marker.strip = strip;
    marker.height = height;
    marker.width = width;
    marker.nChannels = nChannels;
    marker.y = strip * lines;
    marker.x = -1;
    return marker;
  }

  /** Lines per strip of this pixel's image. */
  int stripLines() {
    return TilePlan.lines(height, width, nChannels);
  }

  boolean sameShape(ShufflePixel other) {
    return height == other.height && width == other.width && nChannels == other.nChannels;
  }

  String shape() {
    return height + " x " + width + " x " + nChannels;
  }

  public int getStrip() {
    return strip;
  }

  public void setStrip(int strip) {
    this.strip = strip;
  }

  public int getHeight() {
    return height;
  }

  public void setHeight(int height) {
    this.height = height;
  }

  public int getWidth() {
    return width;
  }

  public void setWidth(int width) {
    this.width = width;
  }

  public int getnChannels() {
    return nChannels;
  }

  public void setnChannels(int nChannels) {
    this.nChannels = nChannels;
  }

  public int getY() {
    return y;
  }

  public void setY(int y) {
    this.y = y;
  }

  public int getX() {
    return x;
  }

  public void setX(int x) {
    this.x = x;
  }

  public float[] getChannels() {
    return channels;
  }

  public void setChannels(float[] channels) {
    this.channels = channels;
  }
}
