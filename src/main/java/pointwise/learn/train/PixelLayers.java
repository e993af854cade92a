package pointwise.learn.train;

import java.util.Arrays;
import pointwise.blas.Blas;

/**
 * The layers of a model that run on pixels, forward and backward on one tile. Holds scratch, so one
 * per task; not safe for concurrent use.
 */
final class PixelLayers {
  private static final int MOST_PIXELS = 512;
  private static final int STEP = 32;

  /** OpenBLAS is up to twice as fast where n·D·N stays below 1e6. */
  private static final double SMALL = 9e5;

  /** Pixels whose products are summed in float, before they are added in double. */
  private static final int FLOAT_PIXELS = 512;

  /** What makes every result of ReLU but 0 at least 1. */
  private static final float HUGE = 0x1p126f;

  private final ModelShape shape;
  private final Blas blas;
  private final float[] parameters;
  private final int layers;
  private final int tilePixels;

  /** What each layer gave for the tile, tile x N. */
  private final float[][] results;

  /** The derivatives of the loss by those, tile x N. */
  private final float[][] deltas;

  /** The bias of each layer, repeated for every pixel: an index for both, or no vectors. */
  private final float[][] biases;

  /** Sums of products of each layer since they were last added in double. */
  private final float[][] products;

  /** A tile of 1. */
  private final float[] ones;

  private final float[] columns;
  private int summed;

  /**
   * @param parameters all of the model's
   */
  PixelLayers(ModelShape shape, double[] parameters, Blas blas) {
    this.shape = shape;
    this.blas = blas;
    this.layers = shape.pixelLayers();
    this.parameters = new float[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      this.parameters[i] = (float) parameters[i];
    }
    this.tilePixels = tilePixels(shape);
    this.results = new float[layers][];
    this.deltas = new float[layers][];
    this.biases = new float[layers][];
    this.products = new float[layers][];
    int widest = 0;
    for (int l = 0; l < layers; l++) {
      results[l] = new float[tilePixels * shape.outputs(l)];
      deltas[l] = new float[tilePixels * shape.outputs(l)];
      products[l] = new float[shape.inputs(l) * shape.outputs(l)];
      biases[l] = new float[tilePixels * shape.outputs(l)];
      for (int i = 0; i < biases[l].length; i++) {
        biases[l][i] = this.parameters[shape.biasAt(l) + i % shape.outputs(l)];
      }
      widest = Math.max(widest, shape.outputs(l));
    }
    this.ones = new float[tilePixels];
    Arrays.fill(ones, 1f);
    this.columns = new float[widest];
  }

  /** The largest tile that keeps the widest layer small, if there is one. */
  private static int tilePixels(ModelShape shape) {
    double work = 1;
    for (int l = 0; l < shape.pixelLayers(); l++) {
      work = Math.max(work, (double) shape.inputs(l) * shape.outputs(l));
    }
    int small = (int) Math.min(MOST_PIXELS, SMALL / work) / STEP * STEP;
    return small == 0 ? MOST_PIXELS : small;
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
    float[] bias = biases[layer];
    int length = n * shape.outputs(layer);
    if (shape.isHidden(layer)) {
      for (int i = 0; i < length; i++) {
        z[i] = Math.max(0f, z[i] + bias[i]);
      }
    } else {
      for (int i = 0; i < length; i++) {
        z[i] += bias[i];
      }
    }
  }

  /**
   * Adds the gradient of the pixels of the last call of {@link #forward}, whose {@link #deltas} are
   * filled; they are overwritten. Some of it is added by {@link #finish}.
   */
  void backward(float[] pixels, int at, int n, Gradient into) {
    for (int l = layers - 1; l >= 0; l--) {
      int D = shape.inputs(l);
      int N = shape.outputs(l);
      float[] delta = deltas[l];
      if (shape.isHidden(l)) {
        deriveRelu(results[l], delta, n * N);
      }
      float[] from = l == 0 ? pixels : results[l - 1];
      int offset = l == 0 ? at : 0;
      // dV(D x N) = Xᵀ(D x n) · dZ(n x N), which is column-major dV'(N x D) = dZ' · X'ᵀ
      float beta = summed == 0 ? 0f : 1f;
      blas.sgemmTransposedB(N, D, n, delta, 0, N, from, offset, D, beta, products[l], 0, N);
      addColumns(delta, n, l, into.sums());
      if (l > 0) {
        // dX(n x D) = dZ(n x N) · Vᵀ(N x D), which is column-major dX'(D x n) = V'ᵀ · dZ'
        blas.sgemmTransposedA(
            D, n, N, parameters, shape.weightsAt(l), N, delta, 0, N, deltas[l - 1], 0, D);
      }
    }
    summed += n;
    if (summed >= FLOAT_PIXELS) {
      finish(into);
    }
  }

  /** The derivative of ReLU is 1 where its result is above 0, else 0; without a branch. */
  private static void deriveRelu(float[] result, float[] delta, int length) {
    for (int i = 0; i < length; i++) {
      delta[i] *= Math.min(1f, result[i] * HUGE);
    }
  }

  /** The column sums of delta are the gradient of the bias. */
  private void addColumns(float[] delta, int n, int layer, double[] sums) {
    int N = shape.outputs(layer);
    // db(1 x N) = 1(1 x n) · dZ(n x N), which is column-major db'(N x 1) = dZ' · 1'
    blas.sgemm(N, 1, n, delta, 0, N, ones, 0, n, columns, 0, N);
    int bias = shape.biasAt(layer);
    for (int k = 0; k < N; k++) {
      sums[bias + k] += columns[k];
    }
  }

  /** Adds what is not in the gradient yet. To be called when the last pixel of an image is in. */
  void finish(Gradient into) {
    if (summed == 0) {
      return;
    }
    double[] sums = into.sums();
    for (int l = 0; l < layers; l++) {
      int weights = shape.weightsAt(l);
      for (int i = 0; i < products[l].length; i++) {
        sums[weights + i] += products[l][i];
      }
    }
    summed = 0;
  }
}
