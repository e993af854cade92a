package pointwise.learn.train;

import pointwise.blas.Blas;
import pointwise.learn.samples.Batch;
import pointwise.learn.samples.Samples;

/** Every pixel is a sample: the layers' results are its numbers before softmax. */
final class PixelLearner implements Learner {
  private final PixelLayers layers;
  private final int channels;
  private final double[] z;
  private final double[] exponentials;
  private final float[] tile;
  private final short[] classes;

  PixelLearner(ModelShape shape, double[] parameters, Blas blas) {
    this.layers = new PixelLayers(shape, parameters, blas);
    this.channels = shape.inputs(0);
    this.z = new double[shape.classes()];
    this.exponentials = new double[shape.classes()];
    this.tile = new float[layers.tilePixels() * channels];
    this.classes = new short[layers.tilePixels()];
  }

  @Override
  public void add(Samples samples, Batch batch, Gradient into) {
    if (batch.isWhole()) {
      for (int first = 0; first < samples.pixels; first += layers.tilePixels()) {
        int n = Math.min(layers.tilePixels(), samples.pixels - first);
        add(samples.values, first * channels, samples.classes, first, n, into);
      }
    } else {
      addSome(samples, batch, into);
    }
    layers.finish(into);
  }

  private void addSome(Samples samples, Batch batch, Gradient into) {
    long start = batch.start(samples.key);
    int n = 0;
    for (int p = 0; p < samples.pixels; p++) {
      if (batch.takes(start, samples.number(p))) {
        System.arraycopy(samples.values, p * channels, tile, n * channels, channels);
        classes[n++] = samples.classes[p];
        if (n == layers.tilePixels()) {
          add(tile, 0, classes, 0, n, into);
          n = 0;
        }
      }
    }
    if (n > 0) {
      add(tile, 0, classes, 0, n, into);
    }
  }

  private void add(float[] pixels, int at, short[] truths, int first, int n, Gradient into) {
    float[] results = layers.forward(pixels, at, n);
    float[] deltas = layers.deltas();
    int K = z.length;
    for (int p = 0; p < n; p++) {
      for (int k = 0; k < K; k++) {
        z[k] = results[p * K + k];
      }
      Softmax.lossAndDerivatives(z, truths[first + p], exponentials, into);
      for (int k = 0; k < K; k++) {
        deltas[p * K + k] = (float) z[k];
      }
    }
    if (into.learns()) {
      layers.backward(pixels, at, n, into);
    }
  }
}
