package pointwise.network.layer;

import java.util.List;
import pointwise.text.Text;

/** Maps of one size side by side: the channels of the first, then those of the next. */
public record Concat() implements Layer {
  @Override
  public String label() {
    return "concat";
  }

  @Override
  public Shape output(List<Shape> shapes) {
    Shape first = shapes.get(0);
    int channels = 0;
    for (Shape shape : shapes) {
      if (shape.height() != first.height() || shape.width() != first.width()) {
        throw new IllegalArgumentException(
            Text.of(
                "the inputs do not fit, found %s and %s, expected one height and width",
                first, shape));
      }
      channels = Math.addExact(channels, shape.channels());
    }
    return new Shape(first.height(), first.width(), channels);
  }

  @Override
  public int channels(List<Integer> inputs) {
    long sum = inputs.stream().mapToLong(Integer::longValue).sum();
    if (sum > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.of(
              "the channels are too many, found %d, expected at most %d", sum, Integer.MAX_VALUE));
    }
    return inputs.contains(0) ? 0 : (int) sum;
  }

  @Override
  public Step step(List<Shape> shapes, PackedWeights packed) {
    return (inputs, output) -> {
      int stride = output.shape().channels();
      int pixels = output.lines().length() * output.shape().width();
      int channel = 0;
      for (RowsView input : inputs) {
        int channels = input.shape().channels();
        // Where the arrays are one, the branch has written its channels itself.
        if (input.data() != output.data()) {
          int from = input.at(output.lines().begin());
          for (int p = 0; p < pixels; p++) {
            System.arraycopy(
                input.data(), from + p * channels, output.data(), p * stride + channel, channels);
          }
        }
        channel += channels;
      }
    };
  }
}
