package pointwise.learn.train;

import java.io.IOException;
import pointwise.learn.samples.Batch;
import pointwise.text.Text;

/**
 * The loop of training, on the driver: steps of Adam over the batches of an epoch, validation,
 * early stopping.
 */
public final class Trainer {
  /** An epoch's loss this many times above the first step's, or that of guessing, stays there. */
  private static final double DIVERGED = 20;

  /** Where gradients come from. */
  public interface Steps {
    /** Loss and gradient of the training samples of a batch. */
    Gradient step(double[] parameters, Batch batch);

    /** The loss of the validation samples. */
    Gradient validate(double[] parameters);
  }

  /** What is done after every epoch. */
  @FunctionalInterface
  public interface AfterEpoch {
    void accept(TrainingState state, EpochResult result) throws IOException;
  }

  private final ModelShape shape;
  private final TrainingSettings settings;
  private final Steps steps;
  private final Adam adam;
  private final int batches;
  private final long training;
  private final long validation;

  /**
   * @param training how many samples there are to train with
   * @param validation how many to validate with; not looked at where the settings have none
   */
  public Trainer(
      ModelShape shape, TrainingSettings settings, Steps steps, long training, long validation) {
    this.shape = shape;
    this.settings = settings;
    this.steps = steps;
    this.adam = new Adam(shape, settings.learningRate(), settings.weightDecay());
    this.batches = settings.batches(training);
    this.training = training;
    this.validation = validation;
  }

  /**
   * Goes on from a state until the last epoch, or until the validation loss has not become lower
   * for as many epochs as the patience lasts.
   *
   * @throws IllegalStateException if the loss diverges, or an epoch does not meet every sample; the
   *     state is of no use then
   */
  public void run(TrainingState state, AfterEpoch after) throws IOException {
    while (state.epoch < settings.epochs() && !hasStopped(state)) {
      EpochResult result = epoch(state);
      state.history.add(result);
      if (!settings.validates()
          || state.bestEpoch == 0
          || result.validationLoss() < lowest(state)) {
        state.best = state.parameters.clone();
        state.bestEpoch = state.epoch;
      }
      after.accept(state, result);
    }
  }

  private boolean hasStopped(TrainingState state) {
    return settings.patience() > 0 && state.epoch - state.bestEpoch >= settings.patience();
  }

  private static double lowest(TrainingState state) {
    return state.history.get(state.bestEpoch - 1).validationLoss();
  }

  private EpochResult epoch(TrainingState state) {
    long start = System.nanoTime();
    int epoch = state.epoch + 1;
    double loss = 0;
    long correct = 0;
    long count = 0;
    for (int b = 0; b < batches; b++) {
      Gradient gradient =
          steps.step(state.parameters, new Batch(settings.seed(), epoch, b, batches));
      if (gradient.count() == 0) {
        continue;
      }
      if (state.step == 0) {
        state.firstLoss = gradient.meanLoss();
      }
      if (!Double.isFinite(gradient.meanLoss())) {
        throw diverged("a loss", gradient.meanLoss(), "a finite number", epoch);
      }
      adam.step(state, gradient);
      loss += gradient.meanLoss() * gradient.count();
      correct += gradient.correct();
      count += gradient.count();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    requireEvery(training, count, "training");
    require(loss / count, "loss", state, epoch);
    double validationLoss = Double.NaN;
    double validationAccuracy = Double.NaN;
    if (settings.validates()) {
      Gradient sum = steps.validate(state.parameters);
      requireEvery(validation, sum.count(), "validation");
      validationLoss = sum.meanLoss();
      validationAccuracy = sum.accuracy();
      require(validationLoss, "validation loss", state, epoch);
    }
    for (double parameter : state.parameters) {
      if (!Float.isFinite((float) parameter)) {
        throw diverged("a weight", parameter, "a finite number", epoch);
      }
    }
    state.epoch = epoch;
    return new EpochResult(
        epoch,
        loss / count,
        (double) correct / count,
        validationLoss,
        validationAccuracy,
        seconds,
        count);
  }

  /**
   * Refuses a pass over other samples than were counted: executors read them more than once, and a
   * file may have changed or failed between.
   *
   * @param expected how many were counted
   * @param found how many took part
   * @param use what they are for
   * @throws IllegalStateException if they differ
   */
  public static void requireEvery(long expected, long found, String use) {
    if (found != expected) {
      throw new IllegalStateException(
          Text.of(
              "Cannot train: samples were %s between two reads, found %d for %s, expected %d: a file has changed or could not be read every time; --mode failfast names it",
              found < expected ? "lost" : "added", found, use, expected));
    }
  }

  private void require(double loss, String what, TrainingState state, int epoch) {
    double most = DIVERGED * Math.max(state.firstLoss, Math.log(shape.classes()));
    if (!(loss <= most)) {
      throw diverged("a " + what, loss, Text.of("at most %.4g", most), epoch);
    }
  }

  private static IllegalStateException diverged(
      String what, double found, String expected, int epoch) {
    return new IllegalStateException(
        Text.of(
            "Cannot train: it diverges in epoch %d, found %s of %.4g, expected %s: lower --learning-rate",
            epoch, what, found, expected));
  }
}
