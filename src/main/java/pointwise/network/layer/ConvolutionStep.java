package pointwise.network.layer;

import java.util.ArrayList;
import java.util.List;
import pointwise.kernel.Gemm;
import pointwise.kernel.TileMultiply;

/**
 * Convolutions as matrix products: O(n x N) = P(n x K) · V(K x N) + b, a row of P the K = kernel
 * height x kernel width x C samples below the window of one output pixel, a tile of rows at a time.
 * Of a pointwise convolution P is the map itself.
 */
final class ConvolutionStep implements Step {
  private final int outputWidth;
  private final int inputsOfGroup;
  private final boolean pointwise;
  private final Im2Col windows;
  private final List<TileMultiply> groups = new ArrayList<>();

  /**
   * @param shape of the whole map
   * @param products V and b of each group of channels
   */
  ConvolutionStep(WindowAxis y, WindowAxis x, Shape shape, boolean pointwise, List<Gemm> products) {
    this.outputWidth = x.outputs(shape.width());
    this.inputsOfGroup = shape.channels() / products.size();
    this.pointwise = pointwise;
    this.windows = new Im2Col(y, x, shape, inputsOfGroup);
    for (Gemm product : products) {
      groups.add(new TileMultiply(List.of(product)));
    }
  }

  @Override
  public void run(List<RowsView> inputs, RowsView output) {
    RowsView input = inputs.get(0);
    int pixels = output.lines().length() * outputWidth;
    int firstLine = output.lines().begin();
    for (int g = 0; g < groups.size(); g++) {
      TileMultiply tiles = groups.get(g);
      int channel = g * tiles.outputChannels();
      int firstInput = g * inputsOfGroup;
      TileMultiply.Sink put =
          (tile, first, count) -> output.put(tile, first, count, channel, tiles.outputChannels());
      if (pointwise) {
        tiles.run(pixels, input.data(), input.at(firstLine), put);
      } else {
        tiles.run(
            pixels,
            (first, count, tile) -> windows.fill(input, firstInput, firstLine, first, count, tile),
            put);
      }
    }
  }
}
