package pointwise.network.layer;

import java.util.List;
import pointwise.kernel.Activation;

/** An activation that no layer before it could take in. */
public record ActivationLayer(Activation activation) implements Layer {
  @Override
  public String label() {
    return activation.label();
  }

  @Override
  public long scratch(List<Shape> shapes) {
    return 2L * shapes.get(0).line();
  }

  @Override
  public Step step(List<Shape> shapes, PackedWeights packed) {
    Shape shape = shapes.get(0);
    float[] zeros = new float[shape.line()];
    return SampleLoops.lines(
        shape, (line, length) -> activation.finish(line, zeros, length, shape.channels()));
  }
}
