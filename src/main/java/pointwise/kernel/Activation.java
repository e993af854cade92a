package pointwise.kernel;

import pointwise.text.Text;

/** The function a layer ends in. A NaN stays a NaN. */
public sealed interface Activation {
  /**
   * {@code y[i] = f(y[i] + bias[i])}, in place.
   *
   * @param y pixels x N, row-major
   * @param bias the bias of a pixel, repeated for every pixel; as long as {@code y} or longer
   * @param length pixels * N
   * @param N channels per pixel
   */
  void finish(float[] y, float[] bias, int length, int N);

  /** Its name in a kernel file. */
  String label();

  /** f(x) = x. */
  record Identity() implements Activation {
    @Override
    public String label() {
      return "identity";
    }

    @Override
    public void finish(float[] y, float[] bias, int length, int N) {
      for (int i = 0; i < length; i++) {
        y[i] += bias[i];
      }
    }
  }

  /** f(x) = max(0, x). */
  record Relu() implements Activation {
    @Override
    public String label() {
      return "relu";
    }

    @Override
    public void finish(float[] y, float[] bias, int length, int N) {
      for (int i = 0; i < length; i++) {
        y[i] = Math.max(0f, y[i] + bias[i]);
      }
    }
  }

  /** f(x) = x above 0, slope * x below. */
  record LeakyRelu(float slope) implements Activation {
    @Override
    public String label() {
      return "leaky_relu";
    }

    @Override
    public void finish(float[] y, float[] bias, int length, int N) {
      for (int i = 0; i < length; i++) {
        float x = y[i] + bias[i];
        y[i] = Math.max(0f, x) + slope * Math.min(0f, x); // no branch: vectorised
      }
    }
  }

  /** f(x) = min(max, max(min, x)). */
  record Clip(float min, float max) implements Activation {
    /**
     * @throws IllegalArgumentException if a bound is NaN
     */
    public Clip {
      if (Float.isNaN(min) || Float.isNaN(max)) {
        throw new IllegalArgumentException(
            Text.of("Cannot clip: found bounds %s and %s, expected numbers", min, max));
      }
    }

    @Override
    public String label() {
      return "clip";
    }

    @Override
    public void finish(float[] y, float[] bias, int length, int N) {
      for (int i = 0; i < length; i++) {
        y[i] = Math.min(max, Math.max(min, y[i] + bias[i]));
      }
    }
  }

  /** f(x) = 1 / (1 + exp(-x)). */
  record Sigmoid() implements Activation {
    @Override
    public String label() {
      return "sigmoid";
    }

    @Override
    public void finish(float[] y, float[] bias, int length, int N) {
      Exponentials.sigmoid(y, bias, length);
    }
  }

  /** f(x) = tanh(x). */
  record Tanh() implements Activation {
    @Override
    public String label() {
      return "tanh";
    }

    @Override
    public void finish(float[] y, float[] bias, int length, int N) {
      Exponentials.tanh(y, bias, length);
    }
  }

  /** f(x)_k = exp(x_k - max x) / sum_j exp(x_j - max x), over the channels of a pixel. */
  record Softmax() implements Activation {
    @Override
    public String label() {
      return "softmax";
    }

    @Override
    public void finish(float[] y, float[] bias, int length, int N) {
      for (int pixel = 0; pixel < length; pixel += N) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = pixel; i < pixel + N; i++) {
          y[i] += bias[i];
          max = Math.max(max, y[i]);
        }
        double sum = 0;
        for (int i = pixel; i < pixel + N; i++) {
          sum += Math.exp(y[i] - (double) max);
        }
        for (int i = pixel; i < pixel + N; i++) {
          y[i] = (float) (Math.exp(y[i] - (double) max) / sum);
        }
      }
    }
  }
}
