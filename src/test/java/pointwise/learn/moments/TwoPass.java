package pointwise.learn.moments;

/** Means and covariances in double: first the means, then the products of the deviations. */
public final class TwoPass {
  private TwoPass() {}

  public static double[] mean(float[] samples, int channels) {
    double[] mean = new double[channels];
    for (int i = 0; i < samples.length; i++) {
      mean[i % channels] += samples[i];
    }
    int pixels = samples.length / channels;
    for (int d = 0; d < channels; d++) {
      mean[d] /= pixels;
    }
    return mean;
  }

  public static double[][] covariance(float[] samples, int channels) {
    double[] mean = mean(samples, channels);
    double[][] covariance = new double[channels][channels];
    for (int i = 0; i < samples.length; i += channels) {
      for (int j = 0; j < channels; j++) {
        for (int k = 0; k < channels; k++) {
          covariance[j][k] += (samples[i + j] - mean[j]) * (samples[i + k] - mean[k]);
        }
      }
    }
    int freedom = samples.length / channels - 1;
    for (double[] row : covariance) {
      for (int k = 0; k < channels; k++) {
        row[k] /= freedom;
      }
    }
    return covariance;
  }

  /**
   * The largest eigenvalue, by size, of a symmetric matrix: by repeated squaring of a direction.
   */
  static double norm(double[][] matrix) {
    double[] vector = new double[matrix.length];
    for (int d = 0; d < vector.length; d++) {
      vector[d] = 1 + Math.sin(d);
    }
    double norm = 0;
    for (int turn = 0; turn < 200; turn++) {
      double length = 0;
      for (double x : vector) {
        length += x * x;
      }
      if (length == 0) {
        return 0;
      }
      double[] next = new double[vector.length];
      double size = 0;
      for (int j = 0; j < vector.length; j++) {
        for (int k = 0; k < vector.length; k++) {
          next[j] += matrix[j][k] * vector[k] / Math.sqrt(length);
        }
        size += next[j] * next[j];
      }
      norm = Math.sqrt(size);
      vector = next;
    }
    return norm;
  }
}
