package pointwise.bench;

import pointwise.blas.Blas;
import pointwise.network.layer.PackedWeights;
import pointwise.network.run.Inference;

/** Layer by layer, as {@code extract} runs any network. */
final class InferenceForward implements Forward {
  private final Inference inference;
  private final float[] hwc;
  private float[] last;

  InferenceForward(NetworkCase network, float[] hwc) {
    this.inference =
        new Inference(
            network.network(),
            network.image(),
            network.network().outputs(),
            new PackedWeights(Blas.nativeBlas()));
    this.hwc = hwc;
  }

  @Override
  public void run() {
    last = inference.run(hwc).get(0);
  }

  @Override
  public float[] result() {
    run();
    return last;
  }
}
