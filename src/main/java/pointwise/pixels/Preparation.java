package pointwise.pixels;

import java.io.Serializable;
import java.util.Optional;
import pointwise.image.ImageException;
import pointwise.image.ImageLines;
import pointwise.image.Resize;
import pointwise.image.SampleType;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.Conversion;
import pointwise.kernel.SampleRange;
import pointwise.network.Shape;

/**
 * How an image becomes what a network takes: channels, range, size. In that order: sizes are
 * changed in float, and nothing is rounded.
 *
 * @param channels what the network takes
 * @param rule for images of other channels
 * @param range what samples are scaled to
 * @param size what the image is resized to
 */
public record Preparation(int channels, ChannelRule rule, SampleRange range, Size size)
    implements Serializable {

  /** The size that images are brought to. */
  public sealed interface Size extends Serializable {
    /** They stay as they are. */
    record AsIs() implements Size {}

    /** Width and height, whatever the proportions were. */
    record To(int width, int height) implements Size {}

    /** The shorter side, then the middle is cut out; an image keeps its proportions. */
    record ShortThenCrop(int shorter, int width, int height) implements Size {}
  }

  /** The shape that every image is brought to; none where they stay as they are. */
  public Optional<Shape> fixedShape() {
    if (size instanceof Size.To to) {
      return Optional.of(new Shape(to.height, to.width, channels));
    }
    if (size instanceof Size.ShortThenCrop crop) {
      return Optional.of(new Shape(crop.height, crop.width, channels));
    }
    return Optional.empty();
  }

  /** The shape of what the network gets of an image. */
  Shape shape(ImageLines image) {
    return fixedShape().orElseGet(() -> new Shape(image.height(), image.width(), channels));
  }

  /**
   * The conversion of channels.
   *
   * @throws ImageException if there is none
   */
  Conversion conversion(String origin, ImageLines image) {
    Optional<Conversion> conversion = Conversion.of(image.channels(), channels, rule);
    return conversion.orElseThrow(
        () -> new ImageException(origin, Conversion.mismatch(image.channels(), channels)));
  }

  /** Lines of the image as floats, HWC, before any change of size. */
  float[] floats(Conversion conversion, ImageLines image, byte[] lines, int rows) {
    SampleType type = image.type();
    int pixels = rows * image.width();
    float[] floats = new float[Math.multiplyExact(pixels, channels)];
    conversion.toTile(type, lines, 0, pixels, range, floats);
    return floats;
  }

  /** Pixels of the largest image that {@link #resized} makes on its way. */
  double resizedPixels(ImageLines image) {
    if (size instanceof Size.ShortThenCrop crop) {
      double scale = (double) crop.shorter / Math.min(image.height(), image.width());
      return Math.max(1, scale) * image.height() * Math.max(1, scale) * image.width();
    }
    if (size instanceof Size.To to) {
      return (double) Math.max(to.height, image.height()) * Math.max(to.width, image.width());
    }
    return (double) image.height() * image.width();
  }

  /** The whole image in its new size. */
  float[] resized(float[] floats, int height, int width) {
    if (size instanceof Size.To to) {
      return new Resize(height, width, to.height, to.width).apply(floats, channels);
    }
    if (size instanceof Size.ShortThenCrop crop) {
      double scale = (double) crop.shorter / Math.min(height, width);
      int scaledHeight = (int) Math.round(height * scale);
      int scaledWidth = (int) Math.round(width * scale);
      return middle(
          new Resize(height, width, scaledHeight, scaledWidth).apply(floats, channels),
          scaledHeight,
          scaledWidth,
          crop);
    }
    return floats;
  }

  private float[] middle(float[] hwc, int height, int width, Size.ShortThenCrop crop) {
    int top = (height - crop.height) / 2;
    int left = (width - crop.width) / 2;
    int line = crop.width * channels;
    float[] middle = new float[crop.height * line];
    for (int y = 0; y < crop.height; y++) {
      System.arraycopy(hwc, ((top + y) * width + left) * channels, middle, y * line, line);
    }
    return middle;
  }
}
