package pointwise.raster;

import java.io.Serializable;
import pointwise.text.Text;

/**
 * What is read of a file that holds more than one picture.
 *
 * @param overview the number of a smaller copy of the picture; 0 for the picture
 */
public record ReadOptions(int overview) implements Serializable {
  /** The picture as it is stored. */
  public static final ReadOptions DEFAULT = new ReadOptions(0);

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
