package pointwise.learn.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import pointwise.learn.labels.LabelUnit;
import pointwise.learn.samples.Samples;
import pointwise.network.layer.Pool;
import pointwise.raster.SplitMix64;

/** Samples and parameters drawn at random, rounded to float. */
final class RandomSamples {
  static final int D = 3;
  static final int K = 4;

  private RandomSamples() {}

  static ModelShape shape(LabelUnit unit, Pool.Kind pool, Integer... hidden) {
    return new ModelShape(unit, D, List.of(hidden), pool, K);
  }

  /** Of several images; some larger than a tile. */
  static List<Samples> samples(LabelUnit unit, long seed) {
    Random random = new Random(seed);
    List<Samples> all = new ArrayList<>();
    for (int image = 0; image < 5; image++) {
      int pixels = image == 2 ? 1200 : 7 + image;
      int labels = unit == LabelUnit.IMAGE ? 1 : pixels;
      float[] values = new float[pixels * D];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      short[] classes = new short[labels];
      int[] numbers = new int[labels];
      for (int i = 0; i < labels; i++) {
        classes[i] = (short) random.nextInt(K);
        numbers[i] = i;
      }
      all.add(
          new Samples(SplitMix64.key("image" + image), false, pixels, values, classes, 0, numbers));
    }
    return all;
  }

  static double[] parameters(ModelShape shape, long seed) {
    double[] parameters = InitialParameters.of(shape, seed);
    Random random = new Random(seed);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) (parameters[i] + 0.1 * random.nextGaussian());
    }
    return parameters;
  }
}
