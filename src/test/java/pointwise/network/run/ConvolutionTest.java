package pointwise.network.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import pointwise.kernel.Activation;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.WindowAxis;

class ConvolutionTest {
  /** A group has some of the channels only; an Activate after it has all. */
  @Test
  void groupsDoNotEndInSoftmax() {
    Activation softmax = new Activation.Softmax();
    assertThatThrownBy(
            () ->
                new Convolution(
                    WindowAxis.POINT, WindowAxis.POINT, 2, 2, new float[4], new float[4], softmax))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot make a convolution: softmax is over all channels, found 2 groups, expected 1");
  }
}
