package pointwise.network.layer;

import java.util.List;

/** A layer that runs: makes lines of the result. */
@FunctionalInterface
public interface Step {
  /**
   * Fills {@code output}.
   *
   * @param inputs with at least the lines that {@link Layer#inputLines} asks for
   */
  void run(List<RowsView> inputs, RowsView output);
}
