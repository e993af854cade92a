package pointwise.learn.train;

import pointwise.blas.Blas;
import pointwise.learn.samples.Batch;
import pointwise.learn.samples.Samples;

/**
 * A model with parameters that do not change: adds loss and gradient of samples. Holds scratch, so
 * one per task; not safe for concurrent use.
 */
sealed interface Learner permits PixelLearner, ImageLearner {
  /** The learner of a unit. */
  static Learner of(ModelShape shape, double[] parameters, Blas blas) {
    return switch (shape.unit()) {
      case PIXEL -> new PixelLearner(shape, parameters, blas);
      case IMAGE -> new ImageLearner(shape, parameters, blas);
    };
  }

  /** Adds those of the samples that take part. */
  void add(Samples samples, Batch batch, Gradient into);
}
