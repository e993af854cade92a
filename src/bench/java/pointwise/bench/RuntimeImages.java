package pointwise.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import pointwise.raster.Raster;
import pointwise.raster.SampleType;
import pointwise.raster.Window;
import pointwise.tile.Tile;

/** uint8 RGB through ONNX Runtime to one feature map, as a careful program does it. */
final class RuntimeImages implements AutoCloseable {
  private final OrtSession session;
  private final String layer;

  /** The tensor of an image, in memory that ONNX Runtime reads from; grows with the images. */
  private FloatBuffer input = FloatBuffer.allocate(0);

  RuntimeImages(byte[] model, String layer) throws OrtException {
    this.session = RuntimeForward.session(model);
    this.layer = layer;
  }

  /**
   * @param rgb the samples of the whole image
   */
  Tile map(String origin, Raster image, byte[] rgb) {
    try (OnnxTensor tensor = tensor(image, rgb);
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), tensor))) {
      OnnxTensor output = (OnnxTensor) result.get(0);
      long[] dims = output.getInfo().getShape();
      FloatBuffer numbers = output.getFloatBuffer();
      float[] chw = new float[numbers.remaining()];
      numbers.get(chw);
      boolean vector = dims.length == 2;
      return map(
          origin, chw, (int) dims[1], vector ? 1 : (int) dims[2], vector ? 1 : (int) dims[3]);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private OnnxTensor tensor(Raster image, byte[] rgb) throws OrtException {
    int C = image.channels();
    int pixels = rgb.length / C;
    float[] chw = new float[rgb.length];
    for (int c = 0; c < C; c++) {
      for (int p = 0; p < pixels; p++) {
        chw[c * pixels + p] = (rgb[p * C + c] & 0xff) * (1f / 255f);
      }
    }
    if (input.capacity() != chw.length) {
      input =
          ByteBuffer.allocateDirect(Float.BYTES * chw.length)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
    }
    input.clear().put(chw).flip();
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(), input, new long[] {1, C, image.height(), image.width()});
  }

  /** Line by line: what is written with a stride stays in cache. */
  private Tile map(String origin, float[] chw, int channels, int height, int width) {
    byte[] data = new byte[Float.BYTES * chw.length];
    FloatBuffer out = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] line = new float[width * channels];
    for (int y = 0; y < height; y++) {
      for (int c = 0; c < channels; c++) {
        int from = (c * height + y) * width;
        for (int x = 0; x < width; x++) {
          line[x * channels + c] = chw[from + x];
        }
      }
      out.put(line);
    }
    Window window = Window.lines(0, height, width);
    return new Tile(origin, height, width, channels, window, SampleType.COMPUTED, data)
        .ofLayer(layer);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
