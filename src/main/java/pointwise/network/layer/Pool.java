package pointwise.network.layer;

import java.util.List;
import pointwise.text.Text;

/**
 * The largest or the mean sample of each channel in a sliding window.
 *
 * @param countPadding whether padding counts in the mean
 */
public record Pool(Kind kind, WindowAxis y, WindowAxis x, boolean countPadding) implements Layer {
  /** What is taken of a window. */
  public enum Kind {
    MAX,
    AVERAGE
  }

  /**
   * @throws IllegalArgumentException if the padding is as wide as the window, which would lie in it
   *     alone
   */
  public Pool {
    for (WindowAxis axis : List.of(y, x)) {
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
    requireSamples(y, input.height());
    requireSamples(x, input.width());
    return new Shape(y.outputs(input.height()), x.outputs(input.width()), input.channels());
  }

  /** Padding is narrower than a window: only gaps that are wider than the image can pass it by. */
  private static void requireSamples(WindowAxis axis, int size) {
    int outputs = axis.outputs(size);
    for (int o = 0; o < outputs && axis.dilation() > size; o++) {
      if (axis.samples(o, size) == 0) {
        throw new IllegalArgumentException(
            Text.of(
                "a window of %d samples, each %d apart, lies in the padding alone, found an image of %d, expected at least one sample of it in every window",
                axis.kernel(), axis.dilation(), size));
      }
    }
  }

  /** The lines of a window as one, and a line of the result twice. */
  @Override
  public long scratch(List<Shape> shapes) {
    return 2L * (shapes.get(0).line() + (long) output(shapes).line());
  }

  @Override
  public RowRange inputLines(int i, RowRange output, List<Shape> shapes) {
    return y.inputs(output, shapes.get(0).height());
  }

  @Override
  public Step step(List<Shape> shapes, PackedWeights engine) {
    return new PoolStep(this, shapes.get(0));
  }
}
