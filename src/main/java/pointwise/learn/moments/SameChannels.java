package pointwise.learn.moments;

import java.io.Serializable;
import java.util.Iterator;
import pointwise.input.FailurePolicy;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.report.Failures;
import pointwise.report.ImageTally;
import pointwise.text.Text;
import pointwise.tile.FilteredIterator;
import pointwise.tile.Tile;

/**
 * What images must be to take part in statistics: read, and of the channels of the first.
 *
 * @param channels D
 */
public record SameChannels(int channels, FailurePolicy policy) implements Serializable {
  private static final String REASON = "the channels are not those of the first image";

  /**
   * The tiles of images that take part: full lines, which statistics take alone.
   *
   * @param images counts those that do not
   */
  public Iterator<Tile> of(Iterator<Tile> tiles, ImageTally images) {
    return new FilteredIterator<>(tiles, tile -> takes(tile, images));
  }

  private boolean takes(Tile tile, ImageTally images) {
    if (tile.getError() != null) {
      policy.count(tile.failure(), true, images);
      return false;
    }
    if (tile.getChannels() == channels) {
      return true;
    }
    policy.count(
        mismatch(tile.getOrigin(), tile.getChannels(), channels), tile.tellsOfImage(), images);
    return false;
  }

  /**
   * Requires that an image has these channels.
   *
   * @throws ImageException if it has others
   */
  public static void require(String origin, int found, int expected) {
    if (found != expected) {
      throw mismatch(origin, found, expected);
    }
  }

  static ImageException mismatch(String origin, int found, int expected) {
    return new ImageException(
        origin, ErrorKind.MISMATCH, Text.of(REASON + ", found %d, expected %d", found, expected));
  }

  /**
   * Requires that most images have the channels of the first.
   *
   * @param what cannot be done otherwise
   * @throws IllegalStateException if as many images have others
   */
  public static void requireMost(String what, ImageTally images) {
    for (Failures.Alike others : images.failures().all()) {
      if (others.reason().startsWith(REASON) && others.count() >= images.done()) {
        throw new IllegalStateException(
            Text.of(
                "Cannot %s: %d of %d images have other channels than the first%s: choose images with --glob",
                what,
                others.count(),
                images.done() + others.count(),
                others.reason().substring(REASON.length())));
      }
    }
  }
}
