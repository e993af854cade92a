package pointwise.network.apply;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.Conversion;
import pointwise.kernel.SampleRange;
import pointwise.network.graph.Network;
import pointwise.network.layer.Shape;
import pointwise.network.run.Placement;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.SampleType;
import pointwise.raster.Window;
import pointwise.text.Text;

/**
 * How an image becomes what a network takes: channels, range, size. In that order: sizes are
 * changed in float, and nothing is rounded.
 *
 * @param channels what the network takes
 * @param rule for images of other channels
 * @param range what samples are scaled to
 * @param size what the image is resized to
 * @param interpolation by which filter
 * @param nodata what is done with pixels that are no data
 */
public record Preprocessing(
    int channels,
    ChannelRule rule,
    SampleRange range,
    Size size,
    Interpolation interpolation,
    Nodata nodata)
    implements Serializable {
  /** How the reason begins where the size of an image is not the network's. */
  public static final String OTHER_SIZE = "the network takes";

  /** Floats that a line or column in the new size takes beside its weights, about. */
  private static final int WEIGHTS = 12;

  /** One where pixels that are no data become zeros, bilinear. */
  public Preprocessing(int channels, ChannelRule rule, SampleRange range, Size size) {
    this(channels, rule, range, size, Interpolation.BILINEAR, Nodata.ZERO);
  }

  /**
   * What is done with pixels that are no data.
   *
   * @param fill what their samples are for the network, in its range, one for each channel: what a
   *     normalisation makes 0 of; empty for 0
   * @param anyTap whether a map has no number wherever such a pixel is in the receptive field; else
   *     only where one is in the middle of that
   */
  public record Nodata(List<Double> fill, boolean anyTap) implements Serializable {
    public static final Nodata ZERO = new Nodata(List.of(), false);
  }

  /** The size that images are brought to. */
  public sealed interface Size extends Serializable {
    /** They stay as they are. */
    record AsIs() implements Size {}

    /** Width and height, whatever the proportions were. */
    record To(int width, int height) implements Size {}

    /**
     * The shorter side, then the middle is cut out; an image keeps its proportions.
     *
     * @see <a href="https://pytorch.org/vision/stable/transforms.html">torchvision's Resize and
     *     CenterCrop, whose sizes and places these are</a>
     */
    record ShortThenCrop(int shorter, int width, int height) implements Size {}

    /**
     * They stay as they are, and the network gets windows of them.
     *
     * @param side lines and columns of a window
     * @param overlap lines and columns on each side of the middle of a window
     */
    record Tiles(int side, int overlap) implements Size {}
  }

  /** The same but for the size. */
  Preprocessing with(Size other) {
    return new Preprocessing(channels, rule, range, other, interpolation, nodata);
  }

  /** Whether images are brought to another size. */
  public boolean resizes() {
    return size instanceof Size.To || size instanceof Size.ShortThenCrop;
  }

  /** The one shape that the network gets; none where images stay as they are. */
  public Optional<Shape> fixedShape() {
    if (size instanceof Size.To to) {
      return Optional.of(new Shape(to.height, to.width, channels));
    }
    if (size instanceof Size.ShortThenCrop crop) {
      return Optional.of(new Shape(crop.height, crop.width, channels));
    }
    if (size instanceof Size.Tiles tiles) {
      return Optional.of(new Shape(tiles.side, tiles.side, channels));
    }
    return Optional.empty();
  }

  /**
   * The shape of an image once it is ready, of which the network gets all or windows.
   *
   * @throws ImageException if it does not take that, as far as the declaration goes
   */
  public Shape shape(String origin, Raster image, Network.Input input) {
    Shape own = new Shape(image.height(), image.width(), channels);
    if (size instanceof Size.Tiles) {
      return own;
    }
    Shape shape = fixedShape().orElse(own);
    if (!input.takes(shape)) {
      throw new ImageException(
          origin,
          ErrorKind.MISMATCH,
          Text.of("%s %s, found %s: resize the images", OTHER_SIZE, input, shape));
    }
    return shape;
  }

  /**
   * The conversion of channels.
   *
   * @throws ImageException if there is none
   */
  public Conversion conversion(String origin, Raster image) {
    Optional<Conversion> conversion = Conversion.of(image.channels(), channels, rule);
    return conversion.orElseThrow(
        () ->
            new ImageException(
                origin, ErrorKind.MISMATCH, Conversion.mismatch(image.channels(), channels)));
  }

  /** Where the lines of a map lie in an image of which the network gets {@code shape}. */
  Reach rows(Placement.Axis axis, Raster image, Shape shape) {
    return reach(axis, shape.height(), image.height(), image.width());
  }

  /** Where its columns lie. */
  Reach columns(Placement.Axis axis, Raster image, Shape shape) {
    return reach(axis, shape.width(), image.width(), image.height());
  }

  private Reach reach(Placement.Axis axis, int taken, int stored, int other) {
    if (size instanceof Size.ShortThenCrop) {
      long resized = side(stored, other);
      return new Reach(
          axis,
          taken,
          before(Math.toIntExact(resized), taken),
          resized,
          stored,
          interpolation.support());
    }
    return new Reach(axis, taken, 0, taken, stored, interpolation.support());
  }

  /** What the samples of a pixel without data are for the network. */
  float[] fill() {
    float[] fill = new float[channels];
    for (int c = 0; c < nodata.fill.size(); c++) {
      fill[c] = nodata.fill.get(c).floatValue();
    }
    return fill;
  }

  /** Pixels of an image as floats, HWC, before any change of size. */
  float[] floats(Conversion conversion, SampleType type, byte[] samples, int pixels) {
    float[] floats = new float[Math.multiplyExact(pixels, channels)];
    conversion.toTile(type, samples, 0, pixels, range, floats);
    return floats;
  }

  /**
   * Floats that {@link #resized} holds at once, or more: lines that are being made, the image in
   * its new size, and weights.
   */
  double resizedFloats(Raster image) {
    double height = resizedHeight(image.height(), image.width());
    double width = resizedWidth(image.height(), image.width());
    double weights =
        2 * interpolation.support() * ((double) image.height() + image.width())
            + WEIGHTS * (height + width);
    double lines = Resize.atOnce(image.height(), height, interpolation);
    return (lines * image.width() + height * width) * channels + weights;
  }

  /** The image in its new size, cut; of one that stays as it is there is none. */
  float[] resized(Resize.Source lines, int height, int width) {
    int newHeight = Math.toIntExact(resizedHeight(height, width));
    int newWidth = Math.toIntExact(resizedWidth(height, width));
    Window part =
        size instanceof Size.ShortThenCrop crop
            ? new Window(
                before(newHeight, crop.height),
                crop.height,
                before(newWidth, crop.width),
                crop.width)
            : Window.lines(0, newHeight, newWidth);
    return new Resize(height, width, newHeight, newWidth, part, interpolation)
        .apply(lines, channels);
  }

  /** The height of the whole image in its new size, before it is cut. */
  long resizedHeight(int height, int width) {
    return size instanceof Size.To to ? to.height : side(height, width);
  }

  /** Its width. */
  long resizedWidth(int height, int width) {
    return size instanceof Size.To to ? to.width : side(width, height);
  }

  /** The longer side is cut off to a whole number, not rounded, as torchvision's Resize does. */
  private long side(long side, long other) {
    int shorter = ((Size.ShortThenCrop) size).shorter;
    return side <= other ? shorter : shorter * side / other;
  }

  /**
   * Lines or columns before the middle that is cut out: of a half the even number, as Python rounds
   * in torchvision's CenterCrop.
   */
  static int before(int side, int cropped) {
    return (int) Math.rint((side - cropped) / 2.0);
  }

  /** The samples of a window of a map, in an array of their own. */
  static float[] cut(float[] hwc, Shape map, Window window) {
    int line = window.columns() * map.channels();
    float[] part = new float[Math.multiplyExact(window.rows(), line)];
    for (int row = 0; row < window.rows(); row++) {
      int at = (window.y() + row) * map.line() + window.x() * map.channels();
      System.arraycopy(hwc, at, part, row * line, line);
    }
    return part;
  }
}
