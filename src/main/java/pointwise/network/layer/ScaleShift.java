package pointwise.network.layer;

import java.util.List;
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

  /** The same with another activation. */
  public ScaleShift followedBy(Activation other) {
    return new ScaleShift(scale, shift, other);
  }

  @Override
  public String label() {
    return "scale and shift";
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
  public RowRange inputLines(int i, RowRange output, List<Shape> shapes) {
    return output;
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
  public Step step(List<Shape> shapes, PackedWeights engine) {
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
