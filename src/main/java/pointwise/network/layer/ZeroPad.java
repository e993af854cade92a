package pointwise.network.layer;

import java.util.Arrays;
import java.util.List;
import pointwise.text.Text;

/**
 * A frame of one value around a map.
 *
 * @param value of the samples in the frame, 0 for the most part
 */
public record ZeroPad(int top, int left, int bottom, int right, float value) implements Layer {
  /**
   * @throws IllegalArgumentException if a side is negative or wider than {@link
   *     WindowAxis#MOST_PADDING}
   */
  public ZeroPad {
    int most = Math.max(Math.max(top, left), Math.max(bottom, right));
    if (Math.min(Math.min(top, left), Math.min(bottom, right)) < 0
        || most > WindowAxis.MOST_PADDING) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot pad: found %d, %d, %d, %d, expected 0 to %d",
              top, left, bottom, right, WindowAxis.MOST_PADDING));
    }
  }

  @Override
  public String label() {
    return "pad";
  }

  @Override
  public Shape output(List<Shape> shapes) {
    Shape input = shapes.get(0);
    return new Shape(
        Math.addExact(input.height(), top + bottom),
        Math.addExact(input.width(), left + right),
        input.channels());
  }

  @Override
  public WindowAxis y() {
    return new WindowAxis(1, 1, 1, top, bottom, WindowAxis.Pad.EXPLICIT, false);
  }

  @Override
  public WindowAxis x() {
    return new WindowAxis(1, 1, 1, left, right, WindowAxis.Pad.EXPLICIT, false);
  }

  @Override
  public Step step(List<Shape> shapes, PackedWeights packed) {
    Shape shape = shapes.get(0);
    return (inputs, output) -> {
      RowsView input = inputs.get(0);
      int line = output.shape().line();
      for (int y = output.lines().begin(); y < output.lines().end(); y++) {
        int at = output.at(y);
        Arrays.fill(output.data(), at, at + line, value);
        if (y >= top && y < top + shape.height()) {
          System.arraycopy(
              input.data(),
              input.at(y - top),
              output.data(),
              at + left * shape.channels(),
              shape.line());
        }
      }
    };
  }
}
