package pointwise.tile;

import java.nio.FloatBuffer;
import java.util.Iterator;
import pointwise.raster.SampleType;

/**
 * The label of the channel that is largest in each pixel; of equal ones the first. A pixel with a
 * NaN has none.
 *
 * @param labels one for each channel
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ArgMax(byte[] labels) implements TileStage {
  /** What a pixel without a label has; as a byte without sign 255. */
  public static final byte NONE = -1;

  /** Tiles of float32 to tiles of uint8 with one channel; failed images go on. */
  @Override
  public Iterator<Tile> apply(Iterator<Tile> tiles) {
    return new MappedIterator<>(tiles, tile -> tile.getError() == null ? label(tile) : tile);
  }

  private Tile label(Tile tile) {
    int N = tile.getChannels();
    FloatBuffer samples = tile.buffer().asFloatBuffer();
    float[] pixel = new float[N];
    byte[] found = new byte[tile.pixels()];
    for (int i = 0; i < found.length; i++) {
      samples.get(i * N, pixel);
      int largest = of(pixel);
      found[i] = largest < 0 ? NONE : labels[largest];
    }
    Tile labelled = tile.result(tile.window(), 1, SampleType.UINT8, found);
    labelled.setNodata(null); // NONE is of all class maps alike
    return labelled.setBands(null, null).ofLayer(null).plannedFor(1);
  }

  /** The place of the largest number, of equal ones the first; -1 where one is NaN. */
  public static int of(float[] numbers) {
    int largest = 0;
    for (int k = 0; k < numbers.length; k++) {
      if (Float.isNaN(numbers[k])) {
        return -1;
      }
      largest = numbers[k] > numbers[largest] ? k : largest;
    }
    return largest;
  }
}
