package pointwise.kernel;

import java.util.List;

/**
 * How many pixels one GEMM call multiplies. The tile stays in cache, and OpenBLAS, which changes
 * kernels near n·D·N = 1e6, is always called on one side of that for a layer.
 */
final class TileSize {
  private static final int STEP = 64;
  private static final int MOST = 4096;
  private static final double SMALL = 8e5;
  private static final double SWITCH = 1e6;

  /** What the nearer caches hold: input, output and bias of a tile. */
  private static final int FLOATS = 128 << 10;

  private static final int LEAST_LARGE = 256;

  private TileSize() {}

  /** The tile of a layer of D inputs and N kernels, in pixels. */
  static int of(int D, int N) {
    double work = (double) D * N;
    int small = (int) Math.min(MOST, SMALL / work) / STEP * STEP;
    int cached = (int) (FLOATS / (D + 2L * N)) / STEP * STEP;
    return small >= STEP ? Math.max(STEP, Math.min(small, cached)) : Math.max(LEAST_LARGE, cached);
  }

  /** The tile of a stack: the smallest of its layers'. */
  static int of(List<Gemm> layers) {
    return layers.stream()
        .mapToInt(layer -> of(layer.inputs(), layer.outputs()))
        .min()
        .orElseThrow();
  }

  /**
   * How many pixels the call for the last {@code count} pixels takes: the next multiple of 64, more
   * only where fewer would be on the other side of the switch than a whole tile.
   */
  static int padded(int count, int tile, int D, int N) {
    double work = (double) D * N;
    int padded = (count + STEP - 1) / STEP * STEP;
    if (tile * work > SWITCH) {
      while (padded * work <= SWITCH) {
        padded += STEP;
      }
    }
    return padded;
  }
}
