package pointwise.network.apply;

import java.util.List;
import pointwise.network.layer.Shape;

/** ONNX Runtime for all images but the largest, which go through layers by strips. */
final class AutoRunner implements Runner {
  /** Of an image that ONNX Runtime is given whole where there is another way: 2048 x 2048 x 3. */
  static final long MOST_SAMPLES = 3L << 22;

  private final Runner runtime;
  private final Runner layers;

  AutoRunner(Runner runtime, Runner layers) {
    this.runtime = runtime;
    this.layers = layers;
  }

  /** Whether an image goes through layers where those take the network. */
  static boolean isLarge(Shape image) {
    return image.pixels() * image.channels() > MOST_SAMPLES;
  }

  @Override
  public List<Result> results(String origin, Shape image, Source samples) {
    Runner runner = isLarge(image) ? layers : runtime;
    return runner.results(origin, image, samples);
  }
}
