package pointwise.raster;

import java.io.Serializable;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import pointwise.text.Text;

/**
 * Where the mask of an image is: a raster of as many lines and columns, of one band.
 *
 * @param path of the file; {@code {name}} in it is the name of the image without its suffix, {@code
 *     {scene}} that of a stack of bands, and with either a path that is not absolute begins in the
 *     image's folder
 * @param bits those of which none may be set where a pixel is data; 0 where a pixel is data unless
 *     it is 0
 */
public record MaskFile(String path, int bits) implements Serializable {
  /** What stands for the name of the image. */
  public static final String NAME = "{name}";

  /** What stands for the name of a stack. */
  public static final String SCENE = "{scene}";

  private static final Pattern BITS = Pattern.compile("(.*):bits=(\\d{1,2}(?:,\\d{1,2})*)");
  private static final int MOST_BITS = 16;

  /**
   * The mask that a text names: a path, and {@code :bits=3,4} behind it or not.
   *
   * @throws IllegalArgumentException if a bit is none of 16
   */
  public static MaskFile parse(String text) {
    Matcher matcher = BITS.matcher(text);
    if (!matcher.matches()) {
      return new MaskFile(text, 0);
    }
    int bits = 0;
    for (int bit :
        Arrays.stream(matcher.group(2).split(",")).mapToInt(Integer::parseInt).toArray()) {
      if (bit >= MOST_BITS) {
        throw new IllegalArgumentException(
            Text.of("found bit %d, expected bits from 0 to %d", bit, MOST_BITS - 1));
      }
      bits |= 1 << bit;
    }
    return new MaskFile(matcher.group(1), bits);
  }

  /** Whether all images have the same one. */
  public boolean isShared() {
    return !path.contains(NAME) && !path.contains(SCENE);
  }

  /**
   * The file of the mask of an image.
   *
   * @param scene its name as a stack; null where it is none
   */
  public Path of(Path image, String scene) {
    if (isShared()) {
      return new Path(path);
    }
    String name = image.getName();
    int dot = name.lastIndexOf('.');
    String file = path.replace(NAME, dot > 0 ? name.substring(0, dot) : name);
    return new Path(image.getParent(), scene == null ? file : file.replace(SCENE, scene));
  }

  /**
   * Requires that a raster can be the mask of an image.
   *
   * @throws ImageException if it cannot
   */
  public void require(String origin, Raster mask, Raster image) {
    SampleType type = mask.type();
    if (mask.height() != image.height()
        || mask.width() != image.width()
        || mask.channels() != 1
        || type.isFloating()) {
      throw new ImageException(
          origin,
          ErrorKind.MISMATCH,
          Text.of(
              "the mask does not fit, found %d x %d x %d of %s, expected %d x %d x 1 of whole numbers",
              mask.height(),
              mask.width(),
              mask.channels(),
              type.dtype(),
              image.height(),
              image.width()));
    }
    if ((bits >> (Byte.SIZE * type.bytes())) != 0) {
      throw new ImageException(
          origin,
          ErrorKind.MISMATCH,
          Text.of(
              "the mask does not have such bits, found samples of %s, expected one with bit %d",
              type.dtype(), Integer.SIZE - 1 - Integer.numberOfLeadingZeros(bits)));
    }
  }

  /** Samples of the mask, little-endian, as bytes that are 0 where a pixel is no data. */
  public byte[] valid(SampleType type, byte[] samples) {
    int size = type.bytes();
    byte[] valid = new byte[samples.length / size];
    for (int i = 0; i < valid.length; i++) {
      int value = samples[i * size] & 0xff;
      value |= size > 1 ? (samples[i * size + 1] & 0xff) << 8 : 0;
      valid[i] = (byte) ((bits == 0 ? value != 0 : (value & bits) == 0) ? 1 : 0);
    }
    return valid;
  }
}
