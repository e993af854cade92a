package pointwise.network.inspect;

import java.util.List;

/**
 * A k x k convolution on reduced channels, beside the one that would do without the reduction. A
 * reduction that others read too counts in full.
 *
 * @param layers the reduction, the k x k convolution, and the 1x1 that expands, if that is meant
 * @param operator what people call the k x k convolution
 * @param channels before, between and after these layers
 * @param multiplyAdds of these layers together
 * @param direct multiply-adds of one k x k convolution from the first channels to the last, with as
 *     large an output
 * @param factor direct / multiplyAdds
 */
public record Saving(
    List<String> layers,
    String operator,
    List<Integer> channels,
    long multiplyAdds,
    long direct,
    double factor) {}
