package pointwise.network;

import java.util.List;
import pointwise.text.Text;

/**
 * The largest or the mean sample of each channel in a sliding window.
 *
 * @param countPadding whether padding counts in the mean
 */
public record Pool(Kind kind, Axis y, Axis x, boolean countPadding) implements Layer {
  /** What is taken of a window. */
  public enum Kind {
    MAX,
    AVERAGE
  }

  /**
   * @throws IllegalArgumentException if a window could lie in the padding alone
   */
  public Pool {
    for (Axis axis : List.of(y, x)) {
      if (Math.max(axis.before(), axis.after()) >= axis.extent()) {
        throw new IllegalArgumentException(
            Text.of(
                "Cannot pool: the padding holds a whole window, found %d and %d, expected less than %d",
                axis.before(), axis.after(), axis.extent()));
      }
    }
  }

  @Override
  public String label() {
    return (kind == Kind.MAX ? "max pool " : "average pool ") + y.kernel() + "x" + x.kernel();
  }

  @Override
  public Shape output(List<Shape> shapes) {
    Shape input = shapes.get(0);
    return new Shape(y.outputs(input.height()), x.outputs(input.width()), input.channels());
  }

  @Override
  public Range inputLines(int i, Range output, List<Shape> shapes) {
    return y.inputs(output, shapes.get(0).height());
  }

  @Override
  public Step step(List<Shape> shapes, Engine engine) {
    return new PoolStep(this, shapes.get(0));
  }
}
