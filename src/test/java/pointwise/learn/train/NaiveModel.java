package pointwise.learn.train;

import java.util.List;
import pointwise.learn.labels.LabelUnit;
import pointwise.learn.samples.Samples;
import pointwise.network.layer.Pool;

/** A model in double, one pixel after the other, by the documented order of its parameters. */
final class NaiveModel {
  private final ModelShape shape;
  private final int[] widths;
  private final double[] parameters;

  NaiveModel(ModelShape shape, double[] parameters) {
    this.shape = shape;
    this.parameters = parameters;
    this.widths = new int[shape.layers() + 1];
    widths[0] = shape.inputs(0);
    for (int l = 0; l < shape.layers(); l++) {
      widths[l + 1] = shape.outputs(l);
    }
  }

  /** Σ of -log of the probability of the class. */
  double loss(List<Samples> samples) {
    double loss = 0;
    for (Samples some : samples) {
      if (shape.unit() == LabelUnit.IMAGE) {
        loss -= Math.log(probabilities(dense(pooled(some)))[some.classes[0]]);
      } else {
        for (int p = 0; p < some.pixels; p++) {
          double[] numbers = pixel(some, p, widths.length - 1);
          loss -= Math.log(probabilities(numbers)[some.classes[p]]);
        }
      }
    }
    return loss;
  }

  /** The probabilities of the first pixel, or of the image. */
  double[] probabilities(Samples some) {
    return probabilities(
        shape.unit() == LabelUnit.IMAGE ? dense(pooled(some)) : pixel(some, 0, widths.length - 1));
  }

  private double[] pooled(Samples image) {
    int layers = widths.length - 2;
    double[] pool = pixel(image, 0, layers);
    for (int p = 1; p < image.pixels; p++) {
      double[] results = pixel(image, p, layers);
      for (int h = 0; h < pool.length; h++) {
        pool[h] =
            shape.pool() == Pool.Kind.MAX ? Math.max(pool[h], results[h]) : pool[h] + results[h];
      }
    }
    if (shape.pool() == Pool.Kind.AVERAGE) {
      for (int h = 0; h < pool.length; h++) {
        pool[h] /= image.pixels;
      }
    }
    return pool;
  }

  private double[] dense(double[] pool) {
    double[] centred = pool.clone();
    for (int h = 0; h < centred.length; h++) {
      centred[h] -= shape.featureCentre();
    }
    return layer(centred, widths.length - 2);
  }

  private double[] pixel(Samples some, int p, int layers) {
    double[] x = new double[widths[0]];
    for (int d = 0; d < x.length; d++) {
      x[d] = some.values[p * x.length + d];
    }
    for (int l = 0; l < layers; l++) {
      x = layer(x, l);
    }
    return x;
  }

  private double[] layer(double[] x, int layer) {
    int at = 0;
    for (int l = 0; l < layer; l++) {
      at += (widths[l] + 1) * widths[l + 1];
    }
    int N = widths[layer + 1];
    double[] y = new double[N];
    for (int k = 0; k < N; k++) {
      y[k] = parameters[at + x.length * N + k];
      for (int d = 0; d < x.length; d++) {
        y[k] += x[d] * parameters[at + d * N + k];
      }
      if (layer < widths.length - 2) {
        y[k] = Math.max(0, y[k]);
      }
    }
    return y;
  }

  private static double[] probabilities(double[] z) {
    double sum = 0;
    for (double number : z) {
      sum += Math.exp(number);
    }
    double[] p = new double[z.length];
    for (int k = 0; k < z.length; k++) {
      p[k] = Math.exp(z[k]) / sum;
    }
    return p;
  }
}
