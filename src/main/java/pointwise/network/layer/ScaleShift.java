package pointwise.network.layer;

import java.util.List;
import java.util.Optional;
import pointwise.kernel.Activation;
import pointwise.text.Text;

/**
 * y = f(scale(c) · x + shift(c)) for each channel: batch normalisation in inference, and arithmetic
 * with constants.
 *
 * @param scale one for each channel; owned by the layer
 * @param shift one for each channel; owned by the layer
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ScaleShift(float[] scale, float[] shift, Activation activation) implements Layer {
  /**
   * @throws IllegalArgumentException if the lengths differ or a number is not finite
   */
  public ScaleShift {
    if (scale.length != shift.length || scale.length == 0) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot scale channels: found %d factors and %d shifts, expected as many of both",
              scale.length, shift.length));
    }
    for (int c = 0; c < scale.length; c++) {
      if (!Float.isFinite(scale[c]) || !Float.isFinite(shift[c])) {
        throw new IllegalArgumentException(
            Text.of(
                "Cannot scale channel %d: found factor %s and shift %s, expected finite numbers",
                c, scale[c], shift[c]));
      }
    }
  }

  @Override
  public String label() {
    return "scale and shift";
  }

  @Override
  public Optional<Layer> then(Layer next) {
    if (!(activation instanceof Activation.Identity)) {
      return Optional.empty();
    }
    if (next instanceof Convolution convolution) {
      return before(convolution);
    }
    return next instanceof ActivationLayer last
        ? Optional.of(new ScaleShift(scale, shift, last.activation()))
        : Optional.empty();
  }

  /** a·(w·x + b) + s = (a·w)·x + (a·b + s), in double and rounded once. */
  Optional<Layer> after(Convolution convolution) {
    float[] weights = convolution.weights().clone();
    float[] bias = convolution.bias().clone();
    int each = weights.length / bias.length;
    for (int k = 0; k < bias.length; k++) {
      double factor = scale[k];
      for (int i = k * each; i < (k + 1) * each; i++) {
        weights[i] = (float) (factor * weights[i]);
      }
      bias[k] = (float) (factor * bias[k] + shift[k]);
    }
    return folded(convolution, weights, bias, activation);
  }

  /**
   * w·(a·x + s) + b = (w·a)·x + (b + Σ w·s), in double and rounded once. Not where the convolution
   * pads: its border would come out wrong.
   */
  private Optional<Layer> before(Convolution convolution) {
    if (!convolution.y().unpadded() || !convolution.x().unpadded()) {
      return Optional.empty();
    }
    float[] weights = convolution.weights().clone();
    float[] bias = convolution.bias().clone();
    int perGroup = convolution.inputs() / convolution.groups();
    int window = convolution.y().kernel() * convolution.x().kernel();
    int kernelsPerGroup = bias.length / convolution.groups();
    for (int k = 0; k < bias.length; k++) {
      double shifted = bias[k];
      for (int c = 0; c < perGroup; c++) {
        int channel = k / kernelsPerGroup * perGroup + c;
        for (int i = 0; i < window; i++) {
          int at = (k * perGroup + c) * window + i;
          shifted += (double) weights[at] * shift[channel];
          weights[at] = (float) ((double) weights[at] * scale[channel]);
        }
      }
      bias[k] = (float) shifted;
    }
    return folded(convolution, weights, bias, convolution.activation());
  }

  /** Weights that overflow are left unfolded. */
  private static Optional<Layer> folded(
      Convolution like, float[] weights, float[] bias, Activation activation) {
    for (float[] numbers : List.of(weights, bias)) {
      for (float number : numbers) {
        if (!Float.isFinite(number)) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(
        new Convolution(
            like.y(), like.x(), like.inputs(), like.groups(), weights, bias, activation));
  }

  @Override
  public Shape output(List<Shape> shapes) {
    if (shapes.get(0).channels() != scale.length) {
      throw new IllegalArgumentException(
          Text.of(
              "the channels do not fit, found %d, expected %d",
              shapes.get(0).channels(), scale.length));
    }
    return shapes.get(0);
  }

  @Override
  public long parameters() {
    return 2L * scale.length;
  }

  @Override
  public long multiplyAdds(List<Shape> shapes) {
    return Math.multiplyExact(shapes.get(0).pixels(), (long) scale.length);
  }

  @Override
  public long scratch(List<Shape> shapes) {
    return 3L * shapes.get(0).line();
  }

  @Override
  public Step step(List<Shape> shapes, PackedWeights packed) {
    Shape shape = shapes.get(0);
    float[] factors = SampleLoops.repeated(scale, shape.width());
    float[] shifts = SampleLoops.repeated(shift, shape.width());
    return SampleLoops.lines(
        shape,
        (line, length) -> {
          for (int i = 0; i < length; i++) {
            line[i] *= factors[i];
          }
          activation.finish(line, shifts, length, shape.channels());
        });
  }
}
