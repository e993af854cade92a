package pointwise.learn;

import java.io.Serializable;

/**
 * x' = (x - mean) / deviation for each channel, D: what a model is trained on, and part of its
 * first layer when it is saved. A channel that never varies is only shifted.
 */
public final class Standardisation implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] mean;
  private final double[] deviation;

  /** Owns the arrays; deviations are above 0. */
  Standardisation(double[] mean, double[] deviation) {
    this.mean = mean;
    this.deviation = deviation;
  }

  /** Of the samples that were counted, at least two. */
  static Standardisation of(Moments moments) {
    double[] deviation = moments.variance();
    for (int d = 0; d < deviation.length; d++) {
      deviation[d] = deviation[d] > 0 ? Math.sqrt(deviation[d]) : 1;
    }
    return new Standardisation(moments.mean(), deviation);
  }

  double[] mean() {
    return mean;
  }

  double[] deviation() {
    return deviation;
  }

  /**
   * Standardises in place.
   *
   * @param values pixels x D
   */
  void apply(float[] values, int pixels) {
    int D = mean.length;
    for (int i = 0; i < pixels * D; i += D) {
      for (int d = 0; d < D; d++) {
        values[i + d] = (float) ((values[i + d] - mean[d]) / deviation[d]);
      }
    }
  }
}
