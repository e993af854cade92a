package pointwise.network.layer;

import java.util.List;

/**
 * The largest or the mean sample of each channel in the whole map, as a vector. The mean is one sum
 * in double per channel and line, and the lines added in order.
 */
public record GlobalPool(Pool.Kind kind) implements Layer {
  @Override
  public String label() {
    return kind == Pool.Kind.MAX ? "global max pool" : "global average pool";
  }

  @Override
  public Shape output(List<Shape> shapes) {
    return new Shape(1, 1, shapes.get(0).channels());
  }

  @Override
  public boolean keepsPlaces() {
    return false;
  }

  @Override
  public RowRange inputLines(int i, RowRange output, List<Shape> shapes) {
    return new RowRange(0, shapes.get(0).height());
  }

  @Override
  public Step step(List<Shape> shapes, PackedWeights packed) {
    return (inputs, output) -> {
      RowsView map = inputs.get(0);
      State state = new State(kind, map.shape());
      state.add(map, map.lines());
      state.finish(output.data());
    };
  }

  /** The pool of the lines so far. */
  public static final class State {
    private final Pool.Kind kind;
    private final Shape shape;
    private final double[] line;
    private final double[] total;

    public State(Pool.Kind kind, Shape shape) {
      this.kind = kind;
      this.shape = shape;
      this.line = new double[shape.channels()];
      this.total = new double[shape.channels()];
      java.util.Arrays.fill(total, start());
    }

    private double start() {
      return kind == Pool.Kind.MAX ? Double.NEGATIVE_INFINITY : 0;
    }

    /** Adds lines, which follow those that were added before. */
    public void add(RowsView map, RowRange lines) {
      int channels = shape.channels();
      for (int y = lines.begin(); y < lines.end(); y++) {
        java.util.Arrays.fill(line, start());
        int at = map.at(y);
        for (int x = 0; x < shape.width(); x++) {
          for (int c = 0; c < channels; c++, at++) {
            line[c] = join(line[c], map.data()[at]);
          }
        }
        for (int c = 0; c < channels; c++) {
          total[c] = join(total[c], line[c]);
        }
      }
    }

    private double join(double a, double b) {
      return kind == Pool.Kind.MAX ? Math.max(a, b) : a + b;
    }

    public void finish(float[] vector) {
      double count = kind == Pool.Kind.MAX ? 1 : shape.pixels();
      for (int c = 0; c < total.length; c++) {
        vector[c] = (float) (total[c] / count);
      }
    }
  }
}
