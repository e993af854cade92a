package pointwise.learn.labels;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Random;
import pointwise.pixels.Pictures;

/** Float images of many channels. */
public final class Cubes {
  private Cubes() {}

  /** Samples, HWC, as a NumPy file. */
  public static Path write(Path file, int height, int width, int channels, float[] samples) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(samples);
    return Pictures.npy(file, "<f4", height, width, channels, bytes.array());
  }

  /**
   * Mixed signals: {@code sources} smooth spectra, each with half the deviation of the one before
   * it, on a mean that rises along the bands, and noise.
   */
  public static float[] spectra(int pixels, int channels, int sources, double noise, long seed) {
    Random random = new Random(seed);
    float[] samples = new float[pixels * channels];
    double[] amounts = new double[sources];
    for (int p = 0; p < pixels; p++) {
      for (int s = 0; s < sources; s++) {
        amounts[s] = random.nextGaussian() * Math.pow(0.5, s);
      }
      for (int d = 0; d < channels; d++) {
        double sum = 10 + 5. * d / channels + noise * random.nextGaussian();
        for (int s = 0; s < sources; s++) {
          sum += amounts[s] * Math.cos(Math.PI * (s + 1) * (d + 0.5) / channels);
        }
        samples[p * channels + d] = (float) sum;
      }
    }
    return samples;
  }
}
