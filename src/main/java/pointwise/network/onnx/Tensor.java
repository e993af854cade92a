package pointwise.network.onnx;

import java.util.Arrays;
import java.util.stream.Collectors;
import pointwise.text.Text;

/**
 * A constant of a model: floats, or integers.
 *
 * @param name for messages
 * @param dims its shape; none for a single number
 * @param floats row-major, null where it holds integers
 * @param integers row-major, null where it holds floats; booleans are 0 and 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Tensor(String name, int[] dims, float[] floats, long[] integers) implements GraphValue {
  /** The floats. */
  float[] requireFloats() {
    if (floats == null) {
      throw new IllegalArgumentException(
          Text.of("constant %s has the wrong type, found integers, expected floats", name));
    }
    return floats;
  }

  /** The floats of a tensor of that rank, none of them infinite or NaN. */
  float[] weights(int rank) {
    if (dims.length != rank) {
      throw new IllegalArgumentException(
          Text.of(
              "constant %s does not fit, found %s, expected %d dimensions", name, shape(), rank));
    }
    for (float number : requireFloats()) {
      if (!Float.isFinite(number)) {
        throw new IllegalArgumentException(
            Text.of("constant %s is not finite, found %s", name, number));
      }
    }
    return floats;
  }

  /** The floats of a vector of that length, none of them infinite or NaN. */
  float[] weights(int rank, int length) {
    if (weights(rank).length != length) {
      throw new IllegalArgumentException(
          Text.of(
              "constant %s does not fit, found %s, expected %d numbers", name, shape(), length));
    }
    return floats;
  }

  /** One number for each channel of a map (rank 4) or vector (rank 2), repeated if it is one. */
  float[] perChannel(int rank, int channels) {
    int channelAxis = dims.length - (rank - 1);
    boolean fits = dims.length <= rank;
    for (int i = 0; i < dims.length; i++) {
      fits &= dims[i] == 1 || (i == channelAxis && dims[i] == channels);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          Text.of(
              "constant %s does not fit, found %s, expected one number or one for each of %d channels",
              name, shape(), channels));
    }
    float[] numbers = weights(dims.length).clone();
    if (numbers.length == channels) {
      return numbers;
    }
    float[] repeated = new float[channels];
    Arrays.fill(repeated, numbers[0]);
    return repeated;
  }

  /** The one float there is. */
  float number() {
    if (requireFloats().length != 1) {
      throw new IllegalArgumentException(
          Text.of("constant %s does not fit, found %s, expected one number", name, shape()));
    }
    return floats[0];
  }

  /** The integers. */
  long[] requireIntegers() {
    if (integers == null) {
      throw new IllegalArgumentException(
          Text.of("constant %s has the wrong type, found floats, expected integers", name));
    }
    return integers;
  }

  /** The same numbers in another shape. */
  Tensor with(int[] other) {
    return new Tensor(name, other, floats, integers);
  }

  String shape() {
    return dims.length == 0
        ? "one number"
        : Arrays.stream(dims).mapToObj(String::valueOf).collect(Collectors.joining(" x "));
  }
}
