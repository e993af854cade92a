package pointwise.learn.train;

/**
 * How a model is trained.
 *
 * @param epochs at most
 * @param batch samples of a step, about; 0 for all of them
 * @param learningRate of Adam
 * @param weightDecay of weights, not of biases, in units of the learning rate
 * @param validates whether there are samples for validation
 * @param patience epochs without a lower validation loss before it stops; 0 for all epochs
 * @param seed of first weights, split and batches
 */
public record TrainingSettings(
    int epochs,
    long batch,
    double learningRate,
    double weightDecay,
    boolean validates,
    int patience,
    long seed) {
  /** Steps of an epoch, unless another batch is asked for: a Spark job each. */
  private static final int STEPS = 32;

  private static final int LEAST_BATCH = 64;
  private static final int MOST_BATCH = 1 << 16;

  /** The batch for so many samples, where none is asked for. */
  public static long defaultBatch(long samples) {
    return Math.max(LEAST_BATCH, Math.min(MOST_BATCH, (samples + STEPS - 1) / STEPS));
  }

  /** Steps of an epoch over so many samples. */
  public int batches(long samples) {
    return batch == 0 || batch >= samples ? 1 : Math.toIntExact((samples + batch - 1) / batch);
  }
}
