package pointwise.spark;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.spark.sql.api.java.UDF1;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.tile.ArgMax;

/** Samples of float32, little-endian, as numbers. */
final class FloatVector {
  private FloatVector() {}

  private static float[] of(byte[] data) {
    if (data.length % Float.BYTES != 0) {
      throw new UsageException(
          Text.of(
              "Cannot take data for float32: found %d bytes, expected a multiple of 4",
              data.length));
    }
    float[] numbers = new float[data.length / Float.BYTES];
    ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
    return numbers;
  }

  /** The numbers. */
  record Numbers() implements UDF1<byte[], float[]> {
    @Override
    public float[] call(byte[] data) {
      return data == null ? null : of(data);
    }
  }

  /** The place of the largest, from 0 on; null where there is none. */
  record Largest() implements UDF1<byte[], Integer> {
    @Override
    public Integer call(byte[] data) {
      int largest = data == null || data.length == 0 ? -1 : ArgMax.of(of(data));
      return largest < 0 ? null : largest;
    }
  }
}
