package pointwise.tile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Iterator;

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

  /** Blocks of float32 to blocks of uint8 with one channel; failed images go on. */
  @Override
  public Iterator<Tile> apply(Iterator<Tile> blocks) {
    return new MappedIterator<>(blocks, block -> block.getError() == null ? label(block) : block);
  }

  private Tile label(Tile block) {
    int N = block.getChannels();
    FloatBuffer samples =
        ByteBuffer.wrap(block.getSamples()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] pixel = new float[N];
    byte[] found = new byte[block.pixels()];
    for (int i = 0; i < found.length; i++) {
      samples.get(i * N, pixel);
      int largest = of(pixel);
      found[i] = largest < 0 ? NONE : labels[largest];
    }
    return block.labelled(found);
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
