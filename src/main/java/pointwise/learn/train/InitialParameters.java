package pointwise.learn.train;

import java.util.Arrays;
import java.util.Random;
import pointwise.raster.SplitMix64;

/**
 * Parameters to start from, a function of shape and seed: normal weights of variance 2 / D before
 * ReLU, for samples of variance 1, and 1 / D in the last layer. Biases are 0, but for {@link
 * ModelShape#featureCentre}. {@link Random} gives the same numbers on every Java; neighbouring
 * seeds are set apart by mixing their bits.
 *
 * @see <a href="https://arxiv.org/abs/1502.01852">He, Zhang, Ren, Sun: Delving deep into
 *     rectifiers, ICCV 2015</a>
 */
final class InitialParameters {
  private InitialParameters() {}

  static double[] of(ModelShape shape, long seed) {
    Random random = new Random(SplitMix64.mix(seed));
    double[] parameters = new double[shape.parameters()];
    for (int l = 0; l < shape.layers(); l++) {
      double deviation = Math.sqrt((shape.isHidden(l) ? 2.0 : 1.0) / shape.inputs(l));
      for (int i = shape.weightsAt(l); i < shape.biasAt(l); i++) {
        parameters[i] = deviation * random.nextGaussian();
      }
    }
    if (shape.layers() > 1) {
      int last = shape.layers() - 2;
      Arrays.fill(parameters, shape.biasAt(last), shape.weightsAt(last + 1), shape.featureCentre());
    }
    return parameters;
  }
}
