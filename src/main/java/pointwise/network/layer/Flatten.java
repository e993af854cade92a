package pointwise.network.layer;

import java.util.List;

/** A map as a vector in the order of ONNX: channel by channel, in each line by line (CHW). */
public record Flatten() implements Layer {
  @Override
  public String label() {
    return "flatten";
  }

  @Override
  public Shape output(List<Shape> shapes) {
    Shape input = shapes.get(0);
    return new Shape(
        1, 1, Math.toIntExact(Math.multiplyExact(input.pixels(), (long) input.channels())));
  }

  @Override
  public int channels(List<Integer> inputs) {
    return 0;
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
    Shape shape = shapes.get(0);
    int pixels = (int) shape.pixels();
    return (inputs, output) -> {
      float[] hwc = inputs.get(0).data();
      for (int p = 0; p < pixels; p++) {
        for (int c = 0; c < shape.channels(); c++) {
          output.data()[c * pixels + p] = hwc[p * shape.channels() + c];
        }
      }
    };
  }
}
