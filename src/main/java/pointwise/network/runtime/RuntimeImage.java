package pointwise.network.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import pointwise.network.layer.Shape;

/**
 * An image as ONNX Runtime takes it, outside the heap. Its memory is used again for the next one.
 * One per task.
 */
public final class RuntimeImage {
  private static final int MOST_UINT8 = 255;

  private final RuntimeModel model;
  private final float[] mean;
  private final float[] std;
  private ByteBuffer buffer = direct(0);
  private Shape shape;

  /**
   * @param mean what is taken from each channel; empty for nothing
   * @param std what each channel is divided by then; empty for nothing
   */
  public RuntimeImage(RuntimeModel model, List<Double> mean, List<Double> std) {
    this.model = model;
    this.mean = numbers(mean, model.takes().channels(), 0);
    this.std = numbers(std, model.takes().channels(), 1);
  }

  private static float[] numbers(List<Double> given, int channels, float otherwise) {
    float[] numbers = new float[channels];
    for (int c = 0; c < channels; c++) {
      numbers[c] = given.isEmpty() ? otherwise : given.get(c).floatValue();
    }
    return numbers;
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /**
   * Takes an image: (sample - mean) / std, rounded to 0 to 255 where the network takes uint8.
   *
   * @param hwc the samples, row-major
   */
  public void set(Shape image, float[] hwc) {
    int bytes = model.type().bytes();
    int numbers =
        Math.multiplyExact(model.batch(), Math.multiplyExact(image.height(), image.line()));
    if (buffer.capacity() < Math.multiplyExact(bytes, numbers)) {
      buffer = direct(bytes * numbers);
    }
    buffer.clear().limit(bytes * numbers);
    this.shape = image;
    int pixels = Math.toIntExact(image.pixels());
    int channels = image.channels();
    int width = image.width();
    float[] line = new float[model.channelLast() ? image.line() : width];
    for (int y = 0; y < image.height(); y++) {
      int from = y * image.line();
      if (model.channelLast()) {
        for (int i = 0; i < line.length; i += channels) {
          for (int c = 0; c < channels; c++) {
            line[i + c] = (hwc[from + i + c] - mean[c]) / std[c];
          }
        }
        put(from, line);
      } else {
        for (int c = 0; c < channels; c++) {
          for (int x = 0; x < width; x++) {
            line[x] = (hwc[from + x * channels + c] - mean[c]) / std[c];
          }
          put(c * pixels + y * width, line);
        }
      }
    }
    // Where the graph wants more images, they are zeros.
    Arrays.fill(line, 0);
    for (int at = pixels * channels; at < numbers; at += line.length) {
      put(at, line);
    }
  }

  /** Of the image that was set. */
  Shape shape() {
    return shape;
  }

  private void put(int place, float[] numbers) {
    switch (model.type()) {
      case FLOAT32 -> buffer.asFloatBuffer().put(place, numbers);
      case FLOAT16 -> {
        for (int i = 0; i < numbers.length; i++) {
          buffer.putShort(2 * (place + i), Fp16Conversions.floatToFp16(numbers[i]));
        }
      }
      case UINT8 -> {
        for (int i = 0; i < numbers.length; i++) {
          double whole = Math.rint(Math.max(0, Math.min(MOST_UINT8, numbers[i])));
          buffer.put(place + i, (byte) (int) whole);
        }
      }
    }
  }

  OnnxTensor tensor(OrtEnvironment environment) throws OrtException {
    long batch = model.batch();
    long[] dims =
        model.rank() == 2
            ? new long[] {batch, shape.channels()}
            : model.channelLast()
                ? new long[] {batch, shape.height(), shape.width(), shape.channels()}
                : new long[] {batch, shape.channels(), shape.height(), shape.width()};
    ByteBuffer whole = buffer.duplicate().order(ByteOrder.nativeOrder());
    return switch (model.type()) {
      case FLOAT32 -> OnnxTensor.createTensor(environment, whole.asFloatBuffer(), dims);
      case FLOAT16 ->
          OnnxTensor.createTensor(environment, whole.asShortBuffer(), dims, OnnxJavaType.FLOAT16);
      case UINT8 -> OnnxTensor.createTensor(environment, whole, dims, OnnxJavaType.UINT8);
    };
  }
}
