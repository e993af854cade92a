package pointwise.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelFileTest {
  private static KernelStack parse(String json) {
    return KernelFile.parse("dir/f.json", json.replace('\'', '"').getBytes(UTF_8));
  }

  /** The tag of a model's version, then 8 for the eighth. */
  @Test
  void aNetworkIsNoKernelFile() {
    assertThatThrownBy(() -> KernelFile.parse("net.onnx", new byte[] {8, 8, 18}))
        .hasMessage(
            "Cannot read kernels net.onnx: found what begins as an ONNX file does, expected JSON: networks go with --network");
  }

  @Test
  void aBankHasDefaults() {
    KernelStack stack = parse("{'kernels': [[1, 2, -1]]}");
    assertThat(stack.name()).isEqualTo("f");
    assertThat(stack.range()).isEqualTo(SampleRange.RAW);
    assertThat(stack.inputs()).containsExactly("c0", "c1", "c2");
    assertThat(stack.outputs()).containsExactly("k0");
    assertThat(stack.declared().get(0).bias(0)).isZero();
    assertThat(stack.declared().get(0).activation()).isEqualTo(new Activation.Identity());
  }

  /** (x - 2) / 4 under w = 8, b = 1: 2 x - 3. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'input': {'range': 'unit', 'mean': [2], 'std': [4]}, 'kernels': [[8]], 'bias': [1]}",
        "{'input': {'range': 'unit', 'mean': [2], 'std': [4]}, 'layers': [{'kernels': [[8]], 'bias': [1]}]}",
        "{'layers': [{'input': {'range': 'unit', 'mean': [2], 'std': [4]}, 'kernels': [[8]], 'bias': [1]}]}",
      })
  void meanAndStdAreFolded(String json) {
    KernelStack stack = parse(json);
    assertThat(stack.range()).isEqualTo(SampleRange.UNIT);
    assertThat(stack.layers().get(0).weight(0, 0)).isEqualTo(2);
    assertThat(stack.layers().get(0).bias(0)).isEqualTo(-3);
  }

  @Test
  void leakyReluHasItsSlope() {
    KernelStack stack = parse("{'kernels': [[1]], 'activation': 'leaky_relu', 'slope': 0.25}");
    assertThat(stack.layers().get(0).activation()).isEqualTo(new Activation.LeakyRelu(0.25f));
  }

  /** The ReLU6 of MobileNets. */
  @Test
  void clipHasItsBounds() {
    KernelStack stack = parse("{'kernels': [[1]], 'activation': 'clip', 'min': 0, 'max': 6}");
    float[] y = {-1, 3, 7, Float.NaN};
    stack.layers().get(0).activation().finish(y, new float[4], 4, 1);
    assertThat(y).containsExactly(0, 3, 6, Float.NaN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | the file does not fit, found [], expected an object",
        "{} | kernels does not fit, found nothing, expected a list of at least one",
        "{'kernels': []} | kernels does not fit, found [], expected a list of at least one",
        "{'kernels': [[]]} | kernels[0] does not fit, found [], expected a list of at least one",
        "{'kernels': [1]} | kernels[0] does not fit, found 1, expected a list of at least one",
        "{'kernels': [[1, 2], [3]]} | kernels[1] does not fit, found 1 weights, expected 2",
        "{'kernels': [[1, '2']]} | kernels[0][1] does not fit, found \"2\", expected a number that is finite as float32",
        "{'kernels': [[1, null]]} | kernels[0][1] does not fit, found null, expected a number that is finite as float32",
        "{'kernels': [[1]], 'bias': [1, 2]} | bias does not fit, found 2 numbers, expected 1",
        "{'kernels': [[1]], 'activation': 'gelu'} | activation does not fit, found gelu, expected one of identity, relu, leaky_relu, clip, sigmoid, tanh, softmax",
        "{'kernels': [[1]], 'activation': 'leaky_relu'} | slope does not fit, found nothing, expected a number that is finite as float32",
        "{'kernels': [[1]], 'slope': 1} | slope does not fit, found it beside identity, expected it beside leaky_relu only",
        "{'kernels': [[1]], 'activation': 'clip', 'min': 0} | max does not fit, found nothing, expected a number that is finite as float32",
        "{'kernels': [[1]], 'activation': 'clip', 'min': 6, 'max': 0} | max does not fit, found 0.0, expected at least min, 6.0",
        "{'layers': [{'kernels': [[1]], 'activation': 'relu', 'max': 6}]} | layers[0].max does not fit, found it beside relu, expected it beside clip only",
        "{'kernels': [[1]], 'inputs': ['a', 'b']} | inputs does not fit, found 2 names, expected 1",
        "{'kernels': [[1]], 'outputs': [1]} | outputs[0] does not fit, found 1, expected a text",
        "{'kernels': [[1]], 'name': ' '} | name does not fit, found \" \", expected a text of one line",
        "{'kernels': [[1]], 'name': 'a\\nb'} | name does not fit, found \"a\\nb\", expected a text of one line",
        "{'kernels': [[1]], 'input': 1} | input does not fit, found 1, expected an object",
        "{'kernels': [[1]], 'input': {'range': '0..1'}} | input.range does not fit, found 0..1, expected raw or unit",
        "{'kernels': [[1]], 'input': {'mean': [1, 2]}} | input.mean does not fit, found 2 numbers, expected 1",
        "{'kernels': [[1]], 'input': {'std': [0]}} | input.std[0] does not fit, found 0.0, expected a number above 0",
        "{'kernels': [[1]], 'input': {'std': [-1]}} | input.std[0] does not fit, found -1.0, expected a number above 0",
        "{'kernels': [[1]], 'input': {'std': [1e-40]}} | input does not fit, found weights that overflow float32 with mean and std folded in, expected finite ones",
        "{'kernels': [[1]], 'input': {'gamma': 1}} | input.gamma does not fit, found an unknown key, expected one of mean, range, std",
        "{'kernels': [[1]], 'foo': 1} | foo does not fit, found an unknown key, expected one of activation, bias, input, inputs, kernels, layers, max, min, name, outputs, slope",
        "{'layers': []} | layers does not fit, found [], expected a list of at least one",
        "{'layers': [1]} | layers[0] does not fit, found 1, expected an object",
        "{'layers': [{'kernels': [[1]], 'weights': 1}]} | layers[0].weights does not fit, found an unknown key, expected one of activation, bias, input, inputs, kernels, max, min, name, outputs, slope",
        "{'layers': [{'kernels': [[1]]}], 'kernels': 1} | kernels does not fit, found an unknown key, expected one of input, inputs, layers, name, outputs",
        "{'layers': [{'kernels': [[1]]}, {'kernels': [[1, 2]]}]} | layers[1].kernels[0] does not fit, found 2 weights, expected 1",
        "{'layers': [{'kernels': [[1]]}, {'kernels': [['x']]}]} | layers[1].kernels[0][0] does not fit, found \"x\", expected a number that is finite as float32",
        "{'layers': [{'kernels': [[1]]}, {'kernels': [[1]], 'input': {}}]} | layers[1].input does not fit, found a second one, expected one, in the first layer or beside layers",
        "{'input': {}, 'layers': [{'kernels': [[1]], 'input': {}}]} | layers[0].input does not fit, found a second one, expected one, in the first layer or beside layers",
        "{'layers': [{'kernels': [[1]], 'outputs': ['a', 'b']}, {'kernels': [[1]]}]} | layers[0].outputs does not fit, found 2 names, expected 1",
      })
  void whatDoesNotFitIsNamed(String json, String message) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read kernels dir/f.json: " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e39", "-1e400", "1e999999"})
  void numbersBeyondFloat32AreRefused(String number) {
    assertThatThrownBy(() -> parse("{'kernels': [[" + number + "]]}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Cannot read kernels dir/f.json: kernels[0][0] does not fit, found ")
        .hasMessageEndingWith(", expected a number that is finite as float32");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'kernels': [[1] | line 1 column 17: Unexpected end-of-input: expected close marker for Array",
        "{'kernels': [[1]]} {} | line 1 column 20: something follows the object",
        "{'kernels': [[NaN]]} | line 1 column 18: Non-standard token 'NaN'",
        "{'kernels': [[1]], 'kernels': [[2]]} | line 1 column 29: Duplicate field 'kernels'",
      })
  void whatIsNoJsonIsPlaced(String json, String message) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read kernels dir/f.json: it is no JSON, " + message);
  }

  @Test
  void nestingIsBounded() {
    assertThatThrownBy(() -> parse("[".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot read kernels dir/f.json: it is no JSON, it is nested too deeply, or a number or text in it is too long");
  }

  @Test
  void anEmptyFileIsNoKernels() {
    assertThatThrownBy(() -> parse(""))
        .hasMessage(
            "Cannot read kernels dir/f.json: the file does not fit, found nothing, expected an object");
  }
}
