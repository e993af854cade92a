package pointwise.learn.moments;

import java.io.Serializable;
import java.util.Iterator;
import pointwise.input.FailurePolicy;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
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
      tile.window().requireLines(tile.getWidth());
      return true;
    }
    boolean first = tile.tellsOfImage();
    policy.count(mismatch(tile), first, images);
    if (first) {
      images.tellChannels(tile.getChannels());
    }
    return false;
  }

  private ImageException mismatch(Tile tile) {
    return new ImageException(
        tile.getOrigin(),
        ErrorKind.MISMATCH,
        Text.of(
            "the channels are not those of the first image, found %d, expected %d",
            tile.getChannels(), channels));
  }
}
