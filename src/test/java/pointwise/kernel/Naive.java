package pointwise.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** The oracle: 1x1 convolutions as double loops, with the bound on what float32 may differ. */
final class Naive {
  private Naive() {}

  /** One pixel through one bank; {@code bound[k]} becomes the tolerance of the linear part. */
  static double[] apply(KernelBank bank, double[] pixel, double[] bound) {
    double[] result = new double[bank.outputChannels()];
    for (int k = 0; k < result.length; k++) {
      double size = Math.abs(bank.bias(k));
      result[k] = bank.bias(k);
      for (int d = 0; d < pixel.length; d++) {
        result[k] += bank.weight(k, d) * pixel[d];
        size += Math.abs(bank.weight(k, d) * pixel[d]);
      }
      bound[k] = 1e-5 * size;
    }
    if (bank.activation() instanceof Activation.Relu) {
      for (int k = 0; k < result.length; k++) {
        result[k] = result[k] > 0 ? result[k] : 0;
      }
    }
    return result;
  }

  /** Asserts that {@code maps} (pixels x N) is what linear or relu banks make of {@code pixels}. */
  static void assertMaps(float[] maps, List<KernelBank> banks, float[] pixels) {
    int inputs = banks.get(0).inputChannels();
    int outputs = banks.get(banks.size() - 1).outputChannels();
    for (int p = 0; p < pixels.length / inputs; p++) {
      double[] values = new double[inputs];
      double[] carried = new double[inputs];
      for (int d = 0; d < inputs; d++) {
        values[d] = pixels[p * inputs + d];
      }
      for (KernelBank bank : banks) {
        double[] bound = new double[bank.outputChannels()];
        double[] next = apply(bank, values, bound);
        for (int k = 0; k < bound.length; k++) {
          for (int d = 0; d < carried.length; d++) {
            bound[k] += Math.abs(bank.weight(k, d)) * carried[d];
          }
        }
        values = next;
        carried = bound;
      }
      for (int k = 0; k < outputs; k++) {
        assertThat(Math.abs(maps[p * outputs + k] - values[k]))
            .as("pixel %d, kernel %d", p, k)
            .isLessThanOrEqualTo(carried[k]);
      }
    }
  }

  /** Runs pixels (count x D floats) through the tile loop. */
  static float[] multiply(TileMultiply tiles, float[] pixels) {
    int inputs = tiles.inputChannels();
    int outputs = tiles.outputChannels();
    int count = pixels.length / inputs;
    float[] maps = new float[count * outputs];
    tiles.run(
        count,
        (first, n, tile) -> System.arraycopy(pixels, first * inputs, tile, 0, n * inputs),
        (tile, first, n) -> System.arraycopy(tile, 0, maps, first * outputs, n * outputs));
    return maps;
  }
}
