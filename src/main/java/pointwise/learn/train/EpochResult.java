package pointwise.learn.train;

/**
 * What an epoch measured. Loss and accuracy of training are those of the steps on the way, with the
 * parameters of each.
 *
 * @param epoch from 1
 * @param loss mean cross-entropy
 * @param accuracy 0..1
 * @param validationLoss NaN without a validation set
 * @param validationAccuracy NaN without a validation set
 * @param seconds of the training steps
 * @param samples that they took
 */
public record EpochResult(
    int epoch,
    double loss,
    double accuracy,
    double validationLoss,
    double validationAccuracy,
    double seconds,
    long samples) {}
