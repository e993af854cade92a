package pointwise.learn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import pointwise.learn.labels.LabelUnit;
import pointwise.learn.samples.Batch;
import pointwise.network.layer.Pool;

class TrainerTest {
  private static final int BATCHES = 10;
  private static final long SEED = 1;
  private static final ModelShape SHAPE =
      new ModelShape(LabelUnit.PIXEL, 1, List.of(), Pool.Kind.MAX, 2);

  /** Each step has one sample of the loss that is told; so has validation. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Told(double[] losses, double validationLoss) implements Trainer.Steps {
    @Override
    public Gradient step(double[] parameters, Batch batch) {
      return gradient(losses[(batch.epoch() - 1) * BATCHES + batch.number()]);
    }

    @Override
    public Gradient validate(double[] parameters) {
      return gradient(validationLoss);
    }

    private static Gradient gradient(double loss) {
      Gradient gradient = Gradient.Kind.GRADIENT.zero(SHAPE);
      if (!Double.isNaN(loss)) {
        gradient.add(loss, 0, 0);
      }
      return gradient;
    }
  }

  /** Losses of 0.1, but for one step's. */
  private static double[] losses(int epochs, int step, double loss) {
    double[] losses = new double[epochs * BATCHES];
    Arrays.fill(losses, 0.1);
    losses[step] = loss;
    return losses;
  }

  private static TrainingState run(int epochs, double[] losses, double validationLoss)
      throws IOException {
    TrainingSettings settings = new TrainingSettings(epochs, 1, 0.01, 0, true, 0, SEED);
    TrainingState state = TrainingState.start(SHAPE, SEED);
    new Trainer(SHAPE, settings, new Told(losses, validationLoss), BATCHES, 1)
        .run(state, (after, epoch) -> {});
    return state;
  }

  /** 100 is above 20 ln 2 = 13.9, the mean of the epoch, (9 · 0.1 + 100) / 10 = 10.09, is not. */
  @Test
  void oneSampleThatIsFarFromItsClassIsNoDivergence() throws IOException {
    TrainingState state = run(2, losses(2, 13, 100), 1);
    assertThat(state.epoch()).isEqualTo(2);
    assertThat(state.history().get(1).loss()).isCloseTo(100.9 / 10, within(1e-12));
  }

  @Test
  void lossOfAnEpochBeyondRecoveryStopsTheTraining() {
    assertThatIllegalStateException()
        .isThrownBy(() -> run(2, losses(2, 13, 150), 1))
        .withMessageStartingWith(
            "Cannot train: it diverges in epoch 2, found a loss of 15.09, expected at most 13.86");
    assertThatIllegalStateException()
        .isThrownBy(() -> run(2, losses(2, 13, 0.1), 14))
        .withMessageStartingWith(
            "Cannot train: it diverges in epoch 1, found a validation loss of 14.00, expected at most 13.86");
  }

  @Test
  void stepWithoutAFiniteLossStopsTheTrainingAtOnce() {
    assertThatIllegalStateException()
        .isThrownBy(() -> run(2, losses(2, 3, Double.POSITIVE_INFINITY), 1))
        .withMessageStartingWith(
            "Cannot train: it diverges in epoch 1, found a loss of Infinity, expected a finite number");
  }

  /** NaN stands for a step, or a validation set, whose sample is gone. */
  @Test
  void samplesThatWereLostStopTheTraining() {
    assertThatIllegalStateException()
        .isThrownBy(() -> run(2, losses(2, 13, Double.NaN), 1))
        .withMessageStartingWith(
            "Cannot train: samples were lost between two reads, found 9 for training, expected 10: ");
    assertThatIllegalStateException()
        .isThrownBy(() -> run(2, losses(2, 13, 0.1), Double.NaN))
        .withMessageStartingWith(
            "Cannot train: samples were lost between two reads, found 0 for validation, expected 1: ");
    assertThatIllegalStateException()
        .isThrownBy(() -> Trainer.requireEvery(3, 4, "training"))
        .withMessageStartingWith("Cannot train: samples were added between two reads, found 4");
  }
}
