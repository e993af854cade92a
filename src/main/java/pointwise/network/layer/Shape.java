package pointwise.network.layer;

import pointwise.text.Text;

/**
 * The shape of a feature map; a vector is 1 x 1 x N.
 *
 * @param height lines
 * @param width pixels per line
 * @param channels samples per pixel
 */
public record Shape(int height, int width, int channels) {
  /**
   * @throws IllegalArgumentException if a size is not positive or the map does not fit one array
   */
  public Shape {
    if (height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot make a feature map: found %d x %d x %d, expected at least 1 x 1 x 1",
              height, width, channels));
    }
    if ((double) width * channels > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot make a feature map: a line is too large, found %d x %d samples, expected at most %d",
              width, channels, Integer.MAX_VALUE));
    }
  }

  /** Samples in a line. */
  public int line() {
    return width * channels;
  }

  /** Pixels of the map. */
  public long pixels() {
    return (long) height * width;
  }

  /** Whether it is a vector. */
  public boolean isVector() {
    return height == 1 && width == 1;
  }

  @Override
  public String toString() {
    return height + " x " + width + " x " + channels;
  }
}
