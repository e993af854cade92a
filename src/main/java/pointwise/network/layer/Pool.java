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
  public boolean writesChannels() {
    return true;
  }

  @Override
  public Step step(List<Shape> shapes, PackedWeights packed) {
    return new PoolStep(this, shapes.get(0));
  }

  /** Pools line by line: the lines of a window into one, then its taps. */
  private static final class PoolStep implements Step {
    private final Pool layer;
    private final Shape shape;
    private final ShiftedRows taps;
    private final float start;
    private final int[] countsOfLine;
    private final float[] line;
    private final float[] column;
    private final float[] samples;
    private final float[] pooled;

    PoolStep(Pool layer, Shape shape) {
      this.layer = layer;
      this.shape = shape;
      this.start = layer.kind() == Pool.Kind.MAX ? Float.NEGATIVE_INFINITY : 0f;
      this.taps = new ShiftedRows(layer.x(), shape, start);
      this.countsOfLine = new int[layer.x().outputs(shape.width())];
      for (int x = 0; x < countsOfLine.length; x++) {
        countsOfLine[x] = count(layer.x(), x, shape.width());
      }
      this.line = new float[shape.line()];
      this.column = new float[shape.line()];
      this.samples = new float[taps.line()];
      this.pooled = new float[taps.line()];
    }

    /**
     * The samples that count in a mean along one axis: those in the image, or in its padding too.
     */
    private int count(WindowAxis axis, int output, int size) {
      return layer.countPadding() ? axis.paddedSamples(output, size) : axis.samples(output, size);
    }

    @Override
    public void run(List<RowsView> inputs, RowsView output) {
      RowsView input = inputs.get(0);
      for (int y = output.lines().begin(); y < output.lines().end(); y++) {
        poolLines(input, y);
        taps.take(column, 0, 0, pooled);
        for (int j = 1; j < layer.x().kernel(); j++) {
          taps.take(column, 0, j, samples);
          pool(pooled, samples);
        }
        if (layer.kind() == Pool.Kind.AVERAGE) {
          divide(count(layer.y(), y, shape.height()));
        }
        output.putLine(y, pooled);
      }
    }

    /** What the windows of output line {@code y} hold of each column of the image. */
    private void poolLines(RowsView input, int y) {
      boolean empty = true;
      for (int i = 0; i < layer.y().kernel(); i++) {
        long inputY = layer.y().first(y, shape.height()) + (long) i * layer.y().dilation();
        if (inputY >= 0 && inputY < shape.height()) {
          System.arraycopy(
              input.data(), input.at((int) inputY), empty ? column : line, 0, line.length);
          if (!empty) {
            pool(column, line);
          }
          empty = false;
        }
      }
    }

    private void pool(float[] pooled, float[] samples) {
      if (layer.kind() == Pool.Kind.MAX) {
        max(pooled, samples);
      } else {
        add(pooled, samples);
      }
    }

    private static void max(float[] pooled, float[] samples) {
      for (int i = 0; i < pooled.length; i++) {
        pooled[i] = Math.max(pooled[i], samples[i]);
      }
    }

    private static void add(float[] pooled, float[] samples) {
      for (int i = 0; i < pooled.length; i++) {
        pooled[i] += samples[i];
      }
    }

    private void divide(int lines) {
      int C = shape.channels();
      for (int x = 0; x < countsOfLine.length; x++) {
        float count = lines * countsOfLine[x];
        for (int c = x * C; c < (x + 1) * C; c++) {
          pooled[c] /= count;
        }
      }
    }
  }
}
