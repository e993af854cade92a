package pointwise.learn.train;

import java.util.ArrayList;
import java.util.List;

/**
 * What training goes on from after an epoch: parameters, the optimiser's, the best parameters so
 * far, and what was measured. On the driver; not safe for concurrent use.
 */
public final class TrainingState {
  /** Epochs that are done. */
  int epoch;

  /** Steps that the optimiser took. */
  long step;

  /** The mean loss of the first step. */
  double firstLoss;

  final double[] parameters;

  /** Adam's mean of gradients. */
  final double[] m;

  /** Adam's mean of their squares. */
  final double[] v;

  /** The parameters after the epoch of the lowest validation loss. */
  double[] best;

  /** That epoch; 0 before the first. */
  int bestEpoch;

  /** What every epoch measured. */
  final List<EpochResult> history = new ArrayList<>();

  /** Of these arrays, which it owns. */
  TrainingState(double[] parameters, double[] m, double[] v, double[] best) {
    this.parameters = parameters;
    this.m = m;
    this.v = v;
    this.best = best;
  }

  /** Before the first epoch. */
  static TrainingState of(double[] parameters) {
    int length = parameters.length;
    return new TrainingState(
        parameters, new double[length], new double[length], parameters.clone());
  }

  /** Before the first epoch, with parameters by the seed. */
  public static TrainingState start(ModelShape shape, long seed) {
    return of(InitialParameters.of(shape, seed));
  }

  /** Epochs that are done. */
  public int epoch() {
    return epoch;
  }

  /** The parameters to keep: after the epoch of the lowest validation loss, or after the last. */
  public double[] best() {
    return best.clone();
  }

  /** The epoch of {@link #best}; 0 before the first. */
  public int bestEpoch() {
    return bestEpoch;
  }

  /** What every epoch measured. */
  public List<EpochResult> history() {
    return List.copyOf(history);
  }
}
