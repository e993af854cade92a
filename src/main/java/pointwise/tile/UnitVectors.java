package pointwise.tile;

import java.nio.ByteBuffer;
import java.util.Iterator;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.text.Text;

/**
 * Vectors of float32 divided by their length, in their own arrays: x / max(|x|, 1e-12), where |x|
 * is the square root of the sum of squares, in double. A vector with a NaN is NaN throughout. The
 * first map of an image that is no vector is a failed image, and what else is made of that goes no
 * further.
 *
 * @see <a
 *     href="https://pytorch.org/docs/stable/generated/torch.nn.functional.normalize.html">torch.nn.functional.normalize</a>
 */
public record UnitVectors() implements TileStage {
  private static final double LEAST = 1e-12;

  @Override
  public Iterator<Tile> apply(Iterator<Tile> tiles) {
    Refused refused = new Refused();
    return new MappedIterator<>(
        new FilteredIterator<>(tiles, tile -> !refused.has(tile)), refused::normalised);
  }

  /** The image that failed here last; tiles of one image follow each other. */
  private static final class Refused {
    private String origin;

    boolean has(Tile tile) {
      return tile.getOrigin().equals(origin);
    }

    Tile normalised(Tile tile) {
      if (tile.getError() != null) {
        return tile;
      }
      if (tile.getHeight() != 1 || tile.getWidth() != 1) {
        origin = tile.getOrigin();
        return Tile.failed(
            new ImageException(
                origin,
                ErrorKind.MISMATCH,
                Text.of(
                    "only vectors are normalised, found a map %d x %d x %d, expected 1 x 1 x %d",
                    tile.getHeight(), tile.getWidth(), tile.getChannels(), tile.getChannels())));
      }
      divide(tile.buffer(), tile.getChannels());
      return tile;
    }
  }

  private static void divide(ByteBuffer samples, int count) {
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double sample = samples.getFloat(Float.BYTES * i);
      squares += sample * sample;
    }
    double length = Math.max(Math.sqrt(squares), LEAST);
    for (int i = 0; i < count; i++) {
      int at = Float.BYTES * i;
      samples.putFloat(at, (float) (samples.getFloat(at) / length));
    }
  }
}
