package pointwise.network.apply;

import java.io.IOException;
import java.io.Serializable;
import pointwise.raster.Raster;
import pointwise.raster.SceneInfo;
import pointwise.raster.SplitMix64;
import pointwise.raster.Window;

/**
 * A variant of images that a classifier is trained on: of each a part, as it is or mirrored left to
 * right. Decided by a hash of seed, number of the variant and key of the image alone.
 *
 * @param seed of the training
 * @param number of the variant, from 1; 0 for images as they are
 * @param mirrored the share of images that are mirrored, 0..1
 * @param scale how large the part is; null for the whole image
 */
public record Augmentation(long seed, int number, double mirrored, Scale scale)
    implements Serializable {
  /** Images as they are. */
  public static final Augmentation NONE = new Augmentation(0, 0, 0, null);

  private static final int TRIES = 10;
  private static final double NARROWEST = 3.0 / 4;
  private static final double WIDEST = 4.0 / 3;

  /** The least and the largest share of an image's area that a part has, above 0 to 1. */
  public record Scale(double low, double high) implements Serializable {}

  /**
   * The image in this variant, which reads it and closes it.
   *
   * @param key of the image
   */
  public Raster of(String key, Raster image) {
    if (number == 0) {
      return image;
    }
    Chance chance = chance(key);
    boolean mirror = chance.below(1) < mirrored;
    Window whole = new Window(0, image.height(), 0, image.width());
    return new Part(image, scale == null ? whole : part(chance, whole), mirror);
  }

  /** How this variant is made ready: a part gets the size that the images get. */
  public Preprocessing of(Preprocessing of) {
    return scale == null
        ? of
        : of.fixedShape()
            .map(shape -> of.with(new Preprocessing.Size.To(shape.width(), shape.height())))
            .orElseThrow();
  }

  /** A part of an image of some size. */
  Window part(String key, int height, int width) {
    Chance chance = chance(key);
    double unused = chance.below(1);
    return part(chance, new Window(0, height, 0, width));
  }

  private Chance chance(String key) {
    return new Chance(
        SplitMix64.mix(SplitMix64.mix(seed + number * SplitMix64.GAMMA) + SplitMix64.key(key)));
  }

  /**
   * Its share of the area is uniform from the least to the largest, the logarithm of width by
   * height from that of 3/4 to that of 4/3. One that does not fit is drawn again; where none of ten
   * does, it is the middle of the image, whole or of the nearest proportion.
   *
   * @see <a href="https://pytorch.org/vision/stable/transforms.html">torchvision's
   *     RandomResizedCrop, whose rules these are</a>
   */
  private Window part(Chance chance, Window image) {
    double area = (double) image.rows() * image.columns();
    for (int i = 0; i < TRIES; i++) {
      double wanted = area * (scale.low + chance.below(scale.high - scale.low));
      double log = Math.log(NARROWEST) + chance.below(Math.log(WIDEST) - Math.log(NARROWEST));
      double ratio = Math.exp(log);
      int width = (int) Math.rint(Math.sqrt(wanted * ratio));
      int height = (int) Math.rint(Math.sqrt(wanted / ratio));
      if (width > 0 && width <= image.columns() && height > 0 && height <= image.rows()) {
        int y = (int) chance.below(image.rows() - height + 1.0);
        int x = (int) chance.below(image.columns() - width + 1.0);
        return new Window(y, height, x, width);
      }
    }
    int height = Math.min(image.rows(), (int) Math.rint(image.columns() / NARROWEST));
    int width = Math.min(image.columns(), (int) Math.rint(image.rows() * WIDEST));
    return new Window((image.rows() - height) / 2, height, (image.columns() - width) / 2, width);
  }

  /** Numbers that look drawn. */
  private static final class Chance {
    private long state;

    Chance(long state) {
      this.state = state;
    }

    /** A number from 0 on, below the bound. */
    double below(double bound) {
      state += SplitMix64.GAMMA;
      return (SplitMix64.mix(state) >>> 11) * 0x1p-53 * bound;
    }
  }

  /** A part of an image as an image. Its place in the world is not told. */
  private static final class Part extends Raster.Around {
    private final Window part;
    private final boolean mirror;

    Part(Raster image, Window part, boolean mirror) {
      super(image);
      this.part = part;
      this.mirror = mirror;
    }

    @Override
    public int height() {
      return part.rows();
    }

    @Override
    public int width() {
      return part.columns();
    }

    @Override
    public int blockColumns() {
      return width();
    }

    @Override
    public SceneInfo info() {
      return SceneInfo.NONE;
    }

    @Override
    public byte[] read(Window window) throws IOException {
      return of(image.read(lines(window)), window, channels() * type().bytes());
    }

    @Override
    public byte[] mask(Window window) throws IOException {
      byte[] mask = image.mask(lines(window));
      return mask == null ? null : of(mask, window, 1);
    }

    /** Full lines, which every image gives. */
    private Window lines(Window window) {
      return Window.lines(part.y() + window.y(), window.rows(), image.width());
    }

    /** The pixels of a window, of those lines. */
    private byte[] of(byte[] lines, Window window, int size) {
      int x = mirror ? part.columns() - window.x() - window.columns() : window.x();
      Window from = lines(window);
      Window wanted = new Window(from.y(), from.rows(), part.x() + x, window.columns());
      byte[] pixels = wanted.cut(lines, from, size);
      if (!mirror) {
        return pixels;
      }
      byte[] mirrored = new byte[pixels.length];
      int line = window.columns() * size;
      for (int at = 0; at < pixels.length; at += size) {
        int begin = at - at % line;
        System.arraycopy(pixels, at, mirrored, begin + line - size - (at - begin), size);
      }
      return mirrored;
    }
  }
}
