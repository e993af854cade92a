package pointwise.learn.samples;

import java.io.Serializable;
import pointwise.learn.moments.Covariance;
import pointwise.text.Text;

/**
 * x' = (x - mean) / deviation for each channel, D: what a model is trained on, and part of its
 * first layer when it is saved. A channel that never varies is only shifted.
 */
public final class Standardisation implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final double LEAST = 1e-30;

  private final double[] mean;
  private final double[] deviation;

  /** Owns the arrays; deviations are above 0. */
  public Standardisation(double[] mean, double[] deviation) {
    this.mean = mean;
    this.deviation = deviation;
  }

  /**
   * Of the samples that were counted, at least two.
   *
   * @throws IllegalStateException if a channel varies so little that weights for its samples as
   *     they are would leave float
   */
  static Standardisation of(Covariance moments) {
    double[] deviation = moments.variance();
    for (int d = 0; d < deviation.length; d++) {
      deviation[d] = deviation[d] > 0 ? Math.sqrt(deviation[d]) : 1;
      if (deviation[d] < LEAST) {
        throw new IllegalStateException(
            Text.of(
                "Cannot train: channel %d hardly varies, found a deviation of %.3g, expected 0 or at least %.0e: scale the images",
                d, deviation[d], LEAST));
      }
    }
    return new Standardisation(moments.mean(), deviation);
  }

  public double[] mean() {
    return mean;
  }

  public double[] deviation() {
    return deviation;
  }

  /**
   * Standardises in place.
   *
   * @param values pixels x D
   */
  public void apply(float[] values, int pixels) {
    int D = mean.length;
    for (int i = 0; i < pixels * D; i += D) {
      for (int d = 0; d < D; d++) {
        values[i + d] = (float) ((values[i + d] - mean[d]) / deviation[d]);
      }
    }
  }
}
