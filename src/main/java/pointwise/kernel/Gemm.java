package pointwise.kernel;

import pointwise.blas.Blas;

/**
 * A layer as the tile loop takes it: O(n x N) = f(P(n x D) · V(D x N) + b). Safe for concurrent
 * use.
 */
public final class Gemm {
  private final int inputs;
  private final int outputs;
  private final Blas blas;
  private final TileSize size;

  /** V in panels of some kernels, each D x its kernels, row-major, one after the other. */
  private final float[] panels;

  private final float[] bias;
  private final Activation activation;

  /**
   * @param inputs D
   * @param outputs N
   * @param v D x N, row-major; not kept
   * @param bias N; owned by the layer
   */
  public Gemm(int inputs, int outputs, float[] v, float[] bias, Activation activation, Blas blas) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.blas = blas;
    this.size = TileSize.of(inputs, outputs, blas.multipliesUnpacked());
    this.panels = new float[v.length];
    this.bias = bias;
    this.activation = activation;
    for (int k = 0; k < outputs; k += size.kernels()) {
      int kernels = panel(k);
      for (int d = 0; d < inputs; d++) {
        System.arraycopy(v, d * outputs + k, panels, k * inputs + d * kernels, kernels);
      }
    }
  }

  private int panel(int firstKernel) {
    return Math.min(size.kernels(), outputs - firstKernel);
  }

  /** D. */
  int inputs() {
    return inputs;
  }

  /** N. */
  int outputs() {
    return outputs;
  }

  /** Pixels that stay in cache with their results. */
  int tilePixels() {
    return size.tile();
  }

  /** Pixels that are multiplied for {@code count}; at most a tile for a tile's. */
  int padded(int count) {
    return size.padded(count, inputs, outputs);
  }

  /** The bias repeated for {@code pixels} pixels. */
  float[] biasTile(int pixels) {
    float[] tile = new float[pixels * outputs];
    for (int i = 0; i < tile.length; i++) {
      tile[i] = bias[i % outputs];
    }
    return tile;
  }

  /**
   * O = P · V, without bias and activation.
   *
   * @param n {@link #padded} pixels
   * @param p n x D from {@code offset} on
   * @param o n x N from 0 on
   */
  void multiply(int n, float[] p, int offset, float[] o) {
    for (int k = 0; k < outputs; k += size.kernels()) {
      int kernels = panel(k);
      for (int first = 0; first < n; first += size.rows()) {
        int rows = Math.min(size.rows(), n - first);
        // O(rows x kernels) = P(rows x D) · V(D x kernels), row-major, which is column-major
        // O'(kernels x rows) = V' · P'
        blas.sgemm(
            kernels,
            rows,
            inputs,
            panels,
            k * inputs,
            kernels,
            p,
            offset + first * inputs,
            inputs,
            o,
            first * outputs + k,
            outputs);
      }
    }
  }

  /** y = f(y + b), in place, {@code biasTile} being the bias for every pixel. */
  void finish(float[] y, float[] biasTile, int pixels) {
    activation.finish(y, biasTile, pixels * outputs, outputs);
  }
}
