package pointwise.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import pointwise.kernel.Gemm;
import pointwise.kernel.TileMultiply;

/**
 * Convolutions as matrix products: O(n x N) = P(n x K) · V(K x N) + b, a row of P the K = kernel
 * height x kernel width x C samples below the window of one output pixel, a tile of rows at a time.
 * Of a pointwise convolution P is the map itself.
 */
final class ConvolutionStep implements Layer.Step {
  private final Convolution layer;
  private final Shape shape;
  private final int outputWidth;
  private final int top;
  private final int left;
  private final List<TileMultiply> groups = new ArrayList<>();

  ConvolutionStep(Convolution layer, Shape shape, Engine engine) {
    this.layer = layer;
    this.shape = shape;
    this.outputWidth = layer.x().outputs(shape.width());
    this.top = layer.y().paddingBefore(shape.height());
    this.left = layer.x().paddingBefore(shape.width());
    for (Gemm gemm : engine.gemms(layer)) {
      groups.add(new TileMultiply(List.of(gemm)));
    }
  }

  @Override
  public void run(List<Lines> inputs, Lines output) {
    Lines input = inputs.get(0);
    int pixels = output.lines().length() * outputWidth;
    int firstLine = output.lines().begin();
    for (int g = 0; g < groups.size(); g++) {
      int group = g;
      TileMultiply tiles = groups.get(g);
      int N = tiles.outputChannels();
      TileMultiply.Sink put = (tile, first, count) -> put(tile, first, count, N, group, output);
      if (layer.isPointwise()) {
        tiles.run(pixels, input.data(), input.at(firstLine), put);
      } else {
        tiles.run(
            pixels,
            (first, count, tile) -> windows(input, group, firstLine, first, count, tile),
            put);
      }
    }
  }

  private void put(float[] tile, int first, int count, int N, int group, Lines output) {
    if (groups.size() == 1) {
      System.arraycopy(tile, 0, output.data(), first * N, count * N);
      return;
    }
    for (int p = 0; p < count; p++) {
      System.arraycopy(tile, p * N, output.data(), (first + p) * layer.kernels() + group * N, N);
    }
  }

  /** Rows of P for {@code count} output pixels, counted from the first of a line (im2col). */
  private void windows(Lines input, int group, int firstLine, int first, int count, float[] tile) {
    int C = layer.inputs() / layer.groups();
    int segment = layer.x().kernel() * C;
    int at = 0;
    int x = first % outputWidth;
    int y = firstLine + first / outputWidth;
    for (int p = 0; p < count; p++) {
      int inputY = y * layer.y().stride() - top;
      int inputX = x * layer.x().stride() - left;
      for (int i = 0; i < layer.y().kernel(); i++, inputY += layer.y().dilation()) {
        if (inputY < 0 || inputY >= shape.height()) {
          Arrays.fill(tile, at, at + segment, 0f);
        } else {
          segment(input, input.at(inputY), inputX, group * C, C, tile, at);
        }
        at += segment;
      }
      if (++x == outputWidth) {
        x = 0;
        y++;
      }
    }
  }

  /** The samples of one line that lie below one line of a window. */
  private void segment(
      Lines input, int line, int firstX, int channel, int C, float[] tile, int at) {
    int kernel = layer.x().kernel();
    int channels = shape.channels();
    if (layer.x().dilation() == 1 && C == channels) {
      int begin = Math.max(0, -firstX);
      int end = Math.max(begin, Math.min(kernel, shape.width() - firstX));
      if (begin > 0) {
        Arrays.fill(tile, at, at + Math.min(begin, kernel) * C, 0f);
      }
      if (begin < end) {
        System.arraycopy(
            input.data(), line + (firstX + begin) * C, tile, at + begin * C, (end - begin) * C);
      }
      if (end < kernel) {
        Arrays.fill(tile, at + Math.min(end, kernel) * C, at + kernel * C, 0f);
      }
      return;
    }
    for (int j = 0, x = firstX; j < kernel; j++, x += layer.x().dilation(), at += C) {
      if (x < 0 || x >= shape.width()) {
        Arrays.fill(tile, at, at + C, 0f);
      } else {
        System.arraycopy(input.data(), line + x * channels + channel, tile, at, C);
      }
    }
  }
}
