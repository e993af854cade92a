package pointwise.network.layer;

import java.util.List;

/**
 * A layer of a network, on feature maps in HWC order. Immutable; what it needs to run is in its
 * {@link Step}.
 */
public sealed interface Layer
    permits Convolution,
        Pool,
        GlobalPool,
        ScaleShift,
        Lrn,
        ActivationLayer,
        Elementwise,
        Concat,
        Flatten,
        ZeroPad {

  /** What people call it, in lower case. */
  String label();

  /**
   * The shape of the result.
   *
   * @throws IllegalArgumentException saying why inputs of these shapes do not fit
   */
  Shape output(List<Shape> inputs);

  /**
   * The lines of input {@code i} that lines of the result are made of.
   *
   * @param inputs the shapes of whole maps
   */
  RowRange inputLines(int i, RowRange output, List<Shape> inputs);

  /** Weights and biases. */
  default long parameters() {
    return 0;
  }

  /**
   * Multiplications followed by an addition for a result from inputs of these shapes.
   *
   * @throws ArithmeticException if a long does not count them
   */
  default long multiplyAdds(List<Shape> inputs) {
    return 0;
  }

  /** Samples, about, that a step keeps for itself: lines, whatever the height. */
  default long scratch(List<Shape> inputs) {
    return 0;
  }

  /**
   * The layer made ready to run, with scratch of its own: one per thread.
   *
   * @param inputs the shapes of whole maps
   */
  Step step(List<Shape> inputs, PackedWeights engine);

  /** A layer that runs: makes lines of the result. */
  @FunctionalInterface
  interface Step {
    /**
     * Fills {@code output}.
     *
     * @param inputs with at least the lines that {@link #inputLines} asks for
     */
    void run(List<RowsView> inputs, RowsView output);
  }
}
