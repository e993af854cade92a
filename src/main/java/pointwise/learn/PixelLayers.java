package pointwise.learn;

import java.util.Arrays;
import pointwise.blas.Blas;

/**
 * The layers of a model that run on pixels, forward and backward on one tile. Holds scratch, so one
 * per task; not safe for concurrent use.
 */
final class PixelLayers {
  /**
   * Pixels that are multiplied at once: their gradient is one matrix, whose sum in double costs as
   * much for few pixels as for many.
   */
  private static final int TILE = 512;

  private final ModelShape shape;
  private final Blas blas;
  private final float[] parameters;
  private final int layers;
  private final int tilePixels;

  /** What each layer gave for the tile, tile x N. */
  private final float[][] results;

  /** The derivatives of the loss by those, tile x N. */
  private final float[][] deltas;

  private final float[] products;
  private final double[] columns;

  /**
   * @param parameters all of the model's
   * @param leastPixels that a tile has to hold
   */
  PixelLayers(ModelShape shape, double[] parameters, Blas blas, int leastPixels) {
    this.shape = shape;
    this.blas = blas;
    this.layers = shape.pixelLayers();
    this.parameters = new float[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      this.parameters[i] = (float) parameters[i];
    }
    this.tilePixels = Math.max(TILE, leastPixels);
    this.results = new float[layers][];
    this.deltas = new float[layers][];
    int largest = 0;
    int widest = 0;
    for (int l = 0; l < layers; l++) {
      results[l] = new float[tilePixels * shape.outputs(l)];
      deltas[l] = new float[tilePixels * shape.outputs(l)];
      largest = Math.max(largest, shape.inputs(l) * shape.outputs(l));
      widest = Math.max(widest, shape.outputs(l));
    }
    this.products = new float[largest];
    this.columns = new double[widest];
  }

  /** Most pixels of a call. */
  int tilePixels() {
    return tilePixels;
  }

  /** Whether there are any. */
  boolean isEmpty() {
    return layers == 0;
  }

  /** Derivatives of the loss by the results of the last call of {@link #forward}, to be filled. */
  float[] deltas() {
    return deltas[layers - 1];
  }

  /**
   * The results for {@code n} pixels, n x N; overwritten by the next call.
   *
   * @param pixels n x D from {@code at} on
   */
  float[] forward(float[] pixels, int at, int n) {
    float[] from = pixels;
    int offset = at;
    for (int l = 0; l < layers; l++) {
      int D = shape.inputs(l);
      int N = shape.outputs(l);
      // Z(n x N) = X(n x D) · V(D x N), row-major, which is column-major Z'(N x n) = V' · X'
      blas.sgemm(N, n, D, parameters, shape.weightsAt(l), N, from, offset, D, results[l], 0, N);
      addBias(results[l], n, l);
      from = results[l];
      offset = 0;
    }
    return from;
  }

  private void addBias(float[] z, int n, int layer) {
    int N = shape.outputs(layer);
    int bias = shape.biasAt(layer);
    if (shape.isHidden(layer)) {
      for (int i = 0; i < n * N; i += N) {
        for (int k = 0; k < N; k++) {
          z[i + k] = Math.max(0f, z[i + k] + parameters[bias + k]);
        }
      }
    } else {
      for (int i = 0; i < n * N; i += N) {
        for (int k = 0; k < N; k++) {
          z[i + k] += parameters[bias + k];
        }
      }
    }
  }

  /**
   * Adds the gradient of the pixels of the last call of {@link #forward}, whose {@link #deltas} are
   * filled; they are overwritten.
   */
  void backward(float[] pixels, int at, int n, Gradient into) {
    for (int l = layers - 1; l >= 0; l--) {
      int D = shape.inputs(l);
      int N = shape.outputs(l);
      float[] delta = deltas[l];
      if (shape.isHidden(l)) {
        // The derivative of ReLU: 1 where the result is above 0, else 0.
        for (int i = 0; i < n * N; i++) {
          delta[i] = results[l][i] > 0 ? delta[i] : 0f;
        }
      }
      float[] from = l == 0 ? pixels : results[l - 1];
      int offset = l == 0 ? at : 0;
      // dV(D x N) = Xᵀ(D x n) · dZ(n x N), which is column-major dV'(N x D) = dZ' · X'ᵀ
      blas.sgemmTransposedB(N, D, n, delta, 0, N, from, offset, D, products, 0, N);
      add(delta, n, l, into.sums());
      if (l > 0) {
        // dX(n x D) = dZ(n x N) · Vᵀ(N x D), which is column-major dX'(D x n) = V'ᵀ · dZ'
        blas.sgemmTransposedA(
            D, n, N, parameters, shape.weightsAt(l), N, delta, 0, N, deltas[l - 1], 0, D);
      }
    }
  }

  /** The products and the column sums of delta, which are the gradient of the bias. */
  private void add(float[] delta, int n, int layer, double[] sums) {
    int N = shape.outputs(layer);
    int weights = shape.weightsAt(layer);
    for (int i = 0; i < shape.inputs(layer) * N; i++) {
      sums[weights + i] += products[i];
    }
    Arrays.fill(columns, 0, N, 0);
    for (int i = 0; i < n * N; i += N) {
      for (int k = 0; k < N; k++) {
        columns[k] += delta[i + k];
      }
    }
    int bias = shape.biasAt(layer);
    for (int k = 0; k < N; k++) {
      sums[bias + k] += columns[k];
    }
  }
}
