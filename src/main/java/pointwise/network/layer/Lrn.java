package pointwise.network.layer;

import java.util.List;
import pointwise.text.Text;

/**
 * Local response normalisation over channels: y(c) = x(c) / (bias + alpha / size · Σ x(j)²)^beta,
 * the sum over the {@code size} channels around c that exist.
 *
 * @see <a href="https://onnx.ai/onnx/operators/onnx__LRN.html">ONNX, where the window is from c -
 *     floor((size - 1) / 2) to c + ceil((size - 1) / 2)</a>
 */
public record Lrn(int size, float alpha, float beta, float bias) implements Layer {
  private static final float SQUARE_ROOTS = 0.75f;

  /**
   * @throws IllegalArgumentException if the size is not positive
   */
  public Lrn {
    if (size < 1) {
      throw new IllegalArgumentException(
          Text.of("Cannot normalise channels: found size %d, expected at least 1", size));
    }
  }

  @Override
  public String label() {
    return "lrn " + size;
  }

  @Override
  public Step step(List<Shape> shapes, PackedWeights packed) {
    int channels = shapes.get(0).channels();
    return (inputs, output) -> {
      RowsView input = inputs.get(0);
      int pixels = output.lines().length() * output.shape().width();
      int from = input.at(output.lines().begin());
      for (int p = 0; p < pixels; p++) {
        normalise(input.data(), from + p * channels, output.data(), p * channels, channels);
      }
    };
  }

  /** The sum slides: a square comes in in front, one goes out behind; in double. */
  private void normalise(float[] in, int from, float[] out, int to, int channels) {
    int behind = (size - 1) / 2;
    int ahead = size - 1 - behind;
    double sum = 0;
    for (int c = 0; c < Math.min(ahead, channels); c++) {
      sum += (double) in[from + c] * in[from + c];
    }
    for (int c = 0; c < channels; c++) {
      if (c + ahead < channels) {
        sum += (double) in[from + c + ahead] * in[from + c + ahead];
      }
      if (c - behind - 1 >= 0) {
        sum -= (double) in[from + c - behind - 1] * in[from + c - behind - 1];
      }
      double norm = bias + alpha / (double) size * Math.max(0, sum);
      double root = Math.sqrt(norm);
      out[to + c] =
          (float)
              (in[from + c]
                  / (beta == SQUARE_ROOTS ? root * Math.sqrt(root) : Math.pow(norm, beta)));
    }
  }
}
