package pointwise.network.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import pointwise.network.layer.Shape;
import pointwise.text.Text;

/** What ONNX Runtime made, as maps and vectors, channel-last. */
final class Results {
  private Results() {}

  /**
   * The first of a batch.
   *
   * @param batch images in the run
   * @throws IllegalArgumentException if it is neither a map, tokens nor a vector
   */
  static RuntimeResult of(RuntimeModel.Output output, OnnxValue value, int batch) {
    if (!(value instanceof OnnxTensor tensor)) {
      throw new IllegalArgumentException(
          Text.of("output %s is no tensor, found %s", output.name(), value.getType()));
    }
    long[] dims = tensor.getInfo().getShape();
    if (dims.length < 2 || dims.length > 4 || dims[0] != batch) {
      throw new IllegalArgumentException(
          Text.of(
              "output %s has another shape, found %s, expected N x C x H x W, N x T x C or N x C of %d images",
              output.name(), Arrays.toString(dims), batch));
    }
    boolean first = dims.length == 4 && !output.channelLast();
    Shape shape =
        switch (dims.length) {
          case 2 -> new Shape(1, 1, size(dims[1]));
          case 3 -> new Shape(1, size(dims[1]), size(dims[2]));
          default ->
              first
                  ? new Shape(size(dims[2]), size(dims[3]), size(dims[1]))
                  : new Shape(size(dims[1]), size(dims[2]), size(dims[3]));
        };
    float[] numbers =
        numbers(
            output, tensor, Math.multiplyExact(Math.toIntExact(shape.pixels()), shape.channels()));
    return new RuntimeResult(shape, dims.length, first ? channelLast(numbers, shape) : numbers);
  }

  /** Numbers of all images of a batch; 0 of what is no tensor. */
  static double samples(OnnxValue value) {
    return value instanceof OnnxTensor tensor
        ? Arrays.stream(tensor.getInfo().getShape()).asDoubleStream().reduce(1, (a, b) -> a * b)
        : 0;
  }

  private static int size(long size) {
    return Math.toIntExact(size);
  }

  private static float[] channelLast(float[] chw, Shape shape) {
    int pixels = Math.toIntExact(shape.pixels());
    if (pixels == 1) {
      return chw;
    }
    int channels = shape.channels();
    float[] hwc = new float[pixels * channels];
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < channels; c++) {
        hwc[p * channels + c] = chw[c * pixels + p];
      }
    }
    return hwc;
  }

  /** The first image's. */
  private static float[] numbers(RuntimeModel.Output output, OnnxTensor tensor, int count) {
    return switch (tensor.getInfo().type) {
      case FLOAT, FLOAT16, BFLOAT16 -> {
        // A copy already; of float32 on the heap.
        FloatBuffer floats = tensor.getFloatBuffer();
        if (floats.hasArray() && floats.remaining() == count) {
          yield floats.array();
        }
        float[] numbers = new float[count];
        floats.get(numbers);
        yield numbers;
      }
      case DOUBLE -> numbers(count, tensor.getDoubleBuffer()::get);
      case INT64 -> numbers(count, tensor.getLongBuffer()::get);
      case INT32 -> numbers(count, tensor.getIntBuffer()::get);
      case INT8, BOOL -> numbers(count, tensor.getByteBuffer()::get);
      case UINT8 -> {
        ByteBuffer bytes = tensor.getByteBuffer();
        yield numbers(count, i -> bytes.get(i) & 0xff);
      }
      default ->
          throw new IllegalArgumentException(
              Text.of(
                  "output %s has a type that is not read, found %s, expected numbers",
                  output.name(), tensor.getInfo().type));
    };
  }

  private static float[] numbers(int count, IntToDoubleFunction at) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) at.applyAsDouble(i);
    }
    return numbers;
  }
}
