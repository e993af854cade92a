package pointwise.kernel;

/**
 * How a layer of D inputs and N kernels is cut into GEMM calls. A tile of pixels stays in cache,
 * and a call takes some rows of it and a panel of the kernels.
 *
 * <p>OpenBLAS multiplies products of up to n·D·N = 1e6 where they lie on some core types, and
 * copies the operands to packed blocks above that. Calls of a layer are on one side of the switch,
 * since both sides round differently. The unpacked side is the faster one as long as a call has a
 * dozen rows; where the library has no such side, a call takes all kernels and as many rows as
 * packing them wants.
 *
 * @param tile pixels
 * @param rows of a call, at most
 * @param kernels of a panel; the last panel has the rest
 */
record TileSize(int tile, int rows, int kernels) {
  private static final double SWITCH = 1e6;
  private static final int MOST = 4096;

  /** What the nearer caches hold: input, output and bias of a tile. */
  private static final int FLOATS = 128 << 10;

  /** Rows that the kernels of OpenBLAS take at once are divisors of it. */
  private static final int DOZEN = 12;

  /** Rows of any call are a multiple of it: others round differently for some N. */
  private static final int STEP = 4;

  private static final int[] PANELS = {64, 32};
  private static final int LEAST_UNPACKED = 96;
  private static final int PACKED_STEP = 64;
  private static final int LEAST_PACKED = 256;

  /**
   * @param unpacked whether the library multiplies small products where they lie
   */
  static TileSize of(int D, int N, boolean unpacked) {
    int cached = (int) Math.min(MOST, FLOATS / (D + 2L * N));
    for (int panel : PANELS) {
      int kernels = Math.min(panel, N);
      int rows = (int) Math.min(MOST, SWITCH / ((double) D * kernels)) / DOZEN * DOZEN;
      if (unpacked && rows > 0) {
        int most = Math.max(LEAST_UNPACKED, cached / DOZEN * DOZEN);
        rows = Math.min(rows, most);
        return new TileSize(most / rows * rows, rows, kernels);
      }
    }
    int tile = packed((double) D * N, cached);
    return new TileSize(tile, tile, N);
  }

  private static int packed(double work, int cached) {
    int below = (int) Math.min(MOST, 0.8 * SWITCH / work) / PACKED_STEP * PACKED_STEP;
    int most = cached / PACKED_STEP * PACKED_STEP;
    return below > 0 ? Math.max(PACKED_STEP, Math.min(below, most)) : Math.max(LEAST_PACKED, most);
  }

  /**
   * How many pixels are multiplied for {@code count}: the next multiple of 4, more only where a
   * call of fewer rows would be on the other side of the switch than one of a whole tile.
   */
  int padded(int count, int D, int N) {
    double work = (double) D * Math.min(kernels, N);
    int padded = (count + STEP - 1) / STEP * STEP;
    if (rows * work > SWITCH) {
      padded = Math.max(padded, ((int) (SWITCH / work) / STEP + 1) * STEP);
    }
    return padded;
  }
}
