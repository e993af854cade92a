package pointwise.network.layer;

import java.util.Arrays;
import java.util.List;
import pointwise.kernel.Activation;

/** A convolution of every channel with a kernel of its own: a product and a sum for each tap. */
final class DepthwiseStep implements Step {
  private final WindowAxis y;
  private final WindowAxis x;
  private final Activation activation;
  private final Shape shape;
  private final ShiftedRows taps;
  private final float[][] weights;
  private final float[] bias;
  private final float[] samples;
  private final float[] sum;

  /**
   * @param kernels C x y.kernel x x.kernel
   * @param biases C
   * @param shape of the whole map
   */
  DepthwiseStep(
      WindowAxis y,
      WindowAxis x,
      float[] kernels,
      float[] biases,
      Activation activation,
      Shape shape) {
    this.y = y;
    this.x = x;
    this.activation = activation;
    this.shape = shape;
    this.taps = new ShiftedRows(x, shape, 0f);
    int width = x.outputs(shape.width());
    this.weights = new float[y.kernel() * x.kernel()][];
    for (int tap = 0; tap < weights.length; tap++) {
      float[] perChannel = new float[shape.channels()];
      for (int c = 0; c < perChannel.length; c++) {
        perChannel[c] = kernels[c * weights.length + tap];
      }
      weights[tap] = SampleLoops.repeated(perChannel, width);
    }
    this.bias = SampleLoops.repeated(biases, width);
    this.samples = new float[taps.line()];
    this.sum = new float[taps.line()];
  }

  @Override
  public void run(List<RowsView> inputs, RowsView output) {
    RowsView input = inputs.get(0);
    for (int line = output.lines().begin(); line < output.lines().end(); line++) {
      Arrays.fill(sum, 0f);
      for (int i = 0; i < y.kernel(); i++) {
        long inputY = y.first(line, shape.height()) + (long) i * y.dilation();
        if (inputY >= 0 && inputY < shape.height()) {
          for (int j = 0; j < x.kernel(); j++) {
            taps.take(input.data(), input.at((int) inputY), j, samples);
            addProducts(sum, samples, weights[i * x.kernel() + j]);
          }
        }
      }
      activation.finish(sum, bias, sum.length, shape.channels());
      output.putLine(line, sum);
    }
  }

  private static void addProducts(float[] sum, float[] samples, float[] weights) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += samples[i] * weights[i];
    }
  }
}
