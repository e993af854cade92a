package pointwise.learn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pointwise.blas.Blas;
import pointwise.learn.labels.LabelUnit;
import pointwise.learn.samples.Batch;
import pointwise.learn.samples.Samples;
import pointwise.network.layer.Pool;

class GradientTest {
  private static final double STEP = 1e-6;
  private static final Blas BLAS = Blas.nativeBlas();

  static Stream<ModelShape> shapes() {
    Pool.Kind max = Pool.Kind.MAX;
    Pool.Kind mean = Pool.Kind.AVERAGE;
    return Stream.of(
        RandomSamples.shape(LabelUnit.PIXEL, max),
        RandomSamples.shape(LabelUnit.PIXEL, max, 6),
        RandomSamples.shape(LabelUnit.PIXEL, max, 6, 5),
        RandomSamples.shape(LabelUnit.IMAGE, max),
        RandomSamples.shape(LabelUnit.IMAGE, max, 6),
        RandomSamples.shape(LabelUnit.IMAGE, max, 6, 5),
        RandomSamples.shape(LabelUnit.IMAGE, mean),
        RandomSamples.shape(LabelUnit.IMAGE, mean, 6),
        RandomSamples.shape(LabelUnit.IMAGE, mean, 6, 5));
  }

  private static Gradient sum(
      ModelShape shape, double[] parameters, List<Samples> samples, Batch batch) {
    Learner learner = Learner.of(shape, parameters, BLAS);
    Gradient sum = Gradient.Kind.GRADIENT.zero(shape);
    samples.forEach(some -> learner.add(some, batch, sum));
    return sum;
  }

  /** Against central differences of a loss in double. */
  @ParameterizedTest
  @MethodSource("shapes")
  void gradientIsTheDerivativeOfTheLoss(ModelShape shape) {
    List<Samples> samples = RandomSamples.samples(shape.unit(), 7);
    double[] parameters = RandomSamples.parameters(shape, 3);
    Gradient found = sum(shape, parameters, samples, Batch.ALL);
    double[] expected = new double[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      double[] moved = parameters.clone();
      moved[i] = parameters[i] + STEP;
      double above = new NaiveModel(shape, moved).loss(samples);
      moved[i] = parameters[i] - STEP;
      expected[i] = (above - new NaiveModel(shape, moved).loss(samples)) / (2 * STEP);
    }
    double most = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(most).isGreaterThan(0.1);
    assertThat(found.sums()).containsExactly(expected, within(2e-5 * most));
    double loss = new NaiveModel(shape, parameters).loss(samples);
    assertThat(found.meanLoss() * found.count()).isCloseTo(loss, within(1e-5 * loss));
  }

  /** A tile of these layers has 224 pixels, fewer than the pooled vector is long. */
  @Test
  void maxPoolMayBeWiderThanATile() {
    ModelShape shape = RandomSamples.shape(LabelUnit.IMAGE, Pool.Kind.MAX, 8, 500);
    List<Samples> samples = RandomSamples.samples(LabelUnit.IMAGE, 9).subList(1, 3);
    double[] parameters = RandomSamples.parameters(shape, 6);
    double[] found = sum(shape, parameters, samples, Batch.ALL).sums();
    double most = Arrays.stream(found).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < parameters.length; i += 61) {
      double[] moved = parameters.clone();
      moved[i] = parameters[i] + STEP;
      double above = new NaiveModel(shape, moved).loss(samples);
      moved[i] = parameters[i] - STEP;
      double expected = (above - new NaiveModel(shape, moved).loss(samples)) / (2 * STEP);
      assertThat(found[i]).as("parameter %d", i).isCloseTo(expected, within(2e-5 * most));
    }
  }

  /** Merged sums are the sums of the union, and so are those of the batches of an epoch. */
  @ParameterizedTest
  @MethodSource("shapes")
  void partsMergeToTheWhole(ModelShape shape) {
    List<Samples> samples = RandomSamples.samples(shape.unit(), 8);
    double[] parameters = RandomSamples.parameters(shape, 4);
    Gradient whole = sum(shape, parameters, samples, Batch.ALL);
    Gradient merged = sum(shape, parameters, samples.subList(0, 2), Batch.ALL);
    merged.merge(sum(shape, parameters, samples.subList(2, 5), Batch.ALL));
    requireEqual(merged, whole);
    Gradient batches = Gradient.Kind.GRADIENT.zero(shape);
    for (int b = 0; b < 3; b++) {
      batches.merge(sum(shape, parameters, samples, new Batch(5, 2, b, 3)));
    }
    requireEqual(batches, whole);
  }

  private static void requireEqual(Gradient found, Gradient expected) {
    double most = Arrays.stream(expected.sums()).map(Math::abs).max().orElseThrow();
    assertThat(found.sums()).containsExactly(expected.sums(), within(1e-5 * most));
    assertThat(found.count()).isEqualTo(expected.count());
    assertThat(found.correct()).isEqualTo(expected.correct());
    assertThat(found.meanLoss()).isCloseTo(expected.meanLoss(), within(1e-6));
  }

  /** Steps by hand; see the formulas of {@link Adam}. */
  @Test
  void twoStepsOfAdamByHand() {
    ModelShape shape = new ModelShape(LabelUnit.PIXEL, 1, List.of(), Pool.Kind.MAX, 2);
    TrainingState state = TrainingState.of(new double[] {1, 2, 0.5, -0.5});
    Adam adam = new Adam(shape, 0.1, 0.01);
    adam.step(state, gradient(shape, 2, 2, -4, 0.5, 0));
    // g = (1, -2, 0.25, 0): the first step is the sign of g, and 0.001 of a weight decays.
    assertThat(state.parameters)
        .containsExactly(new double[] {0.899, 2.098, 0.4, -0.5}, within(1e-8));
    adam.step(state, gradient(shape, 1, 3, -2, 0.25, 0));
    // m = 0.9·0.1 + 0.1·3 = 0.39, v = 0.999·0.001 + 0.001·9 = 0.009999,
    // m / (1 - 0.81) = 2.0526, √(v / (1 - 0.998001)) = 2.2365, of which the ratio is 0.91778.
    assertThat(state.parameters[0]).isCloseTo(0.80632289, within(1e-8));
    assertThat(state.parameters[2]).isCloseTo(0.3, within(1e-7));
    assertThat(state.parameters[3]).isEqualTo(-0.5);
  }

  private static Gradient gradient(ModelShape shape, int count, double... sums) {
    Gradient gradient = Gradient.Kind.GRADIENT.zero(shape);
    System.arraycopy(sums, 0, gradient.sums(), 0, sums.length);
    for (int i = 0; i < count; i++) {
      gradient.add(0, 0, 0);
    }
    return gradient;
  }
}
