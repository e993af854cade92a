package pointwise.tile;

import java.util.function.IntFunction;

/**
 * One array for all that a stage makes: to be used where the last result is not wanted any more
 * when the next is made. It grows with them.
 */
public final class ReusedArray implements IntFunction<byte[]> {
  private byte[] array = {};

  @Override
  public byte[] apply(int bytes) {
    if (array.length < bytes) {
      array = new byte[bytes];
    }
    return array;
  }
}
