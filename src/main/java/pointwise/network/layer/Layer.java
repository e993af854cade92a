package pointwise.network.layer;

import java.util.List;
import java.util.Optional;
import pointwise.kernel.Activation;

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
   * The shape of the result, that of the first input unless a layer says another.
   *
   * @throws IllegalArgumentException saying why inputs of these shapes do not fit
   */
  default Shape output(List<Shape> inputs) {
    return inputs.get(0);
  }

  /**
   * The channels of the result as far as those of the inputs tell, where heights and widths are not
   * known.
   *
   * @param inputs channels of each, 0 where they are not known
   * @return 0 where they do not tell
   */
  default int channels(List<Integer> inputs) {
    return inputs.get(0);
  }

  /** What is done to every sample of the result at last. */
  default Activation activation() {
    return new Activation.Identity();
  }

  /** The one layer that does what this and then {@code next} do, if there is one. */
  default Optional<Layer> then(Layer next) {
    return Optional.empty();
  }

  /**
   * Whether a step writes by {@link RowsView#put} alone, so that its map can be channels of a wider
   * one.
   */
  default boolean writesChannels() {
    return false;
  }

  /** How it slides over the lines of its inputs. */
  default WindowAxis y() {
    return WindowAxis.POINT;
  }

  /** How it slides over the columns of its inputs. */
  default WindowAxis x() {
    return WindowAxis.POINT;
  }

  /**
   * The lines of input {@code i} that lines of the result are made of.
   *
   * @param inputs the shapes of whole maps
   */
  default RowRange inputLines(int i, RowRange output, List<Shape> inputs) {
    return y().inputs(output, inputs.get(i).height());
  }

  /** Whether a pixel of the result lies where pixels of the inputs do. */
  default boolean keepsPlaces() {
    return true;
  }

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
  Step step(List<Shape> inputs, PackedWeights packed);
}
