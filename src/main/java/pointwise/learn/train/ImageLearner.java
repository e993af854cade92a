package pointwise.learn.train;

import java.util.Arrays;
import pointwise.blas.Blas;
import pointwise.learn.samples.Batch;
import pointwise.learn.samples.Samples;
import pointwise.network.layer.Pool;

/**
 * Every image is a sample: its pixels go through the hidden layers a tile at a time and are pooled;
 * the dense layer on the pooled vector is computed in double.
 */
final class ImageLearner implements Learner {
  private final ModelShape shape;
  private final double centre;
  private final double[] parameters;
  private final PixelLayers layers;
  private final int channels;

  /** H, the length of a pooled vector. */
  private final int features;

  private final double[] pooled;
  private final double[] centred;
  private final double[] derivatives;
  private final int[] places;
  private final double[] z;
  private final double[] exponentials;
  private final float[] tile;

  ImageLearner(ModelShape shape, double[] parameters, Blas blas) {
    this.shape = shape;
    this.centre = shape.featureCentre();
    this.parameters = parameters;
    this.channels = shape.inputs(0);
    this.features = shape.inputs(shape.layers() - 1);
    this.layers = new PixelLayers(shape, parameters, blas);
    this.pooled = new double[features];
    this.centred = new double[features];
    this.derivatives = new double[features];
    this.places = new int[features];
    this.z = new double[shape.classes()];
    this.exponentials = new double[shape.classes()];
    this.tile = new float[Math.min(layers.tilePixels(), features) * channels];
  }

  @Override
  public void add(Samples image, Batch batch, Gradient into) {
    if (!batch.isWhole() && !batch.takes(batch.start(image.key), image.number(0))) {
      return;
    }
    pool(image);
    dense(image.classes[0], into);
    if (into.learns() && !layers.isEmpty()) {
      if (shape.pool() == Pool.Kind.MAX) {
        backwardOfLargest(image, into);
      } else {
        backwardOfMean(image, into);
      }
      layers.finish(into);
    }
  }

  /** Fills the pooled vector of an image, H. */
  private void pool(Samples image) {
    boolean max = shape.pool() == Pool.Kind.MAX;
    Arrays.fill(pooled, max ? Double.NEGATIVE_INFINITY : 0);
    for (int first = 0; first < image.pixels; first += layers.tilePixels()) {
      int n = Math.min(layers.tilePixels(), image.pixels - first);
      int at = first * channels;
      float[] results = image.values;
      if (!layers.isEmpty()) {
        results = layers.forward(image.values, at, n);
        at = 0;
      }
      if (max) {
        poolLargest(results, at, first, n);
      } else {
        poolSum(results, at, n);
      }
    }
    if (!max) {
      for (int h = 0; h < features; h++) {
        pooled[h] /= image.pixels;
      }
    }
  }

  private void poolLargest(float[] results, int at, int first, int n) {
    for (int p = 0; p < n; p++) {
      for (int h = 0; h < features; h++) {
        float value = results[at + p * features + h];
        // NaN stays, and tells that training diverges.
        if (value > pooled[h] || Float.isNaN(value)) {
          pooled[h] = value;
          places[h] = first + p;
        }
      }
    }
  }

  private void poolSum(float[] results, int at, int n) {
    for (int i = at; i < at + n * features; i += features) {
      for (int h = 0; h < features; h++) {
        pooled[h] += results[i + h];
      }
    }
  }

  /**
   * z(K) = g(H) · V(H x K) + b, g being the pooled vector less its centre; loss and derivatives of
   * all of them.
   */
  private void dense(int truth, Gradient into) {
    int K = z.length;
    int weights = shape.weightsAt(shape.layers() - 1);
    int bias = shape.biasAt(shape.layers() - 1);
    System.arraycopy(parameters, bias, z, 0, K);
    for (int h = 0; h < features; h++) {
      centred[h] = pooled[h] - centre;
      for (int k = 0; k < K; k++) {
        z[k] += centred[h] * parameters[weights + h * K + k];
      }
    }
    Softmax.lossAndDerivatives(z, truth, exponentials, into);
    if (!into.learns()) {
      return;
    }
    double[] sums = into.sums();
    for (int k = 0; k < K; k++) {
      sums[bias + k] += z[k];
    }
    for (int h = 0; h < features; h++) {
      double derivative = 0;
      for (int k = 0; k < K; k++) {
        sums[weights + h * K + k] += centred[h] * z[k];
        derivative += z[k] * parameters[weights + h * K + k];
      }
      derivatives[h] = derivative;
    }
  }

  /** The largest depends on one pixel for each channel: these alone go through the layers again. */
  private void backwardOfLargest(Samples image, Gradient into) {
    for (int first = 0; first < features; first += layers.tilePixels()) {
      int n = Math.min(layers.tilePixels(), features - first);
      for (int i = 0; i < n; i++) {
        int from = places[first + i] * channels;
        System.arraycopy(image.values, from, tile, i * channels, channels);
      }
      layers.forward(tile, 0, n);
      float[] deltas = layers.deltas();
      Arrays.fill(deltas, 0, n * features, 0f);
      for (int i = 0; i < n; i++) {
        deltas[i * features + first + i] = (float) derivatives[first + i];
      }
      layers.backward(tile, 0, n, into);
    }
  }

  /** The mean depends on every pixel alike; tiles but the last are computed again. */
  private void backwardOfMean(Samples image, Gradient into) {
    int tiles = (image.pixels - 1) / layers.tilePixels();
    for (int t = tiles; t >= 0; t--) {
      int first = t * layers.tilePixels();
      int n = Math.min(layers.tilePixels(), image.pixels - first);
      int at = first * channels;
      if (t < tiles) {
        layers.forward(image.values, at, n);
      }
      float[] deltas = layers.deltas();
      for (int i = 0; i < n * features; i += features) {
        for (int h = 0; h < features; h++) {
          deltas[i + h] = (float) (derivatives[h] / image.pixels);
        }
      }
      layers.backward(image.values, at, n, into);
    }
  }
}
