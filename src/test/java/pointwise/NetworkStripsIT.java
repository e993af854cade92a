package pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.kernel.Activation;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Pool;
import pointwise.network.layer.WindowAxis;
import pointwise.network.onnx.OnnxWriter;
import pointwise.pixels.Pictures;
import pointwise.text.Text;

/** A network runs by strips over an image whose layers no small heap holds. */
class NetworkStripsIT {
  private static final int HEIGHT = 3600;
  private static final int WIDTH = 4800;
  private static final int KERNELS = 4;
  private static final int POOLED_HEIGHT = HEIGHT / 2;
  private static final int POOLED_WIDTH = WIDTH / 2;
  private static final int HEAP_MIB = 512;

  /** Prime to the width, so that other columns are checked on the next line. */
  private static final int STEP = 7;

  /** N x C x 3 x 3, small whole numbers: float32 holds every sum exactly. */
  private final int[] weights = new Random(3).ints(KERNELS * 27, -3, 4).toArray();

  private final byte[] samples = new byte[HEIGHT * WIDTH * 3];

  @TempDir Path folder;

  /** 3 x 3, zeros around it, ReLU; then the largest of 3 x 3 at every second place. */
  private Network network() {
    float[] floats = new float[weights.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = weights[i];
    }
    WindowAxis same = WindowAxis.of(3, 1, 1);
    WindowAxis half = WindowAxis.of(3, 2, 1);
    Convolution convolution =
        new Convolution(same, same, 3, 1, floats, new float[KERNELS], new Activation.Relu());
    return new Network(
        "large",
        new Network.Input(3, 0, 0),
        List.of(
            new Node("windows", convolution, List.of(Node.IMAGE)),
            new Node("pooled", new Pool(Pool.Kind.MAX, half, half, false), List.of(0))),
        List.of(1));
  }

  private int convolved(int y, int x, int k) {
    int sum = 0;
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        int fromY = y + i - 1;
        int fromX = x + j - 1;
        if (fromY >= 0 && fromY < HEIGHT && fromX >= 0 && fromX < WIDTH) {
          for (int c = 0; c < 3; c++) {
            int sample = samples[(fromY * WIDTH + fromX) * 3 + c] & 0xff;
            sum += weights[((k * 3 + c) * 3 + i) * 3 + j] * sample;
          }
        }
      }
    }
    return Math.max(0, sum);
  }

  private int pooled(int y, int x, int k) {
    int most = 0;
    for (int i = Math.max(0, 2 * y - 1); i < Math.min(HEIGHT, 2 * y + 2); i++) {
      for (int j = Math.max(0, 2 * x - 1); j < Math.min(WIDTH, 2 * x + 2); j++) {
        most = Math.max(most, convolved(i, j, k));
      }
    }
    return most;
  }

  @Test
  void anImageThatIsTooLargeForTheHeapComesOutInStrips() throws Exception {
    long whole = 4L * HEIGHT * WIDTH * (3 + KERNELS) + 4L * POOLED_HEIGHT * POOLED_WIDTH * KERNELS;
    assertThat(whole).as("bytes of all layers").isGreaterThan((long) HEAP_MIB << 20);
    new Random(17).nextBytes(samples);
    Path image = Pictures.uint8(folder.resolve("large.npy"), HEIGHT, WIDTH, 3, 17);
    Path model = Files.write(folder.resolve("large.onnx"), OnnxWriter.write(network()));
    Path out = folder.resolve("maps");
    Child extract =
        Child.java(
            folder,
            Text.of("-Xmx%dm", HEAP_MIB),
            "-Dspark.master=local[2]",
            "-cp",
            System.getProperty("pointwise.jar") + File.pathSeparator + Child.sparkJars(),
            Pointwise.class.getName(),
            "extract",
            "--images",
            image.toString(),
            "--network",
            model.toString(),
            "--out",
            out.toString());
    assertThat(extract.code()).as(extract.all()).isZero();

    Iterator<Row> strips =
        Spark.session().read().parquet(out.toString()).orderBy("y").toLocalIterator();
    int y = 0;
    int rows = 0;
    for (; strips.hasNext(); rows++) {
      Row strip = strips.next();
      assertThat(strip.<String>getAs("error")).isNull();
      assertThat(strip.<String>getAs("layer")).isEqualTo("pooled");
      assertThat(strip.<Integer>getAs("y")).isEqualTo(y);
      int end = y + strip.<Integer>getAs("rows");
      assertSamples(strip.getAs("data"), y, end);
      y = end;
    }
    assertThat(y).isEqualTo(POOLED_HEIGHT);
    assertThat(rows).isEqualTo(34); // 2 MiB hold 54 lines of 2400 x 4 float32
  }

  /** Every seventh pixel of the lines. */
  private void assertSamples(byte[] data, int begin, int end) {
    ByteBuffer found = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    int pixels = (end - begin) * POOLED_WIDTH;
    assertThat(data).hasSize(4 * KERNELS * pixels);
    for (int p = 0; p < pixels; p += STEP) {
      int y = begin + p / POOLED_WIDTH;
      int x = p % POOLED_WIDTH;
      for (int k = 0; k < KERNELS; k++) {
        float sample = found.getFloat(4 * (p * KERNELS + k));
        if (sample != pooled(y, x, k)) {
          assertThat(sample).as("(y=%d, x=%d, k=%d)", y, x, k).isEqualTo(pooled(y, x, k));
        }
      }
    }
  }
}
