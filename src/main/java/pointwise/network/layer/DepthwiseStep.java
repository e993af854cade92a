package pointwise.network.layer;

import java.util.Arrays;
import java.util.List;

/** A convolution of every channel with a kernel of its own: a product and a sum for each tap. */
final class DepthwiseStep implements Layer.Step {
  private final Convolution layer;
  private final Shape shape;
  private final ShiftedRows taps;
  private final float[][] weights;
  private final float[] bias;
  private final float[] samples;
  private final float[] sum;

  DepthwiseStep(Convolution layer, Shape shape) {
    this.layer = layer;
    this.shape = shape;
    this.taps = new ShiftedRows(layer.x(), shape, 0f);
    int width = layer.x().outputs(shape.width());
    this.weights = new float[layer.y().kernel() * layer.x().kernel()][];
    for (int tap = 0; tap < weights.length; tap++) {
      float[] perChannel = new float[shape.channels()];
      for (int c = 0; c < perChannel.length; c++) {
        perChannel[c] = layer.weight(c, 0, tap / layer.x().kernel(), tap % layer.x().kernel());
      }
      weights[tap] = SampleLoops.repeated(perChannel, width);
    }
    this.bias = SampleLoops.repeated(layer.bias(), width);
    this.samples = new float[taps.line()];
    this.sum = new float[taps.line()];
  }

  @Override
  public void run(List<RowsView> inputs, RowsView output) {
    RowsView input = inputs.get(0);
    for (int y = output.lines().begin(); y < output.lines().end(); y++) {
      Arrays.fill(sum, 0f);
      for (int i = 0; i < layer.y().kernel(); i++) {
        long inputY = layer.y().first(y, shape.height()) + (long) i * layer.y().dilation();
        if (inputY >= 0 && inputY < shape.height()) {
          for (int j = 0; j < layer.x().kernel(); j++) {
            taps.take(input.data(), input.at((int) inputY), j, samples);
            addProducts(sum, samples, weights[i * layer.x().kernel() + j]);
          }
        }
      }
      layer.activation().finish(sum, bias, sum.length, shape.channels());
      output.putLine(y, sum);
    }
  }

  private static void addProducts(float[] sum, float[] samples, float[] weights) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += samples[i] * weights[i];
    }
  }
}
