package pointwise.bench;

import pointwise.blas.Blas;
import pointwise.kernel.KernelStack;
import pointwise.kernel.SampleRange;
import pointwise.kernel.TileMultiply;

/** The tile loop, as {@code extract} runs a network of 1x1 convolutions only. */
final class KernelsForward implements Forward {
  private final TileMultiply tiles;
  private final float[] hwc;
  private float[] last;

  KernelsForward(NetworkCase network, float[] hwc) {
    KernelStack stack = network.network().asStack(SampleRange.RAW).orElseThrow();
    this.tiles = new TileMultiply(stack, Blas.nativeBlas());
    this.hwc = hwc;
  }

  /** Whether the network is one that goes this way. */
  static boolean takes(NetworkCase network) {
    return network.network().asStack(SampleRange.RAW).isPresent();
  }

  @Override
  public void run() {
    int D = tiles.inputChannels();
    int N = tiles.outputChannels();
    int n = hwc.length / D;
    float[] made = new float[n * N];
    tiles.run(
        n,
        (first, pixels, tile) -> System.arraycopy(hwc, first * D, tile, 0, pixels * D),
        (tile, first, pixels) -> System.arraycopy(tile, 0, made, first * N, pixels * N));
    last = made;
  }

  @Override
  public float[] result() {
    run();
    return last;
  }
}
