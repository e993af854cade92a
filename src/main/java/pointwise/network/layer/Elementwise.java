package pointwise.network.layer;

import java.util.List;
import java.util.Optional;
import pointwise.kernel.Activation;
import pointwise.text.Text;

/**
 * Two maps sample by sample: a residual connection is the sum. The second may be a vector, which
 * then meets every pixel of the first.
 */
public record Elementwise(Operator operator, Activation activation) implements Layer {
  /** What two samples become. */
  public enum Operator {
    ADD("add"),
    SUBTRACT("subtract"),
    MULTIPLY("multiply"),
    DIVIDE("divide");

    private final String label;

    Operator(String label) {
      this.label = label;
    }
  }

  @Override
  public String label() {
    return operator.label;
  }

  @Override
  public Optional<Layer> then(Layer next) {
    return activation instanceof Activation.Identity && next instanceof ActivationLayer last
        ? Optional.of(new Elementwise(operator, last.activation()))
        : Optional.empty();
  }

  @Override
  public Shape output(List<Shape> shapes) {
    Shape a = shapes.get(0);
    Shape b = shapes.get(1);
    boolean broadcast = b.isVector() && b.channels() == a.channels();
    if (!a.equals(b) && !broadcast) {
      throw new IllegalArgumentException(
          Text.of(
              "the inputs do not fit, found %s and %s, expected one shape, or a vector for the second",
              a, b));
    }
    return a;
  }

  @Override
  public RowRange inputLines(int i, RowRange output, List<Shape> shapes) {
    return i == 1 && !shapes.get(1).equals(shapes.get(0)) ? new RowRange(0, 1) : output;
  }

  @Override
  public long scratch(List<Shape> shapes) {
    return 3L * shapes.get(0).line();
  }

  @Override
  public Step step(List<Shape> shapes, PackedWeights packed) {
    Shape shape = shapes.get(0);
    boolean broadcast = !shapes.get(1).equals(shape);
    float[] a = new float[shape.line()];
    float[] b = new float[shape.line()];
    float[] zeros = new float[shape.line()];
    return (inputs, output) -> {
      RowsView first = inputs.get(0);
      RowsView second = inputs.get(1);
      if (broadcast) {
        for (int x = 0; x < shape.width(); x++) {
          System.arraycopy(second.data(), 0, b, x * shape.channels(), shape.channels());
        }
      }
      for (int y = output.lines().begin(); y < output.lines().end(); y++) {
        System.arraycopy(first.data(), first.at(y), a, 0, a.length);
        if (!broadcast) {
          System.arraycopy(second.data(), second.at(y), b, 0, b.length);
        }
        combine(a, b);
        activation.finish(a, zeros, a.length, shape.channels());
        System.arraycopy(a, 0, output.data(), output.at(y), a.length);
      }
    };
  }

  private void combine(float[] a, float[] b) {
    switch (operator) {
      case ADD -> {
        for (int i = 0; i < a.length; i++) {
          a[i] += b[i];
        }
      }
      case SUBTRACT -> {
        for (int i = 0; i < a.length; i++) {
          a[i] -= b[i];
        }
      }
      case MULTIPLY -> {
        for (int i = 0; i < a.length; i++) {
          a[i] *= b[i];
        }
      }
      case DIVIDE -> {
        for (int i = 0; i < a.length; i++) {
          a[i] /= b[i];
        }
      }
    }
  }
}
