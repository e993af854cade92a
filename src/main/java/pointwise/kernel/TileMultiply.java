package pointwise.kernel;

import java.util.Arrays;
import java.util.List;
import pointwise.blas.Blas;

/**
 * The tile loop: convert, multiply and finish on one tile that stays in cache, layer after layer.
 * Holds scratch, so one per task; not safe for concurrent use.
 */
public final class TileMultiply {
  /** Where pixels come from. */
  @FunctionalInterface
  public interface Source {
    /**
     * Fills {@code tile} (pixels x D, row-major) with the pixels from {@code first} on. The tile
     * may be longer, and is the loop's again after the call.
     */
    void fill(int first, int pixels, float[] tile);
  }

  /** Where results go. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes {@code tile} (pixels x N, row-major), the results of the pixels from {@code first} on.
     * The tile may be longer, and is used again after the call: what is kept is copied.
     */
    void take(float[] tile, int first, int pixels);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Layer(Gemm gemm, float[] biasTile) {}

  private final SampleRange range;
  private final int tilePixels;
  private final List<Layer> layers;
  private float[] from;
  private float[] to;
  private boolean idle;

  /** The layers of a stack, for samples in the range that it expects. */
  public TileMultiply(KernelStack stack, Blas blas) {
    this(stack.layers().stream().map(bank -> bank.gemm(blas)).toList(), stack.range());
  }

  /**
   * Layers whose numbers of channels fit, for samples as they are. Allocates the scratch: two tiles
   * of the widest layer, and each layer's bias.
   */
  public TileMultiply(List<Gemm> gemms) {
    this(gemms, SampleRange.RAW);
  }

  private TileMultiply(List<Gemm> gemms, SampleRange range) {
    this.range = range;
    this.tilePixels = gemms.stream().mapToInt(Gemm::tilePixels).min().orElseThrow();
    this.layers = gemms.stream().map(gemm -> new Layer(gemm, gemm.biasTile(tilePixels))).toList();
    int widest =
        gemms.stream()
            .mapToInt(gemm -> Math.max(gemm.inputs(), gemm.outputs()))
            .max()
            .orElseThrow();
    int most = gemms.stream().mapToInt(gemm -> gemm.padded(tilePixels)).max().orElseThrow();
    this.from = new float[most * widest];
    this.to = new float[most * widest];
  }

  /** This one, which from now on does nothing where it should multiply. */
  public TileMultiply idle() {
    idle = true;
    return this;
  }

  /** D. */
  public int inputChannels() {
    return layers.get(0).gemm.inputs();
  }

  /** N. */
  public int outputChannels() {
    return layers.get(layers.size() - 1).gemm.outputs();
  }

  /** What the source has to scale samples to. */
  public SampleRange range() {
    return range;
  }

  /** Pixels that are multiplied at once. */
  public int tilePixels() {
    return tilePixels;
  }

  /** Multiplies {@code count} pixels, a tile at a time, in order. */
  public void run(int count, Source source, Sink sink) {
    for (int first = 0; !idle && first < count; first += tilePixels) {
      int pixels = Math.min(tilePixels, count - first);
      source.fill(first, pixels, from);
      apply(layers, pixels);
      sink.take(from, first, pixels);
    }
  }

  /**
   * The same for pixels that are in an array already: they are multiplied where they lie.
   *
   * @param input pixels x D from {@code offset} on; not changed
   */
  public void run(int count, float[] input, int offset, Sink sink) {
    int D = inputChannels();
    for (int first = 0; first < count; first += tilePixels) {
      int pixels = Math.min(tilePixels, count - first);
      int at = offset + first * D;
      if (at + layers.get(0).gemm.padded(pixels) * D <= input.length) {
        // What follows the pixels is multiplied too, and not looked at.
        multiply(layers.get(0), pixels, input, at);
        apply(layers.subList(1, layers.size()), pixels);
      } else {
        System.arraycopy(input, at, from, 0, pixels * D);
        apply(layers, pixels);
      }
      sink.take(from, first, pixels);
    }
  }

  private void apply(List<Layer> some, int pixels) {
    for (Layer layer : some) {
      int D = layer.gemm.inputs();
      Arrays.fill(from, pixels * D, layer.gemm.padded(pixels) * D, 0f);
      multiply(layer, pixels, from, 0);
    }
  }

  /** From an array to {@link #from}. */
  private void multiply(Layer layer, int pixels, float[] input, int offset) {
    layer.gemm.multiply(layer.gemm.padded(pixels), input, offset, to);
    layer.gemm.finish(to, layer.biasTile, pixels);
    float[] swapped = from;
    from = to;
    to = swapped;
  }
}
