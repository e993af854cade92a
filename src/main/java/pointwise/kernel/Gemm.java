package pointwise.kernel;

/**
 * A layer as the tile loop takes it: O(n x N) = f(P(n x D) · V(D x N) + b).
 *
 * @param inputs D
 * @param outputs N
 * @param v D x N, row-major; not changed
 * @param bias N; not changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Gemm(int inputs, int outputs, float[] v, float[] bias, Activation activation) {
  /** The bias repeated for {@code pixels} pixels. */
  float[] biasTile(int pixels) {
    float[] tile = new float[pixels * outputs];
    for (int i = 0; i < tile.length; i++) {
      tile[i] = bias[i % outputs];
    }
    return tile;
  }
}
