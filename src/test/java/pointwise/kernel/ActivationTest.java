package pointwise.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ActivationTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  private static float[] finish(Activation activation, int channels, float... values) {
    float[] bias = new float[values.length];
    Arrays.fill(bias, 1f);
    activation.finish(values, bias, values.length, channels);
    return values;
  }

  @Test
  void biasIsAddedBeforeTheFunction() {
    assertThat(finish(new Activation.Identity(), 1, -3, 2)).containsExactly(-2, 3);
    assertThat(finish(new Activation.Relu(), 1, -3, -0.5f, 2)).containsExactly(0, 0.5f, 3);
    assertThat(finish(new Activation.LeakyRelu(0.25f), 1, -3, -1, 2)).containsExactly(-0.5f, 0, 3);
    assertThat(finish(new Activation.LeakyRelu(0f), 1, -3, INFINITY)).containsExactly(0, INFINITY);
  }

  /** Where the bounds cross, the upper one wins. */
  @Test
  void clipKeepsWithinItsBounds() {
    assertThat(finish(new Activation.Clip(0, 6), 1, -3, -1, 2, 5, 6, INFINITY))
        .containsExactly(0, 0, 3, 6, 6, 6);
    assertThat(finish(new Activation.Clip(2, 1), 1, -9, 0.5f, 9)).containsExactly(1, 1, 1);
    assertThatThrownBy(() -> new Activation.Clip(Float.NaN, 6))
        .hasMessage("Cannot clip: found bounds NaN and 6.0, expected numbers");
  }

  @Test
  void sigmoidAndTanhAreMaths() {
    for (double x : new double[] {-200, -3, -1, 0.25, 4, 200}) {
      assertThat((double) finish(new Activation.Sigmoid(), 1, (float) x)[0])
          .isCloseTo(1 / (1 + Math.exp(-(x + 1))), within(3e-7));
      assertThat((double) finish(new Activation.Tanh(), 1, (float) x)[0])
          .isCloseTo(Math.tanh(x + 1), within(3e-7));
    }
  }

  /**
   * Over whole arrays, longer than what is computed at a time, against Math in double: within 1e-6
   * of the result, and below the smallest float of full precision within that.
   */
  @Test
  void sigmoidAndTanhHoldTheirDigits() {
    float[] x = new float[200_001];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i - 100_000) * 1e-3f;
    }
    assertDigits(x);
    for (int i = 0; i < x.length; i++) {
      x[i] *= 1e-4f; // where tanh is next to its argument
    }
    assertDigits(x);
    assertDigits(-1e-30f, Float.MIN_VALUE, -Float.MAX_VALUE, Float.MAX_VALUE, -88.4f, 9.1f);
  }

  private static void assertDigits(float... x) {
    float[] sigmoid = x.clone();
    float[] tanh = x.clone();
    float[] none = new float[x.length];
    new Activation.Sigmoid().finish(sigmoid, none, x.length, 1);
    new Activation.Tanh().finish(tanh, none, x.length, 1);
    for (int i = 0; i < x.length; i++) {
      assertDigits(x[i], sigmoid[i], 1 / (1 + Math.exp(-(double) x[i])));
      assertDigits(x[i], tanh[i], Math.tanh(x[i]));
    }
  }

  private static void assertDigits(float x, double found, double expected) {
    if (!(Math.abs(found - expected) <= 1e-6 * Math.abs(expected) + Float.MIN_NORMAL)) {
      assertThat(found).as("of %s", x).isEqualTo(expected);
    }
  }

  @Test
  void sigmoidAndTanhEndInOneAndZero() {
    assertThat(finish(new Activation.Sigmoid(), 1, INFINITY, -INFINITY, Float.NaN, 88))
        .containsExactly(1, 0, Float.NaN, 1);
    assertThat(finish(new Activation.Tanh(), 1, INFINITY, -INFINITY, Float.NaN, -100, -1))
        .containsExactly(1, -1, Float.NaN, -1, 0);
  }

  /** exp(0) : exp(ln 3) = 1 : 3; 1000 overflows exp unless the maximum is subtracted. */
  @Test
  void softmaxIsOverTheChannelsOfAPixel() {
    float ln3 = (float) Math.log(3);
    float[] y = finish(new Activation.Softmax(), 2, 0, ln3, 1000, 1000, -1000, 1000);
    assertThat(y).containsExactly(new float[] {.25f, .75f, .5f, .5f, 0, 1}, within(1e-6f));
  }

  static Stream<Activation> all() {
    return Stream.of(
        new Activation.Identity(),
        new Activation.Relu(),
        new Activation.LeakyRelu(0.1f),
        new Activation.Clip(0, 6),
        new Activation.Sigmoid(),
        new Activation.Tanh(),
        new Activation.Softmax());
  }

  @ParameterizedTest
  @MethodSource("all")
  void nanStaysNan(Activation activation) {
    // long enough for the vectorised loop, often enough to be compiled
    for (int round = 0; round < 2000; round++) {
      float[] y = new float[64];
      y[37] = Float.NaN;
      assertThat(finish(activation, 1, y)[37]).isNaN();
      assertThat(y[36]).isNotNaN();
    }
  }
}
