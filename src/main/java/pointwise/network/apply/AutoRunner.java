package pointwise.network.apply;

import java.util.List;
import pointwise.network.layer.Shape;
import pointwise.network.run.Inference;

/** ONNX Runtime for all images but the largest, which go through layers by strips. */
final class AutoRunner implements Runner {
  /** Of an image that ONNX Runtime is given whole where there is another way: 2048 x 2048. */
  static final long MOST_PIXELS = 1L << 22;

  private final Runner runtime;
  private final Runner layers;

  AutoRunner(Runner runtime, Runner layers) {
    this.runtime = runtime;
    this.layers = layers;
  }

  @Override
  public List<Result> results(String origin, Shape image, Inference.Source lines) {
    Runner runner = image.pixels() > MOST_PIXELS ? layers : runtime;
    return runner.results(origin, image, lines);
  }
}
