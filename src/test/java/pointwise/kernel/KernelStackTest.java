package pointwise.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import pointwise.blas.Blas;

class KernelStackTest {
  private static final Activation LINEAR = new Activation.Identity();
  private static final Activation RELU = new Activation.Relu();

  static KernelStack stack(KernelBank... banks) {
    return KernelStack.of("test", SampleRange.RAW, List.of(banks));
  }

  static KernelBank bank(Random random, int inputs, int outputs, Activation activation) {
    double[][] weights = new double[outputs][inputs];
    double[] bias = new double[outputs];
    for (int k = 0; k < outputs; k++) {
      for (int d = 0; d < inputs; d++) {
        weights[k][d] = random.nextGaussian();
      }
      bias[k] = random.nextGaussian();
    }
    return new KernelBank(weights, bias, activation);
  }

  private static KernelStack linear(int... widths) {
    KernelBank[] banks = new KernelBank[widths.length - 1];
    for (int i = 0; i < banks.length; i++) {
      banks[i] = bank(new Random(i), widths[i], widths[i + 1], LINEAR);
    }
    return stack(banks);
  }

  private static Stream<String> shapes(KernelStack stack) {
    return stack.layers().stream().map(b -> b.inputChannels() + "-" + b.outputChannels());
  }

  /** (2 3; 1 0) after (1 2; 0 1) + (1, -1): W2 W1 = (2 7; 1 2), W2 b1 + b2 = (-1 + 5, 1 + 6). */
  @Test
  void twoLinearBanksAreTheirProduct() {
    KernelBank first =
        new KernelBank(new double[][] {{1, 2}, {0, 1}}, new double[] {1, -1}, LINEAR);
    KernelBank second = new KernelBank(new double[][] {{2, 3}, {1, 0}}, new double[] {5, 6}, RELU);
    KernelStack stack = stack(first, second);
    assertThat(stack.layers()).hasSize(1);
    KernelBank product = stack.layers().get(0);
    double[] numbers = {
      product.weight(0, 0), product.weight(0, 1), product.weight(1, 0), product.weight(1, 1)
    };
    assertThat(numbers).containsExactly(2, 7, 1, 2);
    assertThat(product.bias(0)).isEqualTo(4);
    assertThat(product.bias(1)).isEqualTo(7);
    assertThat(product.activation()).isEqualTo(RELU);
  }

  @Test
  void banksAreMergedOnlyWhereThatLowersTheWork() {
    assertThat(shapes(linear(3, 8, 2))).containsExactly("3-2");
    assertThat(shapes(linear(64, 2, 64))).containsExactly("64-2", "2-64");
    assertThat(shapes(linear(4, 2, 4))).as("equal work").containsExactly("4-2", "2-4");
    assertThat(shapes(linear(100, 1, 100, 1))).containsExactly("100-1");
    assertThat(shapes(linear(10, 1, 10, 20, 1))).containsExactly("10-1");
    assertThat(linear(3, 8, 2).multiplyAdds()).isEqualTo(6);
    assertThat(linear(3, 8, 2).parameters()).isEqualTo(3 * 8 + 8 + 8 * 2 + 2);
  }

  @Test
  void anActivationKeepsBanksApart() {
    Random random = new Random(1);
    KernelStack stack = stack(bank(random, 3, 8, RELU), bank(random, 8, 2, LINEAR));
    assertThat(shapes(stack)).containsExactly("3-8", "8-2");
  }

  @Test
  void chainedLinearBanksGiveWhatTheirProductGives() {
    KernelStack stack = linear(5, 30, 7, 2);
    float[] pixels = new float[500 * 5];
    Random random = new Random(3);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    assertThat(stack.layers()).hasSize(1);
    Naive.assertMaps(
        Naive.multiply(new TileMultiply(stack, Blas.nativeBlas()), pixels),
        stack.declared(),
        pixels);
  }

  @Test
  void foldingMeanAndStdIsNormalisingFirst() {
    KernelBank bank = bank(new Random(5), 3, 4, LINEAR);
    List<Double> mean = List.of(0.485, 0.456, 0.406);
    List<Double> std = List.of(0.229, 0.224, 0.225);
    double[] pixel = {0.1, 0.9, 0.4};
    double[] normal = new double[3];
    for (int d = 0; d < 3; d++) {
      normal[d] = (pixel[d] - mean.get(d)) / std.get(d);
    }
    double[] expected = Naive.apply(bank, normal, new double[4]);
    double[] folded = Naive.apply(bank.normalising(mean, std), pixel, new double[4]);
    assertThat(folded).containsExactly(expected, within(1e-12));
  }

  @Test
  void aBankRefusesWhatFloat32CannotHold() {
    assertThatThrownBy(() -> new KernelBank(new double[][] {{1e39}}, new double[1], LINEAR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make kernels: a number is not finite as float32, found 1.0E39");
    assertThatThrownBy(() -> new KernelBank(new double[][] {{1}, {1, 2}}, new double[2], LINEAR))
        .hasMessage("Cannot make kernels: kernel 1 does not fit, found 2 weights, expected 1");
  }
}
