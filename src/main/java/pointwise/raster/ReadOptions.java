package pointwise.raster;

import java.io.Serializable;
import pointwise.text.Text;

/**
 * What is read of a file that holds more than one picture.
 *
 * @param overview the number of a smaller copy of the picture; 0 for the picture
 * @param asNumbers whether samples are numbers rather than grey and colours: palettes are not
 *     applied
 */
public record ReadOptions(int overview, boolean asNumbers) implements Serializable {
  /** The picture as it is stored. */
  public static final ReadOptions DEFAULT = new ReadOptions(0, false);

  /** A picture. */
  public ReadOptions(int overview) {
    this(overview, false);
  }

  public ReadOptions {
    if (overview < 0) {
      throw new IllegalArgumentException(
          Text.of("Cannot read overview %d: expected 1 or more, or 0 for the picture", overview));
    }
  }

  /**
   * Requires that a file has the overview.
   *
   * @param there how many it has
   * @throws ImageException if not, which is a mismatch
   */
  public void requireOverview(String origin, int there) {
    if (overview > there) {
      throw new ImageException(
          origin,
          ErrorKind.MISMATCH,
          Text.of(
              "the overview is not there, found %d overviews, expected at least %d",
              there, overview));
    }
  }
}
