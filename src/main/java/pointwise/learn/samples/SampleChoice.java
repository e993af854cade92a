package pointwise.learn.samples;

import java.io.Serializable;
import pointwise.input.FailurePolicy;
import pointwise.kernel.SampleRange;
import pointwise.learn.labels.LabelUnit;

/**
 * How images become samples.
 *
 * @param channels D; images of others fail
 * @param classes K
 * @param range of the samples
 * @param validation the share put aside, at least 0 and below 1
 * @param validationBlocks lines and columns of the blocks of pixels that are put aside; 1 for
 *     single pixels
 * @param seed that decides which
 */
public record SampleChoice(
    LabelUnit unit,
    int channels,
    int classes,
    SampleRange range,
    double validation,
    int validationBlocks,
    long seed,
    FailurePolicy policy)
    implements Serializable {}
